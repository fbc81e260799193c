package provisioner.remote.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import provisioner.remote.connection.Connection;
import provisioner.remote.shell.Shell;
import provisioner.remote.shell.ShellOptions;
import provisioner.remote.target.ConnectionKind;
import provisioner.remote.target.HostKeys;
import provisioner.remote.target.PassphrasePrompt;
import provisioner.remote.target.RemoteException;
import provisioner.remote.target.RemoteException.Kind;
import provisioner.remote.target.Target;

/** Going through jump hosts, each an sshd of its own. */
@Tag("host")
@Timeout(60)
class JumpHostTest {
    private static final Duration TIME = Duration.ofSeconds(20);

    @RegisterExtension
    static final TestSshd FIRST = TestSshd.of();

    @RegisterExtension
    static final TestSshd SECOND = TestSshd.of("MaxSessions 0");

    @RegisterExtension
    static final TestSshd LAST = TestSshd.of();

    private static Ssh ssh() {
        return new Ssh(PassphrasePrompt.none());
    }

    private static Target behind(TestSshd sshd, Target via) throws Exception {
        Target own = sshd.target("deploy", "user_ed25519");
        return new Target(
                own.host(),
                own.address(),
                own.port(),
                own.user(),
                own.credentials(),
                own.hostKeys(),
                own.timeouts(),
                Optional.of(via),
                Optional.empty());
    }

    private static long logins(TestSshd sshd) throws Exception {
        return sshd.log()
                .lines()
                .filter(line -> line.contains("Accepted publickey"))
                .count();
    }

    @Test
    void severalHopsWithTheirOwnKeysAndUsers() throws Exception {
        Target target = behind(LAST, behind(SECOND, FIRST.target("guest", "user_rsa")));
        try (Connection connection = ssh().connect(target);
                Shell shell = connection.openShell(ShellOptions.reading("r", "t@c"))) {
            assertThat(shell.run("id -un | emit u; echo $SSH_CLIENT | emit c", TIME)
                            .frames()
                            .getFirst()
                            .text())
                    .isEqualTo("root\n");
            connection.upload(new byte[1_000_000], LAST.path("up").toString(), 0600);
            try (Connection again = connection.again()) {
                assertThat(again.target()).isEqualTo(target);
            }
        }
        assertThat(FIRST.log()).contains("Accepted publickey for guest");
        assertThat(SECOND.log()).contains("Accepted publickey for deploy");
    }

