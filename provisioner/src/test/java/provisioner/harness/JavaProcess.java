package provisioner.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A class's {@code main} in a Java of its own, with the class path of the tests; without the launcher and what it has cached. */
public final class JavaProcess {
    private static final long LIMIT_SECONDS = 60;
    private static final List<String> USERS_OWN =
            List.of("VISUAL", "EDITOR", "PROVISIONER_AGE_KEY_FILE", "PROVISIONER_DEBUG");

    /** Java's own, but without what libraries of the browser tests, which are on the class path, too, log of themselves. */
    private static final Path LOGGING =
            Path.of("src/test/resources/provisioner/harness/logging.properties").toAbsolutePath();

    private final Path directory;
    private final Map<String, String> environment;
    private final List<String> command;

    /**
     * @param directory where it starts
     * @param environment on top of this process's own, of which it has nothing that a user sets for the tool
     * @param options of Java
     */
    public JavaProcess(Class<?> main, Path directory, Map<String, String> environment, String... options) {
        this.directory = directory;
        this.environment = Map.copyOf(environment);
        this.command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Djava.util.logging.config.file=" + LOGGING);
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    }

    /** How it ended and what it said. */
    public record Ended(int exit, String out, String err) {}

    public Ended run(String... arguments) throws IOException, InterruptedException {
        return told("", arguments);
    }

    /** Starts it, and leaves it to itself. What it says goes to these files. */
    public Process start(Path out, Path err, String... arguments) throws IOException {
        List<String> line = new ArrayList<>(command);
        line.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(line)
                .directory(directory.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().keySet().removeAll(USERS_OWN);
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** @param input what it reads on standard input */
    public Ended told(String input, String... arguments) throws IOException, InterruptedException {
        Path out = Files.createTempFile("provisioner", ".out");
        Path err = Files.createTempFile("provisioner", ".err");
        try {
            Process process = start(out, err, arguments);
            try (var in = process.getOutputStream()) {
                in.write(input.getBytes(StandardCharsets.UTF_8));
            }
            assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
            return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }
}
