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
import provisioner.remote.HostKeyPolicy;
import provisioner.remote.Target;
import provisioner.source.InputFiles;
import provisioner.source.Problems;

/**
 * What we make of a configuration, next to what OpenSSH's own {@code ssh -G} prints, and to the identity files that {@code ssh -v}
 * says it tries.
 */
class OpenSshComparisonTest {
    @TempDir
    Path directory;

    /** A configuration, the names it is asked for, and the files that it includes. */
    record Case(String name, String text, List<String> aliases, Map<String, String> included) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Case of(String name, String aliases, String text) {
        return new Case(name, text, List.of(aliases.split(" ", -1)), Map.of());
    }

    private static Case including(String name, String aliases, String text, Map<String, String> files) {
        return new Case(name, text, List.of(aliases.split(" ", -1)), files);
    }

    static Stream<Case> cases() {
        return Stream.concat(blocks(), Stream.concat(values(), includes()));
    }

    private static Stream<Case> blocks() {
        return Stream.of(
                of("nothing", "web-1 203.0.113.9", ""),
                of("first value wins", "a b", "Host a\n Port 1\n Port 2\nHost *\n Port 3\n User u\n"),
                of("before any Host", "a", "Port 7\nHost a\n Port 8\n"),
                of("several patterns", "a b c", "Host a b\n Port 2\n"),
                of("globs", "web-1 web-12 db", "Host web-?\n Port 2\nHost web-*\n Port 3\nHost *\n Port 4\n"),
                of("negation", "web-1 web-2 db", "Host web-* !web-2\n Port 2\n"),
                of("negation first", "web-1 web-2", "Host !web-2 web-*\n Port 2\n"),
                of("only negation", "web-1 web-2", "Host !web-2\n Port 2\n"),
                of("upper case", "web WEB", "Host web\n Port 2\nHost WEB\n Port 3\n"),
                of("addresses", "203.0.113.5 2001:db8::1", "Host 203.0.113.*\n Port 2\nHost 2001:*\n Port 3\n"),
                of("Match all", "a", "Host b\n Port 2\nMatch all\n Port 3\n"),
                of("patterns in quotes", "a b", "Host \"a\" 'b'\n Port 2\n"),
                of("comma is no separator", "a b", "Host a,b\n Port 2\n"),
                of("dots are dots", "aXb a.b", "Host a.b\n Port 2\n"));
    }

    private static Stream<Case> values() {
        return Stream.of(
                of("equals signs", "a", "Host=a\nPort=2\nUser = u\nHostName =h.example\n"),
                of("case of keywords", "a", "HOST a\n pOrT 2\n"),
                of("quotes and comments", "a", "Host a # not b\n User \"some user\"\n Port 2 # two\n#Port 3\n"),
                of("keyword in quotes", "a", "\"Port\" 2\n"),
                of("tabs and trailing blanks", "a", "Host\ta  \n\tPort\t2 \t\n\n"),
                of("carriage returns", "a", "Host a\r\n Port 2\r\n"),
                of("HostName with %h", "web", "HostName %h.Example.com\nUserKnownHostsFile ~/kh/%h_%n_%k\n"),
                of("HostName with %%", "web", "HostName a%%b\n"),
                of(
                        "tokens in files",
                        "web",
                        "HostName h\nUser u\nPort 5\n"
                                + "UserKnownHostsFile ~/%n-%h-%p-%r-%k /d/%d/%% \nIdentityFile ~/.ssh/%n_%h_%p_%r\nIdentityFile %d/x\n"),
                of("%L %u %i %C", "web", "User u\nIdentityFile ~/%L-%u-%i-%C\n"),
                of(
                        "environment",
                        "web",
                        "IdentityFile ${HOME}/x\nUserKnownHostsFile ${HOME}/kh\nIdentityAgent ${HOME}/s\n"),
                of("HostKeyAlias", "web", "HostKeyAlias Name\nUserKnownHostsFile /x/%k\n"),
                of(
                        "several identities",
                        "a",
                        "Host a\n IdentityFile ~/one\nHost *\n IdentityFile ~/two\n IdentityFile ~/one\n"),
                of("IdentityFile none", "a", "Host a\n IdentityFile none\n"),
                of("certificates", "a", "CertificateFile ~/a-cert.pub\nCertificateFile /b\n"),
                of("IdentitiesOnly", "a b", "Host a\n IdentitiesOnly yes\nHost *\n IdentitiesOnly no\n"),
                of(
                        "agent",
                        "a b c d",
                        "Host a\n IdentityAgent none\nHost b\n IdentityAgent SSH_AUTH_SOCK\n"
                                + "Host c\n IdentityAgent $HOME\nHost d\n IdentityAgent ~/agent_%h\n"),
                of(
                        "known_hosts",
                        "a b",
                        "Host a\n UserKnownHostsFile ~/one \"/with blank/two\"\n"
                                + "GlobalKnownHostsFile /g1 /g2\nHost b\n UserKnownHostsFile none\n GlobalKnownHostsFile /dev/null\n"),
                of("known_hosts from two lines", "a", "UserKnownHostsFile /one\nUserKnownHostsFile /two\n"),
                of(
                        "strictness",
                        "a b c d e",
                        "Host a\n StrictHostKeyChecking no\nHost b\n StrictHostKeyChecking yes\n"
                                + "Host c\n StrictHostKeyChecking accept-new\nHost d\n StrictHostKeyChecking ask\n"),
                of("hashed names", "a b", "Host a\n HashKnownHosts yes\n"),
                of(
                        "times",
                        "a b c d",
                        "Host a\n ConnectTimeout 1h30m\n ServerAliveInterval 2m\nHost b\n ConnectTimeout 5\n"
                                + "Host c\n ConnectTimeout none\nHost d\n ServerAliveInterval 0\n ServerAliveCountMax 7\n"),
                of("one hop", "a b", "Host a\n ProxyJump j\n"),
                of("a hop with user and port", "a", "Host a\n ProxyJump u@j.example:2222\n"),
                of("several hops", "a", "Host a\n ProxyJump u@one,two:22,three@three:3\n"),
                of("a hop as URI", "a", "Host a\n ProxyJump ssh://u@one:2\n"),
                of("a hop by IPv6 address", "a", "Host a\n ProxyJump u@[2001:db8::1]:2\n"),
                of("no hop", "a b", "Host a j\n ProxyJump none\nHost *\n ProxyJump j\n"),
                of("hop after command", "a", "Host a\n ProxyCommand none\n ProxyJump j\n"),
                of("hop before command", "a", "Host a\n ProxyJump j\nProxyCommand nc %h %p\n"),
                of("a hop with a comment", "a", "Host a\n ProxyJump j # the way in\n"),
                of("hops with tokens", "a", "Host a\n User r\n Port 9\n ProxyJump %r@j-%h\n"),
                of(
                        "harmless ones",
                        "a",
                        "ForwardAgent yes\nSendEnv LANG LC_*\nControlMaster auto\nControlPath ~/%C\n"
                                + "Ciphers aes128-ctr\nLocalForward 1 localhost:2\nVisualHostKey yes\nCompression yes\nPort 3\n"),
                of("IgnoreUnknown", "a", "IgnoreUnknown UseKey*,Foo\nUseKeyboard yes\nFoo bar\nPort 3\n"));
    }

