package provisioner.remote;

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
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real OpenSSH sshd on a free port of 127.0.0.1, with keys of its own.
 *
 * <p>It runs in a mount namespace with an own /run and a copy of /etc, so that locks and users ({@code deploy} with
 * sudo, {@code guest} whom sudo asks for a password, {@code typist} who needs a terminal for that,
 * {@code outsider} whom sudo refuses) stay off this machine. Needs
 * root, openssh-server, openssh-client, sudo and util-linux.
 */
final class TestSshd implements AutoCloseable {
    private static final String START = """
            set -e
            mount -t tmpfs tmpfs /run
            mkdir -p /run/sshd /run/lock
            cp -a /etc "$D/etc"
            mount --bind "$D/etc" /etc
            rm -f /etc/nologin
            for u in deploy guest outsider typist; do
              useradd -p '*' -s "${LOGIN_SHELL:-/bin/sh}" -d "$D/home/$u" $u
              mkdir -p "$D/home/$u"
              chown $u "$D/home/$u"
            done
            # The administrator of this machine may have a shell with a start-up of its own.
            mkdir -p "$D/home/root"
            sed -i "s|^root:.*|root:x:0:0:root:$D/home/root:${LOGIN_SHELL:-/bin/sh}|" /etc/passwd
            for u in guest outsider typist; do printf '%s:%s\\n' $u "$SUDO_PASSWORD"; done | chpasswd
            mkdir -p /etc/sudoers.d
            printf '%s\\n' 'deploy ALL=(ALL) NOPASSWD: ALL' 'guest,typist ALL=(ALL) ALL' \
              'Defaults:typist requiretty' >/etc/sudoers.d/test
            chmod 0440 /etc/sudoers.d/test
            unset SUDO_PASSWORD
            exec /usr/sbin/sshd -D -e -f "$D/sshd_config"
            """;

    /** Of the users whom sudo asks. */
    static final String SUDO_PASSWORD = "hush-hush \u00fc 7319";

    private final Path directory;
    private final int port;
    private final Process process;

    private TestSshd(Path directory, int port, Process process) {
        this.directory = directory;
        this.port = port;
        this.process = process;
    }

    /** @param settings lines of sshd_config; {@code DIR} stands for the directory of {@link #path} */
    static TestSshd start(String loginShell, String... settings) throws Exception {
        for (String tool : List.of("/usr/sbin/sshd", "/usr/bin/ssh-keygen", "/usr/bin/sudo", "/usr/bin/unshare")) {
            if (!Files.isExecutable(Path.of(tool))) {
                throw new IllegalStateException(
                        tool + " is missing: apt-get install openssh-server openssh-client sudo util-linux");
            }
        }
        if (!System.getProperty("user.name").equals("root")) {
            throw new IllegalStateException("these tests start an sshd for several users: run them as root");
        }
        Path directory = Files.createTempDirectory(
                "sshd-", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        for (String type : List.of("ed25519", "ecdsa", "rsa")) {
            key(directory.resolve("host_" + type), type, "");
            key(directory.resolve("user_" + type), type, "");
        }
        Files.createDirectory(directory.resolve("authorized"));
        int port = freePort();
        Files.writeString(directory.resolve("sshd_config"), configuration(directory, port, settings));
        ProcessBuilder builder = new ProcessBuilder("unshare", "-m", "--propagation", "private", "sh", "-c", START);
        builder.environment().put("D", directory.toString());
        builder.environment().put("LOGIN_SHELL", loginShell);
        builder.environment().put("SUDO_PASSWORD", SUDO_PASSWORD);
        builder.redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile());
        TestSshd sshd = new TestSshd(directory, port, builder.start());
        try {
            for (String type : List.of("ed25519", "ecdsa", "rsa")) {
                sshd.authorize(directory.resolve("user_" + type));
            }
            sshd.awaitPort();
            return sshd;
        } catch (Exception e) {
            sshd.close();
            throw e;
        }
    }

    static TestSshd start() throws Exception {
        return start("/bin/sh");
    }

    private static String configuration(Path directory, int port, String... settings) {
        StringBuilder text = new StringBuilder();
        for (String setting : settings) {
            text.append(setting.replace("DIR", directory.toString())).append('\n');
        }
        for (String type : List.of("ed25519", "ecdsa", "rsa")) {
            text.append("HostKey ").append(directory.resolve("host_" + type)).append('\n');
        }
        return text.append("Port ")
                .append(port)
                .append(text.indexOf("ListenAddress") < 0 ? "\nListenAddress 127.0.0.1" : "")
                .append("\nPidFile none\nUsePAM no\n")
                .append("PasswordAuthentication no\nKbdInteractiveAuthentication no\nStrictModes no\n")
                .append("PermitRootLogin yes\nLogLevel VERBOSE\n")
                // Of this one the last value counts, not the first.
                .append(text.indexOf("MaxStartups") < 0 ? "MaxStartups 100\n" : "")
                .append(text.indexOf("Subsystem") < 0 ? "Subsystem sftp internal-sftp\n" : "")
                .append("AuthorizedKeysFile ")
                .append(directory.resolve("authorized"))
                .append("/all\n")
                .toString();
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
        exec("kill", "-HUP", Long.toString(process.pid()));
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

    Path path(String name) {
        return directory.resolve(name);
    }

    Process process() {
        return process;
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

    Target target(String user, String key) throws IOException {
        return target(user, path(key), knownHosts("known_hosts", name() + " " + hostKey("ed25519")));
    }

    Target target(String user, Path key, Path knownHosts) {
        return target("127.0.0.1", port, user, key, knownHosts);
    }

    /** A host with one key, known by one file. */
    static Target target(String address, int port, String user, Path key, Path knownHosts) {
        return new Target(
                "web-1",
                address,
                port,
                user,
                Credentials.ofKeys(List.of(key)),
                HostKeys.strict(List.of(knownHosts)),
                Patience.defaults(),
                Optional.empty());
    }

    /** A user who knows what to tell sudo. */
    Target withPassword(String user) throws IOException {
        Target target = target(user, "user_ed25519");
        return target.withCredentials(target.credentials().withSudoPassword(Optional.of(new Password(SUDO_PASSWORD))));
    }

    Target root() throws IOException {
        return target("root", "user_ed25519");
    }

    /** The processes of sshd that serve connections, without what they started. */
    List<ProcessHandle> sessions() {
        return process.toHandle()
                .descendants()
                .filter(child -> child.info().command().orElse("").endsWith("sshd"))
                .toList();
    }

    /** Runs a script as root inside the namespace, next to whatever goes over SSH. */
    String inside(String script) throws IOException, InterruptedException {
        return exec("nsenter", "-t", Long.toString(process.pid()), "-m", "sh", "-c", script);
    }

    String log() throws IOException {
        return Files.readString(directory.resolve("log"));
    }

    private void awaitPort() throws Exception {
        for (int i = 0; i < 200; i++) {
            if (!process.isAlive()) {
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
        List<ProcessHandle> descendants = process.descendants().toList();
        process.destroy();
        descendants.forEach(ProcessHandle::destroy);
        process.waitFor();
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
