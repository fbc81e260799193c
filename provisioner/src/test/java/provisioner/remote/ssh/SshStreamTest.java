package provisioner.remote.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import net.schmizz.concurrent.Promise;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.common.LoggerFactory;
import net.schmizz.sshj.common.SSHPacket;
import net.schmizz.sshj.connection.ConnectionException;
import net.schmizz.sshj.connection.channel.direct.DirectConnection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import provisioner.remote.connection.TcpChannel;
import provisioner.remote.ssh.crypto.SshAlgorithms;
import provisioner.remote.target.RemoteException;
import provisioner.remote.target.RemoteException.Kind;

/** How long a host may take to connect to another one. */
@Timeout(30)
@Execution(ExecutionMode.CONCURRENT)
class SshStreamTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final String ELSEWHERE = "203.0.113.12";

    /** A client whose host gets no answer before {@code answer} is counted down. */
    private static final class Slow extends SSHClient {
        private final CountDownLatch answer = new CountDownLatch(1);
        private final CountDownLatch closed = new CountDownLatch(1);

        private final Promise<SSHPacket, ConnectionException> alive =
                new Promise<>("alive", ConnectionException.chainer, LoggerFactory.DEFAULT);

        /** @param alive whether the host itself answers, as sshd does: with an error */
        Slow(boolean alive) {
            super(new SshAlgorithms(false));
            if (alive) {
                this.alive.deliverError(new ConnectionException("Global request failed"));
            }
        }

        @Override
        public boolean isConnected() {
            return true;
        }

        @Override
        public net.schmizz.sshj.connection.Connection getConnection() {
            net.schmizz.sshj.connection.Connection real = super.getConnection();
            return (net.schmizz.sshj.connection.Connection) Proxy.newProxyInstance(
                    Slow.class.getClassLoader(),
                    new Class<?>[] {net.schmizz.sshj.connection.Connection.class},
                    (proxy, method, arguments) ->
                            method.getName().equals("sendGlobalRequest") ? alive : method.invoke(real, arguments));
        }

        @Override
        public DirectConnection newDirectConnection(String address, int port) throws IOException {
            try {
                answer.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            return new DirectConnection(getConnection(), address, port) {
                @Override
                public void close() {
                    closed.countDown();
                }
            };
        }

        private void answerAfter(Duration time) {
            CompletableFuture.delayedExecutor(time.toMillis(), TimeUnit.MILLISECONDS)
                    .execute(answer::countDown);
        }
    }

    @Test
    void anAddressThatIsSilentIsGivenUp() throws Exception {
        Slow client = new Slow(true);
        client.answerAfter(Duration.ofSeconds(15));
        long start = System.nanoTime();
        RemoteException late = catchThrowableOfType(
                RemoteException.class, () -> SshStream.open(client, "web-1", ELSEWHERE, 3306, LONG));
        assertThat(late).hasMessage("web-1 cannot connect to 203.0.113.12:3306: no answer within 5 s");
        assertThat(late.kind()).isEqualTo(Kind.UNANSWERED);
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofMillis(4900), Duration.ofSeconds(10));
        client.answer.countDown();
        assertThat(client.closed.await(5, TimeUnit.SECONDS))
                .as("a connection that nobody waits for any more is closed")
                .isTrue();
    }

    /** Otherwise a source would be taken for gone because the replica's host stands still. */
    @Test
    void aHostThatIsSilentItselfSaysNothingOfTheAddress() throws Exception {
        Slow client = new Slow(false);
        client.answerAfter(Duration.ofSeconds(8));
        try (TcpChannel channel = SshStream.open(client, "web-1", ELSEWHERE, 3306, LONG)) {
            assertThat(channel).isNotNull();
        }
    }

    @Test
    void anAnswerInTimeIsUsed() throws Exception {
        Slow client = new Slow(true);
        client.answerAfter(Duration.ofMillis(100));
        try (TcpChannel channel = SshStream.open(client, "web-1", ELSEWHERE, 3306, LONG)) {
            assertThat(channel).isNotNull();
            assertThat(client.closed.getCount()).isOne();
        }
    }

    /** The host itself is waited for longer: its own kernel answers at once, except if a server accepts nothing any more. */
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1", "localhost"})
    void theHostItselfIsWaitedFor(String loopback) throws Exception {
        Slow client = new Slow(true);
        client.answerAfter(Duration.ofMillis(5500));
        try (TcpChannel channel = SshStream.open(client, "web-1", loopback, 3306, LONG)) {
            assertThat(channel).isNotNull();
        }
    }

    /** As when a server is stopped, and so many have connected to it that its queue is full. */
    @Test
    void aServerOfTheHostItselfThatAcceptsNothingIsGivenUp() {
        Slow client = new Slow(true);
        RemoteException late = catchThrowableOfType(
                RemoteException.class, () -> SshStream.open(client, "db-1", "127.0.0.1", 3306, LONG));
        assertThat(late).hasMessage("db-1 cannot connect to 127.0.0.1:3306: no answer within 10 s");
        assertThat(late.kind()).isEqualTo(Kind.UNANSWERED);
        client.answer.countDown();
    }
}
