package provisioner.sshconfig;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import provisioner.remote.target.Destination;
import provisioner.remote.target.HostKeyPolicy;
import provisioner.remote.target.Target;
import provisioner.source.InputFiles;
import provisioner.source.Problems;

/**
 * What we make of a configuration, next to what OpenSSH's own {@code ssh -G} prints, and to the identity files that {@code ssh -v}
 * says it tries.
 */
class OpenSshComparisonTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @MethodSource("provisioner.sshconfig.OpenSshCases#all")
    void asSsh(OpenSshCases.Case one) throws Exception {
        for (var file : one.included().entrySet()) {
            write(file.getKey(), file.getValue().replace("DIR", directory.toString()));
        }
        Path config = write("config", one.text().replace("DIR", directory.toString()));
        for (String alias : one.aliases()) {
            Problems problems = new Problems();
            SshConfig read =
                    SshConfig.read(Optional.of(config), LocalUser.current(), new InputFiles(directory), problems);
            Optional<Target> ours = new TargetResolver(read, LocalUser.current(), Overrides.none(), problems)
                    .resolve(new Destination(
                            alias,
                            alias,
                            Optional.empty(),
                            Optional.empty(),
                            List.of(),
                            List.of(),
                            Optional.empty(),
                            Optional.empty()));
            assertThat(problems.list()).isEmpty();
            Map<String, List<String>> theirs = lines("ssh", "-G", "-F", config.toString(), alias);
            assertThat(shown(ours.orElseThrow(), theirs))
                    .as(alias)
                    .containsExactlyInAnyOrderEntriesOf(reduced(theirs, config, alias));
        }
    }

    private Path write(String name, String text) throws IOException {
        Path file = Files.writeString(directory.resolve(name), text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    /** Our decisions in the words of {@code ssh -G}. */
    private static Map<String, List<String>> shown(Target target, Map<String, List<String>> theirs) {
        Map<String, List<String>> shown = new LinkedHashMap<>();
        shown.put("hostname", List.of(target.address()));
        shown.put("port", List.of(Integer.toString(target.port())));
        shown.put("user", List.of(target.user()));
        shown.put("identitiesonly", List.of(target.credentials().identitiesOnly() ? "yes" : "no"));
        shown.put(
                "identityagent",
                target.credentials().agent().map(Path::toString).stream().toList());
        shown.put("hashknownhosts", List.of(target.hostKeys().hashNew() ? "yes" : "no"));
        shown.put("hostkeyalias", target.hostKeys().alias().stream().toList());
        shown.put("userknownhostsfile", texts(target.hostKeys().userFiles()));
        shown.put("globalknownhostsfile", texts(target.hostKeys().globalFiles()));
        shown.put("stricthostkeychecking", List.of(target.hostKeys().policy().name()));
        boolean kept = !one(theirs, "connecttimeout").equals("none");
        shown.put(
                "connecttimeout",
                List.of(kept ? Long.toString(target.timeouts().connect().toSeconds()) : "none"));
        boolean alive =
                !theirs.getOrDefault("serveraliveinterval", List.of("0")).equals(List.of("0"));
        shown.put(
                "serveraliveinterval",
                List.of(alive ? Long.toString(target.timeouts().keepAlive().toSeconds()) : "0"));
        shown.put(
                "proxyjump",
                target.via().map(OpenSshComparisonTest::way).stream().toList());
        shown.put("proxycommand", target.proxyCommand().stream().toList());
        shown.put("identityfile", texts(target.credentials().identities()));
        shown.put("certificatefile", texts(target.credentials().certificates()));
        return shown;
    }

    private static List<String> texts(List<Path> files) {
        return files.stream().map(Path::toString).toList();
    }

    /** The hops without what they take from the configuration themselves. */
    private static String way(Target hop) {
        String own = (hop.user().equals(System.getProperty("user.name")) ? "" : hop.user() + "@")
                + (hop.address().contains(":") ? "[" + hop.address() + "]" : hop.address())
                + (hop.port() == 22 ? "" : ":" + hop.port());
        return hop.via().map(before -> way(before) + ",").orElse("") + own;
    }

    private Map<String, List<String>> reduced(Map<String, List<String>> theirs, Path config, String alias)
            throws Exception {
        Map<String, List<String>> reduced = new LinkedHashMap<>();
        for (String key : List.of(
                "hostname",
                "port",
                "user",
                "identitiesonly",
                "hashknownhosts",
                "hostkeyalias",
                "serveraliveinterval")) {
            reduced.put(key, theirs.getOrDefault(key, List.of()));
        }
        reduced.put("identityagent", agent(theirs.getOrDefault("identityagent", List.of())));
        for (String key : List.of("userknownhostsfile", "globalknownhostsfile")) {
            reduced.put(key, files(theirs.getOrDefault(key, List.of("none")).getFirst()));
        }
        reduced.put(
                "stricthostkeychecking",
                List.of(
                        switch (theirs.getOrDefault("stricthostkeychecking", List.of("ask"))
                                .getFirst()) {
                            case "true", "ask" -> HostKeyPolicy.STRICT.name();
                            default -> HostKeyPolicy.ACCEPT_NEW.name();
                        }));
        reduced.put("connecttimeout", theirs.getOrDefault("connecttimeout", List.of("none")));
        List<String> jump = theirs.getOrDefault("proxyjump", List.of());
        reduced.put(
                "proxyjump", jump.stream().map(text -> canonical(text, theirs)).toList());
        reduced.put(
                "proxycommand",
                theirs.getOrDefault("proxycommand", List.of()).stream()
                        .filter(text -> !text.equals("none"))
                        .map(text ->
                                canonical(text, theirs).replace("%n", alias).replace("%%", "%"))
                        .toList());
        reduced.put("identityfile", tried(config, alias));
        reduced.put("certificatefile", certificates(theirs));
        return reduced;
    }

    /** {@code ssh -G} shows hops unexpanded, as a URI's words, and with the port 22. */
    private static String canonical(String hops, Map<String, List<String>> theirs) {
        return hops.replace("%r", one(theirs, "user"))
                .replace("%h", one(theirs, "hostname"))
                .replace("%p", one(theirs, "port"))
                .replaceAll(":22(?=,|$)", "");
    }

    private static String one(Map<String, List<String>> lines, String key) {
        return lines.getOrDefault(key, List.of("")).getFirst();
    }

    private static List<String> agent(List<String> shown) {
        String socket = System.getenv("SSH_AUTH_SOCK");
        return switch (shown.isEmpty() ? "SSH_AUTH_SOCK" : shown.getFirst()) {
            case "none" -> List.of();
            case "SSH_AUTH_SOCK" -> socket == null ? List.of() : List.of(socket);
            case "$HOME" -> List.of(System.getenv("HOME"));
            default -> shown;
        };
    }

    private static List<String> files(String shown) {
        if (shown.equals("none")) {
            return List.of();
        }
        return Stream.of(shown.replace("/with blank/", "/with_blank/").split(" ", -1))
                .map(file -> file.replace("/with_blank/", "/with blank/"))
                .map(file -> Path.of(file).normalize().toString())
                .toList();
    }

    /** The identity files that ssh says it reads: there, tokens are expanded. Its defaults are ours where they exist. */
    private List<String> tried(Path config, String alias) throws Exception {
        List<String> files = new ArrayList<>();
        for (String line :
                run("ssh", "-v", "-F", config.toString(), "-o", "ProxyCommand=false", "-o", "BatchMode=yes", alias)) {
            if (line.startsWith("debug1: identity file ") && !line.contains("-cert type ")) {
                files.add(line.substring("debug1: identity file ".length()).replaceFirst(" type -?\\d+$", ""));
            }
        }
        Path home = LocalUser.current().ssh();
        boolean usual = files.stream().allMatch(file -> Path.of(file).startsWith(home) && file.contains("/id_"));
        return usual
                ? files.stream().filter(file -> Files.exists(Path.of(file))).toList()
                : files;
    }

    private static List<String> certificates(Map<String, List<String>> theirs) {
        return theirs.getOrDefault("certificatefile", List.of()).stream()
                .map(file -> file.replaceFirst("^~", LocalUser.current().home().toString()))
                .toList();
    }

    private static Map<String, List<String>> lines(String... command) throws Exception {
        Map<String, List<String>> lines = new LinkedHashMap<>();
        for (String line : run(command)) {
            int blank = line.indexOf(' ');
            if (blank > 0) {
                lines.computeIfAbsent(line.substring(0, blank), key -> new ArrayList<>())
                        .add(line.substring(blank + 1));
            }
        }
        assertThat(lines).as(String.join(" ", command)).containsKey("hostname");
        return lines;
    }

    private static List<String> run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output.lines().toList();
    }
}
