package provisioner.remote.ssh;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import provisioner.remote.target.Credentials;
import provisioner.remote.target.HostKeys;
import provisioner.remote.target.Target;
import provisioner.remote.target.Timeouts;
import provisioner.secret.Secret;

/**
 * A real OpenSSH sshd on a free port of 127.0.0.1, with keys of its own.
 *
 * <p>It runs in a mount namespace with an own /run and a copy of /etc, so that locks and users ({@code deploy} with
 * sudo, {@code guest} whom sudo asks for a password, {@code typist} who needs a terminal for that,
 * {@code outsider} whom sudo refuses) stay off this machine. Needs
 * root, openssh-server, openssh-client, sudo and util-linux.
 *
 * <p>For the tests of a class: {@code @RegisterExtension static final TestSshd SSHD = TestSshd.of();}, for a part of one
 * {@link #start}.
 */
public final class TestSshd implements AutoCloseable, BeforeAllCallback, AfterAllCallback {
    /** Of the users whom sudo asks. */
    static final String SUDO_PASSWORD = "hush-hush \u00fc 7319";

    private final String loginShell;
    private final String[] settings;
    private Path directory = Path.of("");
    private int port;
    private @Nullable Process process;

    private TestSshd(String loginShell, String... settings) {
        this.loginShell = loginShell;
        this.settings = settings.clone();
    }

    /** One that JUnit starts; settings as for {@link #start(String, String...)}. */
    public static TestSshd of(String... settings) {
        return new TestSshd("/bin/sh", settings);
    }

    /** @param settings lines of sshd_config; {@code DIR} stands for the directory of {@link #path} */
    public static TestSshd start(String loginShell, String... settings) throws Exception {
        TestSshd sshd = new TestSshd(loginShell, settings);
        sshd.up();
        return sshd;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        up();
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        close();
    }

    private void up() throws Exception {
        for (String tool : List.of("/usr/sbin/sshd", "/usr/bin/ssh-keygen", "/usr/bin/sudo", "/usr/bin/unshare")) {
            if (!Files.isExecutable(Path.of(tool))) {
                throw new IllegalStateException(
                        tool + " is missing: apt-get install openssh-server openssh-client sudo util-linux");
            }
        }
        if (!System.getProperty("user.name").equals("root")) {
            throw new IllegalStateException("these tests start an sshd for several users: run them as root");
        }
        directory = Files.createTempDirectory(
                "sshd-", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        for (String type : List.of("ed25519", "ecdsa", "rsa")) {
            key(directory.resolve("host_" + type), type, "");
            key(directory.resolve("user_" + type), type, "");
        }
        Files.createDirectory(directory.resolve("authorized"));
        port = freePort();
        Files.writeString(directory.resolve("sshd_config"), SshdSetup.configuration(directory, port, settings));
        ProcessBuilder builder =
                new ProcessBuilder("unshare", "-m", "--propagation", "private", "sh", "-c", SshdSetup.START);
        builder.environment().put("D", directory.toString());
        builder.environment().put("LOGIN_SHELL", loginShell);
        builder.environment().put("SUDO_PASSWORD", SUDO_PASSWORD);
        builder.redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile());
        process = builder.start();
        try {
            for (String type : List.of("ed25519", "ecdsa", "rsa")) {
                authorize(directory.resolve("user_" + type));
            }
            awaitPort();
        } catch (Exception e) {
            close();
            throw e;
        }
    }

    public static TestSshd start() throws Exception {
        return start("/bin/sh");
    }

    static void key(Path file, String type, String passphrase, String... more) throws Exception {
        Stream<String> command = Stream.of(
                "ssh-keygen",
                "-q",
                "-t",
                type,
                "-b",
                type.equals("rsa") ? "2048" : "256",
                "-N",
                passphrase,
                "-C",
                "",
                "-f",
                file.toString());
        exec(Stream.concat(command, Stream.of(more)).toArray(String[]::new));
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Runs a local command, which must succeed. */
    static String exec(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException(List.of(command) + " failed: " + output);
        }
        return output;
    }

    /** Makes sshd read its keys and settings again. */
    void reload() throws Exception {
        long before = starts();
        exec("kill", "-HUP", Long.toString(process().pid()));
        while (starts() == before) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
        awaitPort();
    }

    private long starts() throws IOException {
        return log().lines()
                .filter(line -> line.contains("Server listening on"))
                .count();
    }

    void authorize(Path key) throws IOException {
        Path file = directory.resolve("authorized/all");
        String all = Files.exists(file) ? Files.readString(file) : "";
        Files.writeString(file, all + Files.readString(Path.of(key + ".pub")));
    }

    public Path path(String name) {
        return directory.resolve(name);
    }

    public Process process() {
        return Objects.requireNonNull(process, "not started");
    }

    int port() {
        return port;
    }

    /** {@code TYPE BASE64} of a host key. */
    String hostKey(String type) throws IOException {
        String[] fields =
                Files.readString(directory.resolve("host_" + type + ".pub")).split(" ", 3);
        return fields[0] + " " + fields[1].strip();
    }

    /** A known_hosts file with these lines. */
    Path knownHosts(String name, String... lines) throws IOException {
        return Files.writeString(directory.resolve(name), String.join("\n", lines) + "\n");
    }

    String name() {
        return "[127.0.0.1]:" + port;
    }

    public Target target(String user, String key) throws IOException {
        return target(user, path(key), knownHosts("known_hosts", name() + " " + hostKey("ed25519")));
    }

    public Target target(String user, Path key, Path knownHosts) {
        return target("127.0.0.1", port, user, key, knownHosts);
    }

    /** A host with one key, known by one file. */
    public static Target target(String address, int port, String user, Path key, Path knownHosts) {
        return new Target(
                "web-1",
                address,
                port,
                user,
                Credentials.ofKeys(List.of(key)),
                HostKeys.strict(List.of(knownHosts)),
                Timeouts.defaults(),
                Optional.empty(),
                Optional.empty());
    }

    /** A user who knows what to tell sudo. */
    Target withPassword(String user) throws IOException {
        Target target = target(user, "user_ed25519");
        return target.withCredentials(target.credentials().withSudoPassword(Optional.of(new Secret(SUDO_PASSWORD))));
    }

    public Target root() throws IOException {
        return target("root", "user_ed25519");
    }

    /** The processes of sshd that serve connections, without what they started. */
    public List<ProcessHandle> sessions() {
        return process()
                .toHandle()
                .descendants()
                .filter(child -> child.info().command().orElse("").endsWith("sshd"))
                .toList();
    }

    /** Runs a script as root inside the namespace, next to whatever goes over SSH. */
    public String inside(String script) throws IOException, InterruptedException {
        return exec("nsenter", "-t", Long.toString(process().pid()), "-m", "sh", "-c", script);
    }

    String log() throws IOException {
        return Files.readString(directory.resolve("log"));
    }

    private void awaitPort() throws Exception {
        for (int i = 0; i < 200; i++) {
            if (!process().isAlive()) {
                throw new IllegalStateException("sshd did not start: " + log());
            }
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (IOException e) {
                TimeUnit.MILLISECONDS.sleep(50);
            }
        }
        throw new IllegalStateException("sshd does not listen: " + log());
    }

    @Override
    public void close() throws Exception {
        List<ProcessHandle> descendants = process().descendants().toList();
        process().destroy();
        descendants.forEach(ProcessHandle::destroy);
        process().waitFor();
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