    private static Stream<Case> includes() {
        Map<String, String> two = Map.of("one.conf", "Port 1\n", "two.conf", "Port 2\nUser two\n");
        return Stream.of(
                including("include", "a", "Include DIR/one.conf\nPort 9\n", two),
                including("include later", "a", "Port 9\nInclude DIR/one.conf\n", two),
                including("include by glob, in order of names", "a", "Include DIR/*.conf\n", two),
                including("several files", "a", "Include DIR/two.conf DIR/one.conf\n", two),
                including("missing files", "a", "Include DIR/none DIR/no*\nPort 3\n", Map.of()),
                including(
                        "include in a block that matches",
                        "a b",
                        "Host a\n Include DIR/one.conf\nHost *\n Port 9\n",
                        two),
                including(
                        "blocks in an included file",
                        "a b",
                        "Include DIR/h\nUser after\n",
                        Map.of("h", "Host b\n Port 2\n User b\n")),
                including(
                        "blocks in a file included in a block",
                        "a b",
                        "Host a\n Include DIR/h\n HostName still-a\nHost *\n User c\n",
                        Map.of("h", "Host b\n Port 2\nHost a\n Port 3\nHost *\n User d\n")),
                including(
                        "includes that include",
                        "a",
                        "Include DIR/h\n",
                        Map.of("h", "Include DIR/one.conf\n", "one.conf", "Port 5\n")));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void asSsh(Case one) throws Exception {
        for (var file : one.included().entrySet()) {
            write(file.getKey(), file.getValue().replace("DIR", directory.toString()));
        }
        Path config = write("config", one.text().replace("DIR", directory.toString()));
        for (String alias : one.aliases()) {
            Problems problems = new Problems();
            SshConfig read =
                    SshConfig.read(Optional.of(config), Operator.current(), new InputFiles(directory), problems);
            Optional<Target> ours = new Targets(read, Operator.current(), Preferences.none(), problems)
                    .resolve(new Destination(
                            alias, alias, Optional.empty(), Optional.empty(), List.of(), List.of(), Optional.empty()));
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
                List.of(kept ? Long.toString(target.patience().connect().toSeconds()) : "none"));
        boolean alive =
                !theirs.getOrDefault("serveraliveinterval", List.of("0")).equals(List.of("0"));
        shown.put(
                "serveraliveinterval",
                List.of(alive ? Long.toString(target.patience().keepAlive().toSeconds()) : "0"));
        shown.put(
                "proxyjump",
                target.via().map(OpenSshComparisonTest::way).stream().toList());
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
        Path home = Operator.current().ssh();
        boolean usual = files.stream().allMatch(file -> Path.of(file).startsWith(home) && file.contains("/id_"));
        return usual
                ? files.stream().filter(file -> Files.exists(Path.of(file))).toList()
                : files;
    }

    private static List<String> certificates(Map<String, List<String>> theirs) {
        return theirs.getOrDefault("certificatefile", List.of()).stream()
                .map(file -> file.replaceFirst("^~", Operator.current().home().toString()))
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
