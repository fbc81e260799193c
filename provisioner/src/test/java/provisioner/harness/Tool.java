package provisioner.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** The tool as a process of its own, started by the launcher of this checkout. */
public final class Tool {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long LIMIT_MINUTES = 15;

    /** The top of the checkout: tests run in the module's directory. */
    public static final Path CHECKOUT = Path.of("..").toAbsolutePath().normalize();

    /** A small project with nothing but static files on nginx, for what does not depend on what is provisioned. */
    public static final Path STATIC_SITE =
            Path.of("src/test/resources/static-site").toAbsolutePath().normalize();

    /** Where the kernel groups processes by session, the nice value of the session counts: sched(7), autogroup. */
    private static final List<String> YIELDING = List.of(
            "setsid",
            "--wait",
            "sh",
            "-c",
            "{ echo 19 >/proc/self/autogroup; } 2>/dev/null; exec nice -n 19 \"$@\"",
            "sh");

    private final Path launcher;
    private final Path directory;
    private final Map<String, String> environment;

    /** What starts the launcher. */
    private final List<String> starter;

    private Tool(Path launcher, Path directory, Map<String, String> environment, List<String> starter) {
        this.launcher = launcher;
        this.directory = directory;
        this.environment = Map.copyOf(environment);
        this.starter = starter;
    }

    /** @param environment on top of this process's own, such as a test lab's */
    public static Tool inCheckout(Map<String, String> environment) {
        return inCheckout(CHECKOUT, environment);
    }

    /**
     * The tool of another checkout, such as an earlier release's.
     *
     * @param checkout its top directory
     * @param environment on top of this process's own, such as a test lab's
     */
    public static Tool inCheckout(Path checkout, Map<String, String> environment) {
        return new Tool(checkout.resolve("provisioner/bin/provisioner"), checkout, environment, List.of());
    }

    /** The same tool, started in another directory, with files of its own there. */
    public Tool in(Path other) {
        return new Tool(launcher, other, environment, starter);
    }

    /** The same tool, which takes what the test's hosts leave of this machine: elsewhere it has a machine of its own. */
    public Tool yielding() {
        return new Tool(launcher, directory, environment, YIELDING);
    }

    /** The tool of another checkout, started in the same directory. */
    public Tool from(Path checkout) {
        return inCheckout(checkout, environment).in(directory);
    }

    /** How a run ended and what it said. */
    public record Run(int exit, String stdout, String stderr) {

        /** With {@code --output json}: one object a line. */
        public List<JsonNode> events() {
            List<JsonNode> events = new ArrayList<>();
            for (String line : stdout.lines().toList()) {
                try {
                    events.add(JSON.readTree(line));
                } catch (IOException e) {
                    throw new AssertionError("not JSON: " + line, e);
                }
            }
            return events;
        }

        public List<JsonNode> events(String type) {
            return events().stream()
                    .filter(event -> event.path("type").asText().equals(type))
                    .toList();
        }

        public List<JsonNode> steps() {
            return events("step");
        }

        /** Steps with this outcome, as {@code HOST: STEP}. */
        public List<String> stepsThat(String outcome) {
            return steps().stream()
                    .filter(step -> step.path("outcome").asText().equals(outcome))
                    .map(step -> step.path("host").asText() + ": "
                            + step.path("step").asText())
                    .toList();
        }

        public JsonNode step(String host, String name) {
            return steps().stream()
                    .filter(step -> step.path("host").asText().equals(host)
                            && step.path("step").asText().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no step " + name + " on " + host + "\n" + everything()));
        }

        public JsonNode check(String name) {
            return events("check").stream()
                    .filter(check -> check.path("check").asText().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no check " + name + "\n" + everything()));
        }

        /**
         * What failed, drifted or could not be reached, each with its host in front if it belongs to one. The names of
         * steps and checks are left out: they may list all hosts, also those that are well.
         */
        public List<String> troubles() {
            List<String> troubles = new ArrayList<>();
            for (JsonNode event : events()) {
                String outcome = event.path("outcome").asText();
                switch (event.path("type").asText()) {
                    case "host-failed" -> troubles.add(trouble(event, "message"));
                    case "step" -> {
                        if (outcome.equals("drifted")) {
                            troubles.add(trouble(event, "diff"));
                        } else if (outcome.equals("failed")) {
                            troubles.add(
                                    of(event, event.path("error").path("stderr").asText()));
                        }
                    }
                    case "check" -> {
                        if (outcome.equals("failed")) {
                            troubles.add(trouble(event, "detail"));
                        }
                    }
                    case "summary" ->
                        event.path("hosts").forEach(host -> {
                            if (host.path("unreachable").asBoolean()) {
                                troubles.add(of(host, "unreachable"));
                            }
                        });
                    default -> {}
                }
            }
            return troubles;
        }

        private static String trouble(JsonNode event, String why) {
            return of(event, event.path(why).asText());
        }

        private static String of(JsonNode event, String why) {
            JsonNode host = event.path("host");
            return host.isTextual() ? host.asText() + ": " + why : why;
        }

        /** A host in the summary. */
        public JsonNode host(String name) {
            for (JsonNode host : summary().path("hosts")) {
                if (host.path("host").asText().equals(name)) {
                    return host;
                }
            }
            throw new AssertionError(name + " is not in the summary\n" + everything());
        }

        public JsonNode summary() {
            return events("summary").getLast();
        }

        /** For the message of a failing assertion: what failed first, because a report of the build may end before the rest. */
        public String everything() {
            String failures = stdout.lines()
                    .filter(line -> line.contains("\"outcome\":\"failed\""))
                    .collect(Collectors.joining("\n"));
            return "exit " + exit + "\n" + failures + (failures.isEmpty() ? "" : "\n\n") + stderr + stdout;
        }
    }

    public Run run(String... arguments) throws IOException, InterruptedException {
        return told("", arguments);
    }

    /** @param input what it reads on standard input */
    public Run told(String input, String... arguments) throws IOException, InterruptedException {
        Path in = Files.createTempFile("provisioner", ".in");
        Path out = Files.createTempFile("provisioner", ".out");
        Path err = Files.createTempFile("provisioner", ".err");
        try {
            Files.writeString(in, input);
            Process process = start(in, out, err, arguments);
            if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new AssertionError("the tool does not end: " + String.join(" ", arguments));
            }
            return new Run(process.exitValue(), read(out), read(err));
        } finally {
            Files.delete(in);
            Files.delete(out);
            Files.delete(err);
        }
    }

    /** The launcher replaces itself by the tool, so that a signal to the process reaches it. */
    public Process start(Path out, Path err, String... arguments) throws IOException {
        return start(Path.of("/dev/null"), out, err, arguments);
    }

    private Process start(Path in, Path out, Path err, String... arguments) throws IOException {
        // A shell that runs in the background has its children ignore SIGINT, which no program can undo for itself.
        List<String> command = new ArrayList<>(starter);
        command.addAll(List.of("env", "--default-signal=INT"));
        command.add(launcher.toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectInput(in.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8);
    }
}
