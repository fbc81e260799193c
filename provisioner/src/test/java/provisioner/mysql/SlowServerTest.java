package provisioner.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import provisioner.remote.target.Timeouts;
import provisioner.secret.Secret;
import provisioner.state.MysqlLogin;
import provisioner.state.Observation.MysqlSelectState;
import provisioner.state.Observation.MysqlSourceState;
import provisioner.state.Observation.MysqlState;
import provisioner.state.Observed;
import provisioner.state.Query.MysqlQuery;
import provisioner.state.Query.MysqlSelectQuery;
import provisioner.state.Query.MysqlSourceQuery;
import provisioner.state.SqlChange;
import provisioner.state.SqlStatement;

/** A server that does not answer what is asked, and greets: it does not hang. */
@Timeout(60)
@Execution(ExecutionMode.CONCURRENT)
class SlowServerTest {
    private static final MysqlLogin LOGIN = new MysqlLogin("tester", new Secret("te$t"), 3306);
    private static final MysqlQuery SERVER = new MysqlQuery(LOGIN);
    private static final MysqlSelectQuery SELECT = new MysqlSelectQuery(LOGIN, "SELECT 1");
    private static final MysqlSourceQuery SOURCE = new MysqlSourceQuery(LOGIN, "192.0.2.12", LOGIN);

    private static final Duration SILENCE = Duration.ofSeconds(2);
    private static final Duration LOOK = Duration.ofSeconds(8);
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Limits LIMITS = new Limits(SILENCE, LOOK, SILENCE, LONG, LOOK);

    /** What only looks begins a transaction, and there a new primary holds it. */
    private static final String HELD = "START TRANSACTION READ ONLY";

    private static final String SHOWN = "SHOW GLOBAL VARIABLES";
    private static final String UNANSWERED =
            "the database server on db-1 greets, but did not answer the query within 8 s;"
                    + " a new primary of a group holds queries until it has applied what it received; look at SHOW PROCESSLIST";

    private FakeServer server;
    private Databases databases;

    @BeforeAll
    static void warmUp() {
        assertThat(TestTls.CONTEXT.getProtocol()).isEqualTo("TLS");
    }

    @BeforeEach
    void start() throws Exception {
        server = new FakeServer();
        databases = new Databases(new TcpConnection("127.0.0.1", server.port()));
        databases.observe(List.of(SELECT)); // the first use of a driver takes long
        databases.close();
        databases = new Databases(new TcpConnection("127.0.0.1", server.port()), LIMITS);
    }

    @AfterEach
    void stop() throws Exception {
        databases.close();
        server.close();
    }

    private MysqlSelectState selected() throws Exception {
        return databases.observe(List.of(SELECT)).get(SELECT);
    }

