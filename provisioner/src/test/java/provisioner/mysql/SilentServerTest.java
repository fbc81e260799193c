package provisioner.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import provisioner.secret.Secret;
import provisioner.state.MysqlLogin;
import provisioner.state.Observation.MysqlState;
import provisioner.state.Observed;
import provisioner.state.Query.MysqlQuery;
import provisioner.state.Query.MysqlSelectQuery;
import provisioner.state.Query.MysqlSourceQuery;
import provisioner.state.SqlChange;
import provisioner.state.SqlStatement;

/** A server that hangs: its kernel accepts connections, and it says nothing. */
@Timeout(60)
@Execution(ExecutionMode.CONCURRENT)
class SilentServerTest {
    private static final MysqlLogin LOGIN = new MysqlLogin("tester", new Secret("te$t"), 3306);
    private static final MysqlQuery SERVER = new MysqlQuery(LOGIN);
    private static final MysqlSelectQuery SELECT = new MysqlSelectQuery(LOGIN, "SELECT 1");
    private static final MysqlSourceQuery SOURCE = new MysqlSourceQuery(LOGIN, "192.0.2.12", LOGIN);
    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final Limits LIMITS = new Limits(LIMIT, LIMIT, LIMIT, Duration.ofSeconds(30), LIMIT.multipliedBy(5));

    /** On a busy machine. */
    private static final Duration SOON = Duration.ofSeconds(12);

    private static final Duration LONG = Duration.ofMinutes(5);
    private static final String SILENT =
            "the database server on db-1 accepts connections on port 3306 and does not answer within 2 s; look at its process"
                    + " (ps -o stat,wchan,args -C mysqld,mariadbd) and at the memory and the disks of its host";

    private static final String STATEMENT = "START GROUP_REPLICATION";
    private static final String LAST = "SET GLOBAL group_replication_bootstrap_group = OFF";
    private static final SqlChange CHANGE =
            new SqlChange(LOGIN, List.of(SqlStatement.of(STATEMENT)), List.of(SqlStatement.of(LAST)));

    private FakeServer server;
    private Databases databases;

    /** The first use of a driver takes long. */
    @BeforeAll
    static void warmUp() throws Exception {
        try (FakeServer works = new FakeServer();
                Databases databases = new Databases(new TcpConnection("127.0.0.1", works.port()))) {
            databases.observe(List.of(SELECT));
        }
    }

    @BeforeEach
    void start() throws Exception {
        server = new FakeServer();
        databases = new Databases(new TcpConnection("127.0.0.1", server.port()), LIMITS);
    }

    @AfterEach
    void stop() throws Exception {
        databases.close();
        server.close();
    }

    private record Timed<T>(T result, Duration took) {}

    private static <T> Timed<T> timed(Callable<T> work) throws Exception {
        long start = System.nanoTime();
        return new Timed<>(work.call(), Duration.ofNanos(System.nanoTime() - start));
    }

    private Timed<MysqlState> look(Databases asked) throws Exception {
        return timed(() -> asked.observe(List.of(SERVER)).get(SERVER));
    }

    /** Whatever is asked, one look waits once. */
    @Test
    void aServerThatDoesNotGreetIsGivenUp() throws Exception {
        server.freeze();
        Timed<Observed> look = timed(() -> databases.observe(List.of(SERVER, SELECT, SOURCE)));
        assertThat(look.took()).isBetween(LIMIT, SOON);
        assertThat(look.result().get(SERVER)).isEqualTo(MysqlState.unusable(SILENT));
        assertThat(look.result().get(SELECT).one()).isFalse();
        assertThat(look.result().get(SELECT).seen()).isEqualTo(SILENT);
        assertThat(look.result().get(SOURCE).reached()).isFalse();
        assertThat(look.result().get(SOURCE).why()).isEqualTo(SILENT);
        assertThat(server.sessions()).isEqualTo(1);
    }

    @Test
    void aServerThatOnlyGreetsIsGivenUp() throws Exception {
        server.onlyGreet();
        Timed<MysqlState> look = look(databases);
        assertThat(look.took()).isBetween(LIMIT, SOON);
        assertThat(look.result()).isEqualTo(MysqlState.unusable(SILENT));
    }

    /** The limit is for the whole login, however much a peer sends. */
    @Test
    void aPeerThatDripsIsGivenUp() throws Exception {
        try (ServerSocket drip = new ServerSocket(0, 9, InetAddress.getLoopbackAddress());
                Databases dripping = new Databases(
                        new TcpConnection("127.0.0.1", drip.getLocalPort()),
                        new Limits(LIMIT, LIMIT, LIMIT, LIMIT, LIMIT))) {
            Thread.ofVirtual().start(() -> drip(drip));
            Timed<MysqlState> look = look(dripping);
            assertThat(look.took()).isBetween(LIMIT, SOON);
            assertThat(look.result()).isEqualTo(MysqlState.unusable(SILENT));
        }
    }

    private static void drip(ServerSocket listener) {
        try (Socket session = listener.accept()) {
            session.getOutputStream().write(new byte[] {127, 0, 0, 0});
            while (true) {
                session.getOutputStream().write('x');
                Thread.sleep(100);
            }
        } catch (IOException | InterruptedException e) {
            // It was given up.
        }
    }

