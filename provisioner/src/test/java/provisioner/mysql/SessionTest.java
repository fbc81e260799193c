package provisioner.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import provisioner.remote.connection.TcpChannel;
import provisioner.remote.target.Timeouts;
import provisioner.secret.Secret;
import provisioner.state.MysqlLogin;
import provisioner.state.SqlStatement;

@Timeout(60)
class SessionTest {
    private static final MysqlLogin LOGIN = new MysqlLogin("tester", new Secret("te$t"), 3306);
    private static final Server SERVER = new Server("db-1", Server.LOOPBACK, 3306);

    private static Session open(TcpChannel channel) throws SQLException {
        return Session.open(
                new StreamSocket(channel), SERVER, LOGIN, Limits.of(Timeouts.defaults()), new AtomicInteger());
    }

    /** Nobody can open a session any more on a machine without memory; what was opened for it is closed. */
    @Test
    void aSessionThatCannotBeOpenedLeavesNothingOpen() throws Exception {
        AtomicBoolean closed = new AtomicBoolean();
        assertThatThrownBy(() -> open(new Channel(InputStream.nullInputStream(), null, closed)))
                .isInstanceOf(OutOfMemoryError.class);
        assertThat(closed).isTrue();
    }

    /** A server that shuts down says so, and then says other things. */
    @Test
    void aSessionWhoseServerIsGoneStaysDead() throws Exception {
        try (FakeServer server = new FakeServer();
                Socket socket = new Socket("127.0.0.1", server.port());
                Session session =
                        open(new Channel(socket.getInputStream(), socket.getOutputStream(), new AtomicBoolean()))) {
            server.refuse("DO 1", "08S01");
            server.refuse("DO 2", "42000");
            assertThat(session.alive()).isTrue();
            for (String statement : new String[] {"DO 1", "DO 2"}) {
                assertThatThrownBy(() -> session.execute(SqlStatement.of(statement)))
                        .isInstanceOf(SQLException.class);
                assertThat(session.alive()).as(statement).isFalse();
            }
        }
    }

    /** @param out fails where there is none */
    private record Channel(InputStream in, @Nullable OutputStream sink, AtomicBoolean closed) implements TcpChannel {
        @Override
        public OutputStream out() {
            if (sink == null) {
                throw new OutOfMemoryError("for a test");
            }
            return sink;
        }

        @Override
        public boolean hostAnswers() {
            return true;
        }

        @Override
        public void close() {
            closed.set(true);
        }
    }
}