    private static Duration took(Callable<?> work) throws Exception {
        long start = System.nanoTime();
        work.call();
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Test
    void aQueryIsWaitedForWhileItsServerGreets() throws Exception {
        server.delay(HELD, SILENCE.multipliedBy(2));
        assertThat(selected().seen()).isEqualTo("no row");
    }

    @Test
    void itIsNotWaitedForWithoutEnd() throws Exception {
        server.delay(SHOWN, LONG);
        CompletableFuture<Observed> look = new CompletableFuture<>();
        assertThat(took(() -> look.complete(databases.observe(List.of(SERVER, SELECT, SOURCE)))))
                .as("once for all that is asked")
                .isBetween(LOOK, LOOK.multipliedBy(2));
        assertThat(look.get().get(SERVER)).isEqualTo(MysqlState.unusable(UNANSWERED));
        assertThat(look.get().get(SELECT).seen()).isEqualTo(UNANSWERED);
        assertThat(look.get().get(SOURCE).why()).isEqualTo(UNANSWERED);
    }

    /** Otherwise each look of a run would wait for as long. */
    @Test
    void theSecondTimeIsShorterAndTellsTheFirst() throws Exception {
        server.delay(HELD, LONG);
        assertThat(took(this::selected)).isGreaterThanOrEqualTo(LOOK);
        try (Databases beside = databases.beside(() -> {})) {
            assertThat(took(() -> assertThat(
                                    beside.observe(List.of(SELECT)).get(SELECT).seen())
                            .isEqualTo(UNANSWERED)))
                    .isLessThan(LOOK);
        }
        server.delay(HELD, Duration.ZERO);
        assertThat(selected().seen()).isEqualTo("no row");
        server.delay(HELD, SILENCE.multipliedBy(2));
        assertThat(selected().seen()).as("that is forgotten").isEqualTo("no row");
    }

    private Databases replica(FakeServer source, Limits limits) {
        return new Databases(
                new TcpConnection("127.0.0.1", server.port(), Map.of("192.0.2.12", source.port()), () -> true), limits);
    }

    /** A server counts broken-off logins from another host, and blocks it after a hundred. */
    @Test
    void noLoginToAnotherHostsServerIsBrokenOffToSeeWhetherItWorks() throws Exception {
        try (FakeServer source = new FakeServer();
                Databases replica = replica(source, LIMITS)) {
            try (Databases warm = replica(source, Limits.of(Timeouts.defaults()))) {
                assertThat(warm.observe(List.of(SOURCE)).get(SOURCE).why()).isEmpty();
            }
            int before = source.sessions();
            source.delay("GTID_SUBTRACT", SILENCE.multipliedBy(2));
            MysqlSourceState its = replica.observe(List.of(SOURCE)).get(SOURCE);
            assertThat(its.why()).isEmpty();
            assertThat(its.reached()).isTrue();
            assertThat(source.sessions()).as("it was asked").isGreaterThan(before + 1);
            assertThat(source.brokenOff()).isZero();
        }
    }

    @Test
    void anotherHostsServerThatHangsIsAskedOnlySoOften() throws Exception {
        Duration moment = Duration.ofMillis(100);
        try (FakeServer source = new FakeServer();
                Databases replica = replica(source, new Limits(moment, LOOK, SILENCE, LONG, LOOK))) {
            source.freeze();
            for (int look = 0; look < 30; look++) {
                MysqlSourceState its = replica.observe(List.of(SOURCE)).get(SOURCE);
                assertThat(its.why()).startsWith("192.0.2.12 accepts connections from db-1 on port 3306");
            }
            assertThat(source.sessions()).isEqualTo(20);
        }
    }

    /** A busy host takes its time for the steps of a login that follow the greeting. */
    @Test
    void whoGreetsAgainHasItsTimeForTheLogin() throws Exception {
        server.freeze();
        assertThat(selected().seen()).contains("accepts connections on port 3306 and does not answer within");
        server.thaw();
        server.delayLogin(SILENCE.multipliedBy(2));
        assertThat(selected().seen()).isEqualTo("no row");
    }

    /** A host may be slow for as long as it is up. */
    @Test
    void aHostThatStaysSlowIsNotWaitedForWithoutEnd() throws Exception {
        server.freeze();
        Limits limits = new Limits(SILENCE, SILENCE, SILENCE, SILENCE.multipliedBy(2), LOOK);
        try (Databases slow =
                new Databases(new TcpConnection("127.0.0.1", server.port(), Map.of(), () -> false), limits)) {
            assertThat(took(() -> assertThat(
                                    slow.observe(List.of(SELECT)).get(SELECT).seen())
                            .isEqualTo(
                                    "db-1 answers so slowly over SSH that it is not known whether the database server"
                                            + " on db-1 hangs; look at the load and the memory of db-1")))
                    .isBetween(SILENCE.multipliedBy(4), LONG);
        }
    }

    private static void assertInterrupted(Callable<?> work) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CompletableFuture<Thread> thread = new CompletableFuture<>();
            Future<?> done = threads.submit(() -> {
                thread.complete(Thread.currentThread());
                return work.call();
            });
            Thread.sleep(Duration.ofMillis(500));
            thread.get().interrupt();
            assertThatThrownBy(() -> done.get(20, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(InterruptedException.class);
        }
    }

    @Test
    void whoIsInterruptedLearnsNothingOfTheServer() throws Exception {
        Databases patient = new Databases(new TcpConnection("127.0.0.1", server.port()));
        try (patient) {
            server.freeze();
            assertInterrupted(() -> patient.observe(List.of(SERVER)));
            assertInterrupted(() -> patient.rows(LOGIN, "SELECT 1"));
        }
    }

    /** What must follow a change is run all the same. */
    @Test
    void aChangeThatIsInterruptedIsNoFailureOfTheServer() throws Exception {
        server.delay("DO 1", LONG);
        assertInterrupted(() -> databases.run(
                new SqlChange(LOGIN, List.of(SqlStatement.of("DO 1")), List.of(SqlStatement.of("DO 2"))), LONG));
        assertThat(server.statements()).contains("DO 2");
    }
}