    /** Also by who asks beside, such as a check. */
    @Test
    void theSecondTimeIsShorterAndTellsTheFirst() throws Exception {
        Duration first = Duration.ofSeconds(8);
        Limits patient = new Limits(first, first, first, Duration.ofSeconds(30), first);
        server.freeze();
        try (Databases one = new Databases(new TcpConnection("127.0.0.1", server.port()), patient);
                Databases beside = one.beside(() -> {})) {
            assertThat(look(one).took()).isGreaterThanOrEqualTo(first);
            Timed<MysqlState> again = look(beside);
            assertThat(again.took()).isBetween(Limits.AGAIN, first);
            assertThat(again.result().why()).contains("does not answer within 8 s");
        }
    }

    @Test
    void aSessionWhoseServerHangsIsGivenUp() throws Exception {
        assertThat(databases.observe(List.of(SELECT)).get(SELECT).seen()).isEqualTo("no row");
        server.freeze();
        Timed<MysqlState> look = look(databases);
        assertThat(look.took()).as("the session, and a new one").isBetween(LIMIT, SOON);
        assertThat(look.result()).isEqualTo(MysqlState.unusable(SILENT));
        server.thaw();
        assertThat(databases.observe(List.of(SELECT)).get(SELECT).seen()).isEqualTo("no row");
    }

    /** The silence of a host's connection says nothing of its server. */
    @Test
    void whileItsHostIsSilentAServerIsWaitedFor() throws Exception {
        server.freeze();
        long start = System.nanoTime();
        TcpConnection connection =
                new TcpConnection("127.0.0.1", server.port(), Map.of(), () -> awake(System.nanoTime() - start));
        try (Databases slow = new Databases(connection, LIMITS)) {
            assertThat(slow.observe(List.of(SELECT)).get(SELECT).seen()).isEqualTo("no row");
        }
    }

    private boolean awake(long nanos) {
        boolean awake = nanos > Duration.ofSeconds(5).toNanos();
        if (awake) {
            server.thaw();
        }
        return awake;
    }

    @Test
    void aStatementThatTakesLongIsWaitedForWhileItsServerGreets() throws Exception {
        server.delay(STATEMENT, Duration.ofSeconds(6));
        assertThat(databases.run(CHANGE, LONG)).isEmpty();
        assertThat(server.statements()).containsExactly(STATEMENT, LAST);
    }

    @Test
    void aStatementIsNotWaitedForWhereItsServerGreetsNobody() throws Exception {
        server.freezeAt(STATEMENT);
        Timed<Optional<String>> failure = timed(() -> databases.run(CHANGE, LONG));
        assertThat(failure.took()).isLessThan(SOON);
        assertThat(failure.result())
                .as("and what it has left behind")
                .hasValue(SILENT + "; what must follow this change could not be run either: " + LAST + ": " + SILENT);
        assertThat(server.statements()).containsExactly(STATEMENT);
    }

    @Test
    void aStatementHasALimitWhereItsServerGreets() throws Exception {
        server.delay(STATEMENT, Duration.ofSeconds(30));
        Timed<Optional<String>> failure = timed(() -> databases.run(CHANGE, Duration.ofSeconds(3)));
        assertThat(failure.took()).isBetween(Duration.ofSeconds(3), SOON);
        assertThat(failure.result())
                .hasValue(
                        "the database server on db-1 has not ended a statement within 3 s, and may still be working on"
                                + " it; look at SHOW PROCESSLIST and at its free disk space");
        assertThat(server.statements()).as("over a new session").containsExactly(LAST);
    }

    @Test
    void aChangeIsNotBegunOnAServerThatHangs() throws Exception {
        assertThat(databases.run(CHANGE, LONG)).isEmpty();
        server.freeze();
        Timed<Optional<String>> failure = timed(() -> databases.run(CHANGE, LONG));
        assertThat(failure.took()).isLessThan(SOON);
        assertThat(failure.result()).hasValue(SILENT);
        assertThat(server.statements()).containsExactly(STATEMENT, LAST);
    }

    /** It looks like one that is gone, but may go on. */
    @Test
    void nobodyIsPromotedBesideAServerThatHangs() throws Exception {
        try (FakeServer hung = new FakeServer();
                Databases own = new Databases(
                        new TcpConnection("127.0.0.1", server.port(), Map.of("192.0.2.12", hung.port()), () -> true),
                        LIMITS)) {
            hung.freeze();
            SqlChange.TakeOver takeOver = new SqlChange.TakeOver(Optional.empty(), List.of(SOURCE), "192.0.2.11", "");
            assertThat(own.run(SqlChange.of(LOGIN, List.of(takeOver, SqlStatement.of(STATEMENT))), LONG))
                    .hasValue(
                            "192.0.2.12 accepts connections from db-1 on port 3306 and does not answer within 2 s; look"
                                    + " at its process (ps -o stat,wchan,args -C mysqld,mariadbd) and at the memory and the disks"
                                    + " of its host; it may go on and take writes at any time: make it answer, or end it for"
                                    + " certain by switching its host off");
            assertThat(server.statements()).isEmpty();
        }
    }
}
