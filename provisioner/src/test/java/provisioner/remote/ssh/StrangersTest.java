package provisioner.remote.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import net.schmizz.sshj.SSHClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import provisioner.remote.ssh.crypto.SshAlgorithms;
import provisioner.remote.target.PassphrasePrompt;
import provisioner.remote.target.RemoteException;
import provisioner.remote.target.RemoteException.Kind;
import provisioner.remote.target.Target;
import provisioner.remote.target.Timeouts;

/** Whoever answers at a host's port costs a run neither time nor memory before they have shown who they are. */
@Timeout(60)
class StrangersTest {
    private static final byte[] VERSION = "SSH-2.0-x\r\n".getBytes(StandardCharsets.US_ASCII);

    private interface Peer {
        void speak(OutputStream out) throws Exception;
    }

    private static RemoteException met(Peer peer) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                while (!server.isClosed()) {
                    try (Socket socket = server.accept()) {
                        peer.speak(socket.getOutputStream());
                    } catch (Exception e) {
                        // It was hung up on.
                    }
                }
            });
            Target at = TestSshd.target("127.0.0.1", server.getLocalPort(), "root", Path.of("/none"), Path.of("/none"));
            return catchThrowableOfType(RemoteException.class, () -> new Ssh(PassphrasePrompt.none()).connect(at));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "\n", "hello\r\n", "SSH", "SSH-\u0000", "HTTP/1.1 400 Bad Request\r\n"})
    void aFloodBeforeTheVersionIsRefused(String part) throws Exception {
        byte[] bytes = part.repeat(1000).getBytes(StandardCharsets.US_ASCII);
        RemoteException e = met(out -> {
            while (true) {
                out.write(bytes);
            }
        });
        assertThat(e.kind()).isEqualTo(Kind.PROTOCOL);
        assertThat(e).hasMessageContaining("50 lines or 8192 bytes without its version");
    }

    @Test
    void aFloodAfterItIsRefusedToo() throws Exception {
        // SSH_MSG_IGNORE, which is taken at any time: length, padding, type 2, an empty string.
        byte[] ignore = {0, 0, 0, 12, 6, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
        RemoteException e = met(out -> {
            out.write(VERSION);
            while (true) {
                out.write(ignore);
            }
        });
        assertThat(e.kind()).isEqualTo(Kind.PROTOCOL);
        assertThat(e).hasMessageContaining("before the login");
    }

    @Test
    void oneDeadlineCoversWhoeverSendsALittleNowAndThen() throws Exception {
        SshLink[] link = new SshLink[1];
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Target target =
                    TestSshd.target("127.0.0.1", server.getLocalPort(), "root", Path.of("/none"), Path.of("/none"));
            Deadline deadline = new Deadline(Duration.ofMillis(600));
            Route route = Route.direct(target);
            link[0] = new SshLink(target, new SSHClient(new SshAlgorithms(false)), route, deadline);
            Socket accepted = server.accept();
            Thread.ofVirtual().start(() -> drip(accepted));
            long start = System.nanoTime();
            RemoteException e = catchThrowableOfType(
                    RemoteException.class,
                    () -> deadline.within(link[0], () -> {
                        try {
                            route.connect(link[0].client(), target);
                            return true;
                        } catch (IOException io) {
                            throw new RemoteException(Kind.PROTOCOL, "broken off", "", io);
                        }
                    }));
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
            assertThat(e).hasMessageContaining("there was no shell within 0.6 s");
            assertThat(e.hint()).contains("--connect-timeout");
        }
        assertThat(Timeouts.defaults().opening()).isEqualTo(Duration.ofSeconds(40));
    }

    private static void drip(Socket socket) {
        try (socket) {
            while (true) {
                socket.getOutputStream().write('x');
                Thread.sleep(20);
            }
        } catch (IOException | InterruptedException e) {
            // It was hung up on.
        }
    }
}
