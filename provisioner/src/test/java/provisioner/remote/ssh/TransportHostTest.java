package provisioner.remote.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import provisioner.remote.connection.Connection;
import provisioner.remote.connection.TcpChannel;
import provisioner.remote.shell.Reply;
import provisioner.remote.shell.Shell;
import provisioner.remote.shell.ShellOptions;
import provisioner.remote.target.PassphrasePrompt;
import provisioner.remote.target.RemoteException;
import provisioner.remote.target.RemoteException.Kind;
import provisioner.remote.target.Target;
import provisioner.remote.target.Timeouts;

/** What goes over a connection, and how one ends, against sshds that are set up for it. */
@Tag("host")
@Timeout(60)
class TransportHostTest {
    private static final Duration TIME = Duration.ofSeconds(20);

    private static Ssh ssh() {
        return new Ssh(PassphrasePrompt.none());
    }

    private static RemoteException failure(Ssh ssh, Target target) {
        return catchThrowableOfType(
                RemoteException.class, () -> ssh.connect(target).close());
    }

    @Test
    void oldAlgorithmsAreNotSpoken() throws Exception {
        for (String setting :
                List.of("KexAlgorithms diffie-hellman-group14-sha1", "MACs hmac-sha1\nCiphers aes128-cbc")) {
            try (TestSshd old = TestSshd.start("/bin/sh", setting)) {
                RemoteException e = failure(ssh(), old.root());
                assertThat(e.kind()).isEqualTo(Kind.PROTOCOL);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "KexAlgorithms ecdh-sha2-nistp256",
                "KexAlgorithms ecdh-sha2-nistp521",
                "KexAlgorithms curve25519-sha256@libssh.org",
                "Ciphers aes256-gcm@openssh.com",
                "Ciphers aes256-ctr\nMACs hmac-sha2-512-etm@openssh.com",
                "RekeyLimit 1M"
            })
    void algorithmsThatAreSpoken(String setting) throws Exception {
        try (TestSshd other = TestSshd.start("/bin/sh", setting);
                Connection connection = ssh().connect(other.root());
                Shell shell = connection.openShell(ShellOptions.reading("r", "t@c"))) {
            Reply reply = shell.run("head -c 5000000 /dev/zero | emit a", TIME);
            assertThat(reply.frames().getFirst().payload()).hasSize(5_000_000);
        }
    }

    @Test
    void deadPeerIsNoticed() throws Exception {
        try (TestSshd dying = TestSshd.start();
                Connection connection = ssh().connect(dying.root()
                        .withTimeouts(Timeouts.defaults().withKeepAlive(Duration.ofSeconds(1), 5)));
                Shell shell = connection.openShell(ShellOptions.reading("r", "t@c"))) {
            for (ProcessHandle session : dying.sessions()) {
                TestSshd.exec("kill", "-STOP", Long.toString(session.pid()));
            }
            long start = System.nanoTime();
            RemoteException e = catchThrowableOfType(RemoteException.class, () -> shell.run("say a", TIME));
            long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
            for (ProcessHandle session : dying.sessions()) {
                TestSshd.exec("kill", "-CONT", Long.toString(session.pid()));
            }
            assertThat(e.kind()).isEqualTo(Kind.LOST);
            assertThat(seconds).isLessThan(12);
        }
    }

    @Test
    void exchangesAreWhatSshdCounts() throws Exception {
        try (TestSshd counted = TestSshd.start();
                Connection connection = ssh().connect(counted.root())) {
            try (Shell shell = connection.openShell(ShellOptions.reading("r", "t@c"))) {
                shell.run("say a", TIME);
                shell.run("say b", TIME);
            }
            connection.upload(new byte[10], counted.path("up").toString(), 0600);
            connection.upload(new byte[10], counted.path("up").toString(), 0600);
            assertThat(connection.exchanges()).isEqualTo(2);
            assertThat(counted.log().lines().filter(line -> line.contains("Starting session")))
                    .hasSize(2);
        }
    }

    /** How a database is reached: JDBC over such a stream. */
    @Test
    void serverThatForwardsNothing() throws Exception {
        try (TestSshd closed = TestSshd.start("/bin/sh", "AllowTcpForwarding no");
                Connection connection = ssh().connect(closed.root())) {
            RemoteException e = catchThrowableOfType(
                    RemoteException.class, () -> connection.openStream("127.0.0.1", closed.port(), TIME));
            assertThat(e.kind()).isEqualTo(Kind.FORWARDING);
            assertThat(e).hasMessage("sshd on web-1 does not forward connections to 127.0.0.1 port " + closed.port());
            assertThat(e.hint()).contains("set AllowTcpForwarding to yes or local in its sshd_config");
            try (Shell shell = connection.openShell(ShellOptions.reading("r", "t@c"))) {
                assertThat(shell.run("say a", TIME).frames())
                        .as("the rest goes on")
                        .hasSize(1);
            }
        }
        try (TestSshd open = TestSshd.start("/bin/sh", "AllowTcpForwarding local");
                Connection connection = ssh().connect(open.root());
                TcpChannel stream = connection.openStream("127.0.0.1", open.port(), TIME)) {
            assertThat(new String(stream.in().readNBytes(4), StandardCharsets.US_ASCII))
                    .isEqualTo("SSH-");
            RemoteException nobody = catchThrowableOfType(
                    RemoteException.class, () -> connection.openStream("127.0.0.1", TestSshd.freePort(), TIME));
            assertThat(nobody.kind()).isEqualTo(Kind.REFUSED);
        }
    }

    @Test
    void serverThatRunsNoCommands() throws Exception {
        try (TestSshd closed = TestSshd.start("/bin/sh", "MaxSessions 0");
                Connection connection = ssh().connect(closed.root())) {
            RemoteException e = catchThrowableOfType(
                    RemoteException.class, () -> connection.openShell(ShellOptions.reading("r", "t@c")));
            assertThat(e.kind()).isEqualTo(Kind.PROTOCOL);
            assertThat(e).hasMessageContaining("web-1 does not let root run commands");
        }
    }
}