    /** The jump host allows no session at all, which forwarding does not need, and sees one login. */
    @Test
    void oneConnectionToAJumpHostForAllHostsBehindIt() throws Exception {
        long before = logins(SECOND);
        Target target = behind(LAST, SECOND.target("root", "user_ed25519"));
        Ssh ssh = ssh();
        List<Connection> open = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Connection>> all = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                all.add(() -> ssh.connect(target));
            }
            for (Future<Connection> one : threads.invokeAll(all)) {
                open.add(one.get());
            }
        }
        assertThat(logins(SECOND) - before).isEqualTo(1);
        assertThat(SECOND.sessions()).isNotEmpty();
        for (Connection connection : open) {
            connection.close();
        }
        for (int i = 0; i < 100 && !SECOND.sessions().isEmpty(); i++) {
            Thread.sleep(50);
        }
        assertThat(SECOND.sessions())
                .as("the connection to the jump host goes with the last one")
                .isEmpty();
    }

    @Test
    void jumpHostThatDoesNotForward() throws Exception {
        try (TestSshd closed = TestSshd.start("/bin/sh", "AllowTcpForwarding no")) {
            RemoteException e =
                    catchThrowableOfType(RemoteException.class, () -> ssh().connect(behind(LAST, closed.root())));
            assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE);
            assertThat(e).hasMessageContaining("cannot reach web-1 (127.0.0.1 port " + LAST.port() + ") through web-1");
            assertThat(e.hint()).contains("AllowTcpForwarding");
        }
    }

    @Test
    void nobodyListensBehindTheJumpHost() throws Exception {
        int port = TestSshd.freePort();
        Target nobody = TestSshd.target("127.0.0.1", port, "root", LAST.path("user_rsa"), LAST.path("none"));
        Target behind = new Target(
                "web-1",
                "127.0.0.1",
                port,
                "root",
                nobody.credentials(),
                nobody.hostKeys(),
                nobody.timeouts(),
                Optional.of(FIRST.root()),
                Optional.empty());
        RemoteException e = catchThrowableOfType(RemoteException.class, () -> ssh().connect(behind));
        assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE);
        assertThat(e).hasMessageContaining("Connection refused");
    }

    @Test
    void hostKeysAreCheckedAtEveryHop() throws Exception {
        Target stranger = FIRST.root().withHostKeys(HostKeys.strict(List.of(FIRST.knownHosts("nobody"))));
        RemoteException e = catchThrowableOfType(RemoteException.class, () -> ssh().connect(behind(LAST, stranger)));
        assertThat(e.kind()).isEqualTo(Kind.HOST_KEY);
        Target swapped = behind(LAST, FIRST.root())
                .withHostKeys(HostKeys.strict(
                        List.of(LAST.knownHosts("swapped", LAST.name() + " " + FIRST.hostKey("ed25519")))));
        RemoteException changed = catchThrowableOfType(RemoteException.class, () -> ssh().connect(swapped));
        assertThat(changed).hasMessageContaining("has changed");
    }

    private static Target by(String command, Target target) {
        return new Target(
                target.host(),
                target.address(),
                target.port(),
                target.user(),
                target.credentials(),
                target.hostKeys(),
                target.timeouts().withConnect(Duration.ofSeconds(2)),
                Optional.empty(),
                Optional.of(command),
                Optional.empty(),
                ConnectionKind.SSH);
    }

    private static long commands(String name) {
        return ProcessHandle.current()
                .descendants()
                .filter(one -> one.info().commandLine().orElse("").contains(name))
                .count();
    }

    private static String bash(String name, String script) {
        return "bash -c '" + script + "' " + name;
    }

    /** The command is the connection, and ends with it. */
    @Test
    void commandAsTheConnection() throws Exception {
        String relay = "exec 3<>/dev/tcp/127.0.0.1/" + LAST.port() + "; echo heard >&2; cat <&3 & cat >&3";
        Target target = by(bash("the-relay", relay), LAST.target("deploy", "user_ed25519"));
        try (Connection connection = ssh().connect(target);
                Shell shell = connection.openShell(ShellOptions.reading("r", "t@c"))) {
            assertThat(shell.run("id -un | emit u", TIME).frames().getFirst().text())
                    .isEqualTo("root\n");
            connection.upload(new byte[1_000_000], LAST.path("up").toString(), 0600);
            try (Connection again = connection.again()) {
                assertThat(again.target()).isEqualTo(target);
            }
            assertThat(commands("the-relay")).isPositive();
        }
        for (int i = 0; i < 40 && commands("the-relay") > 0; i++) {
            Thread.sleep(50);
        }
        assertThat(commands("the-relay")).isZero();
    }

    @Test
    void commandBeforeAJumpHost() throws Exception {
        String relay = "exec 3<>/dev/tcp/127.0.0.1/" + FIRST.port() + "; cat <&3 & cat >&3";
        Target hop = by(bash("to-the-hop", relay), FIRST.target("guest", "user_rsa"));
        try (Connection connection = ssh().connect(behind(LAST, hop))) {
            assertThat(connection.isOpen()).isTrue();
        }
    }

    @Test
    void commandThatFails() throws Exception {
        Target target = by("sh -c 'echo no way to %s >&2; echo really >&2; exit 7'".formatted("web-1"), LAST.root());
        RemoteException e = catchThrowableOfType(RemoteException.class, () -> ssh().connect(target));
        assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE);
        assertThat(e)
                .hasMessageStartingWith("web-1 (127.0.0.1 port " + LAST.port()
                        + ") cannot be reached: exit 7 of the ProxyCommand 'sh -c")
                .hasMessageEndingWith(": no way to web-1; really");
    }

    @Test
    void commandThatIsNotThere() throws Exception {
        Target target = by("/no/such/command", LAST.root());
        RemoteException e = catchThrowableOfType(RemoteException.class, () -> ssh().connect(target));
        assertThat(e).hasMessageContaining("exit 127 of the ProxyCommand '/no/such/command': ");
    }

    @Test
    void commandThatSaysNothing() throws Exception {
        long start = System.nanoTime();
        Target target = by(bash("the-mute", "echo waiting >&2; sleep 60; :"), LAST.root());
        RemoteException e = catchThrowableOfType(RemoteException.class, () -> ssh().connect(target));
        assertThat(e)
                .hasMessageContaining(" did not answer within 2.0 s through the ProxyCommand 'bash")
                .hasMessageEndingWith(": waiting");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
        assertThat(commands("the-mute")).isZero();
    }

    /** Whoever answers through the command, the host's key is checked. */
    @Test
    void commandToAnotherHost() throws Exception {
        String relay = "exec 3<>/dev/tcp/127.0.0.1/" + FIRST.port() + "; cat <&3 & cat >&3";
        Target target = by(bash("other", relay), LAST.root());
        RemoteException e = catchThrowableOfType(RemoteException.class, () -> ssh().connect(target));
        assertThat(e.kind()).isEqualTo(Kind.HOST_KEY);
    }
}
