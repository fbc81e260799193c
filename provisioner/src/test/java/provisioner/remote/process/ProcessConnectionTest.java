package provisioner.remote.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import provisioner.remote.connection.Connection;
import provisioner.remote.connection.TcpChannel;
import provisioner.remote.shell.Frame;
import provisioner.remote.shell.Reply;
import provisioner.remote.shell.Shell;
import provisioner.remote.shell.ShellOptions;
import provisioner.remote.target.ConnectionKind;
import provisioner.remote.target.RemoteException;
import provisioner.remote.target.RemoteException.Kind;
import provisioner.remote.target.Target;
import provisioner.remote.target.Timeouts;

/** A session over processes: of this machine, and of programs that stand in for Docker's and Podman's clients. */
class ProcessConnectionTest {
    private static final Duration TIME = Duration.ofSeconds(60);

    @TempDir
    Path directory = Path.of("");

    private static Target target(ConnectionKind kind, String user) {
        return Target.withoutSsh(kind, "app", "app-1", user, Optional.empty(), Timeouts.defaults(), Optional.empty());
    }

    /** A client that notes its words and then does as if the container were this machine. */
    private Connection connection(ConnectionKind kind, String user) throws Exception {
        for (String program : new String[] {"docker", "podman"}) {
            client(program, """
                    #!/bin/sh
                    printf '%%s\\n' "$*" >>%s/words
                    [ "$1 $2 $3" = 'exec --interactive --user' ] || exit 9
                    shift 5
                    exec "$@"
                    """.formatted(directory));
        }
        return new ProcessConnection(Launcher.of(target(kind, user), path()));
    }

    private String path() {
        return directory + ":/usr/bin:/bin";
    }

    private void client(String name, String script) throws Exception {
        Path file = Files.writeString(directory.resolve(name), script);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static Shell shell(Connection connection) throws Exception {
        return connection.openShell(
                ShellOptions.reading("run-1", "tester@here").withOpenTimeout(TIME), () -> "say first yes");
    }

    @ParameterizedTest
    @EnumSource(names = "SSH", mode = EnumSource.Mode.EXCLUDE)
    void aShellAnswersAndErrorsStayApart(ConnectionKind kind) throws Exception {
        try (Connection connection = connection(kind, "root");
                Shell shell = shell(connection)) {
            assertThat(shell.first(TIME).frame("first").map(Frame::text)).contains("yes");
            Reply reply = shell.run("echo noise; echo trouble >&2; say answer 42; printf 'a\\nb' | emit raw", TIME);
            assertThat(reply.frame("answer").map(Frame::text)).contains("42");
            assertThat(reply.frame("raw").map(Frame::text)).contains("a\nb");
            assertThat(reply.stderrTail()).contains("trouble");
            assertThat(connection.exchanges()).isEqualTo(1);
        }
        if (kind.isContainer()) {
            assertThat(directory.resolve("words"))
                    .content()
                    .startsWith("exec --interactive --user root app-1 /bin/sh -c exec /bin/sh -c");
        }
    }

    @Test
    void aShellOfThisMachineHasNoVariablesOfTheRun() throws Exception {
        try (Connection connection = connection(ConnectionKind.LOCAL, "root");
                Shell shell = shell(connection)) {
            String names = shell.run("env | cut -d = -f 1 | emit names", TIME)
                    .frame("names")
                    .map(Frame::text)
                    .orElse("");
            assertThat(names.lines())
                    .isNotEmpty()
                    .isSubsetOf(
                            "HOME",
                            "LOGNAME",
                            "PATH",
                            "SHELL",
                            "USER",
                            "PWD",
                            "OLDPWD",
                            "SHLVL",
                            "_",
                            "LC_ALL",
                            "LANG",
                            "DEBIAN_FRONTEND");
        }
    }

    /** Ctrl-C goes to all processes of the terminal's foreground group. */
    @Test
    void aShellIsInASessionOfItsOwn() throws Exception {
        try (Connection connection = connection(ConnectionKind.DOCKER, "root");
                Shell shell = shell(connection)) {
            Reply reply = shell.run("say session $(ps -o sid= -p $$) $$", TIME);
            String[] words = reply.frame("session").map(Frame::text).orElse("").split(" ");
            assertThat(words[0]).isEqualTo(words[1]);
        }
    }

    @Test
    void aKilledShellIsNamed() throws Exception {
        try (Connection connection = connection(ConnectionKind.LOCAL, "root");
                Shell shell = shell(connection)) {
            RemoteException lost = catchThrowableOfType(RemoteException.class, () -> shell.run("kill -9 $$", TIME));
            assertThat(lost.kind()).isEqualTo(Kind.LOST);
            assertThat(lost).hasMessage("the root shell on app ended with exit status 137 (it was killed)");
            assertThat(shell.isOpen()).isFalse();
            try (Shell second = shell(connection)) {
                assertThat(second.first(TIME).exit()).isZero();
            }
        }
    }

    @Test
    void filesArriveWhole() throws Exception {
        byte[] content = "x".repeat(300_000).getBytes(StandardCharsets.UTF_8);
        try (Connection connection = connection(ConnectionKind.DOCKER, "root")) {
            Path wanted = directory.resolve("a file");
            assertThat(connection.upload(content, wanted.toString(), 0640)).isEqualTo(wanted.toString());
            assertThat(wanted).hasBinaryContent(content);
            assertThat(Files.getPosixFilePermissions(wanted)).isEqualTo(PosixFilePermissions.fromString("rw-r-----"));
            RemoteException failed = catchThrowableOfType(
                    RemoteException.class,
                    () -> connection.upload(content, directory.resolve("none/a").toString(), 0600));
            assertThat(failed.kind()).isEqualTo(Kind.TRANSFER);
            assertThat(failed).hasMessageContaining("none/a on app: ");
        }
    }

    @Test
    void anotherUsersFileGoesToADirectoryOfItsOwnAndIsRemoved() throws Exception {
        Path sent;
        try (Connection connection = connection(ConnectionKind.DOCKER, "deploy")) {
            sent = Path.of(connection.upload("a".getBytes(StandardCharsets.UTF_8), "/run/x/upload.1", 0600));
            assertThat(sent.resolveSibling("").toString()).contains("/provisioner-");
            assertThat(Files.getPosixFilePermissions(sent.resolveSibling("")))
                    .isEqualTo(PosixFilePermissions.fromString("rwx------"));
            connection.upload("b".getBytes(StandardCharsets.UTF_8), "/run/x/upload.2", 0600);
        }
        assertThat(sent.resolveSibling("")).doesNotExist();
    }

    @ParameterizedTest
    @EnumSource(names = "SSH", mode = EnumSource.Mode.EXCLUDE)
    void tcpConnectionsStartThere(ConnectionKind kind) throws Exception {
        int port;
        try (Connection connection = connection(kind, "root");
                ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = server.getLocalPort();
            try (TcpChannel channel = connection.openStream("127.0.0.1", port, TIME);
                    Socket accepted = server.accept()) {
                accepted.getOutputStream().write("greeting".getBytes(StandardCharsets.UTF_8));
                assertThat(channel.in().readNBytes(8)).asString().isEqualTo("greeting");
                channel.out().write("answer".getBytes(StandardCharsets.UTF_8));
                channel.out().flush();
                assertThat(accepted.getInputStream().readNBytes(6)).asString().isEqualTo("answer");
                assertThat(channel.hostAnswers()).isTrue();
                accepted.close();
                assertThat(channel.in().read()).isEqualTo(-1);
            }
        }
        try (Connection connection = connection(kind, "root")) {
            RemoteException refused =
                    catchThrowableOfType(RemoteException.class, () -> connection.openStream("127.0.0.1", port, TIME));
            assertThat(refused.kind()).isEqualTo(Kind.REFUSED);
            assertThat(refused).hasMessageStartingWith("app cannot connect to 127.0.0.1:" + port + ": ");
        }
    }

    @Test
    void aContainerWithoutAShellSaysSo() throws Exception {
        client("docker", """
                #!/bin/sh
                echo 'OCI runtime exec failed: exec failed: exec: "/bin/sh": stat /bin/sh: no such file or directory: unknown'
                exit 126
                """);
        try (Connection connection =
                new ProcessConnection(Launcher.of(target(ConnectionKind.DOCKER, "root"), path()))) {
            RemoteException failed = catchThrowableOfType(RemoteException.class, () -> shell(connection));
            assertThat(failed.kind()).isEqualTo(Kind.PROTOCOL);
            assertThat(failed).hasMessage("there must be a /bin/sh in the docker container 'app-1' of app");
            RemoteException stream =
                    catchThrowableOfType(RemoteException.class, () -> connection.openStream("127.0.0.1", 1, TIME));
            assertThat(stream.kind()).isEqualTo(Kind.FORWARDING);
        }
    }

    @Test
    void aMissingClientIsNamed() {
        RemoteException failed = catchThrowableOfType(
                RemoteException.class, () -> Launcher.of(target(ConnectionKind.PODMAN, "root"), "/none::relative"));
        assertThat(failed.kind()).isEqualTo(Kind.UNREACHABLE);
        assertThat(failed)
                .hasMessage(
                        "'podman' must be in PATH on this machine to reach app (podman container app-1), and is not");
        assertThat(failed.hint()).isEqualTo("install it (on Debian: the package podman)");
    }
}
