package provisioner.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.mysql.MySQLContainer;
import provisioner.record.RunRecord.Completed;
import provisioner.secret.Secret;

/** The record in a real database, which each test has for itself. */
abstract class RecordOnServer {
    static final String USER = "tester";
    static final Secret PASSWORD = new Secret("te$t");
    private static final List<Completed> DEPTHS = List.of(Completed.NO, Completed.YES, Completed.DEEP);
    private static final History.Selection ALL = new History.Selection("", "", "", 1000);

    @TempDir
    private Path state = Path.of("");

    private final List<String> notes = new ArrayList<>();
    private final String database = "record_" + System.nanoTime();

    abstract MySQLContainer server();

    @BeforeEach
    void create() throws SQLException {
        // What a crash of the server would lose is no matter here.
        run(
                "SET GLOBAL innodb_flush_log_at_trx_commit = 0",
                "SET GLOBAL sync_binlog = 0",
                "CREATE DATABASE " + database);
    }

    private void run(String... statements) throws SQLException {
        String url = RecordUrl.parse(url(USER).replace(database, "mysql")).jdbc();
        try (Connection connection = DriverManager.getConnection(url, USER, PASSWORD.value());
                Statement statement = connection.createStatement()) {
            for (String one : statements) {
                statement.execute(one);
            }
        }
    }

    private String url(String user) {
        return "jdbc:mysql://" + user + "@127.0.0.1:" + server().getMappedPort(3306) + "/" + database
                + "?allowPublicKeyRetrieval=true";
    }

    private RecordUrl place() {
        return RecordUrl.parse(url(USER));
    }

    private RecordKeeper keeper(RecordUrl url) {
        return new RecordKeeper(url, PASSWORD, Map.of("XDG_STATE_HOME", state.toString()), notes::add);
    }

    private List<Path> beside() throws Exception {
        return Spool.of(place(), Map.of("XDG_STATE_HOME", state.toString())).files();
    }

    private void deliver(Records... runs) throws Exception {
        try (RecordDatabase connected = RecordDatabase.writing(place(), PASSWORD)) {
            for (Records run : runs) {
                Delivery.of(run.made(), connected);
            }
        }
    }

    private List<History.Found> findings(String host, String step) throws Exception {
        try (RecordDatabase connected = RecordDatabase.reading(place(), PASSWORD)) {
            return new History(connected).findings(new History.Selection("", host, step, 1000), Instant.EPOCH);
        }
    }

    private static String shown(History.Found found) {
        return found.host() + " " + found.step() + ": " + found.first().run().substring(4) + "-"
                + found.last().run().substring(4)
                + found.resolved().map(end -> "/" + end.run().substring(4)).orElse("");
    }

    private List<String> shown() throws Exception {
        return findings("", "").stream().map(RecordOnServer::shown).sorted().toList();
    }

    private long count(String table) throws Exception {
        try (RecordDatabase connected = RecordDatabase.reading(place(), PASSWORD);
                Statement statement = connected.connection().createStatement();
                ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM " + table)) {
            row.next();
            return row.getLong(1);
        }
    }

    @Test
    void aFindingHasItsTrueTimes() throws Exception {
        deliver(
                Records.run(1).fine("web-1", "Web", "nginx"),
                Records.run(2).found("web-1", "Web", "nginx").found("web-2", "Web", "nginx"),
                Records.run(3).only("web-1"),
                Records.run(4).found("web-1", "Web", "nginx").fine("web-2", "Web", "nginx"),
                Records.run(5).changed("web-1", "Web", "nginx"),
                Records.run(7).found("web-1", "Web", "nginx"));
        assertThat(shown()).containsExactly("web-1 nginx: 2-4/5", "web-1 nginx: 7-7", "web-2 nginx: 2-2/4");
        History.Found open = findings("web-1", "ngi").getFirst();
        assertThat(open.resolved()).isEmpty();
        assertThat(open.first().at()).isEqualTo(Records.minute(7));
        assertThat(open.detail()).isEqualTo("mode: 0644 → 0600");
        assertThat(open.location()).isEqualTo("p.yml:1:1");
        assertThat(findings("web-3", "")).isEmpty();
        assertThat(findings("web-1", "NGINX")).isEmpty();
        try (RecordDatabase connected = RecordDatabase.reading(place(), PASSWORD)) {
            History history = new History(connected);
            assertThat(history.changes(ALL)).singleElement().satisfies(change -> {
                assertThat(change.run()).isEqualTo("run-5");
                assertThat(change.operator()).isEqualTo("ann@desk");
            });
            assertThat(history.runs(ALL).stream().map(History.Run::run)).first().isEqualTo("run-7");
            assertThat(history.findings(ALL, Records.minute(3)).stream().map(RecordOnServer::shown))
                    .containsExactly("web-1 nginx: 7-7", "web-1 nginx: 2-4/5");
            assertThat(history.findings(new History.Selection("other", "", "", 9), Instant.EPOCH))
                    .isEmpty();
        }
    }

    /** What a page shows: since when, when it was last not there, and how hosts stand. */
    @Test
    void aSiteHasItsHostsItsRunsAndWhatIsOpen() throws Exception {
        deliver(
                Records.run(1).complete(Completed.DEEP).fine("web-1", "Web", "nginx"),
                Records.run(2).complete(Completed.YES).fine("web-1", "Web", "nginx"),
                Records.run(3).only("web-1"),
                Records.run(4)
                        .complete(Completed.DEEP)
                        .found("web-1", "Web", "nginx")
                        .unaccounted("web-1", "file /srv/deep"),
                Records.run(5).found("web-1", "Web", "nginx").state("web-2", "unreachable"),
                Records.run(6).state("web-2", "fine"),
                Records.run(7).state("web-2", "unreachable"),
                Records.run(8).state("web-2", "unreachable"));
        try (RecordDatabase connected = RecordDatabase.reading(place(), PASSWORD)) {
            assertThat(SiteHistory.sites(connected)).containsExactly(Records.SITE);
            SiteHistory site = new SiteHistory(connected, Records.SITE);
            assertThat(site.open().stream()
                            .map(open -> open.step() + ": " + open.first().run() + " after "
                                    + open.lastAbsent().map(History.Seen::run).orElse("")))
                    .as("only a deep look tells of what one has found")
                    .containsExactlyInAnyOrder("nginx: run-4 after run-2", "file /srv/deep: run-4 after run-1");
            assertThat(site.hosts())
                    .containsExactly(
                            new SiteHistory.Stand("web-1", "fine", seen(5), Optional.empty(), Optional.empty()),
                            new SiteHistory.Stand(
                                    "web-2", "unreachable", seen(8), Optional.of(seen(7)), Optional.of(seen(6))));
            assertThat(site.runs(4).stream().map(run -> run.run().run() + run.hosts()))
                    .containsExactly(
                            "run-8{unreachable=1}",
                            "run-7{unreachable=1}",
                            "run-6{fine=1}",
                            "run-5{fine=1, unreachable=1}");
            assertThat(new SiteHistory(connected, "other").hosts()).isEmpty();
            assertThat(new History(connected).open(ALL)).hasSize(2);
            assertThat(new History(connected).resolved(ALL, Instant.EPOCH)).isEmpty();
        }
    }

    private static History.Seen seen(int run) {
        return new History.Seen(Records.minute(run), "run-" + run);
    }

    @Test
    void checksAndWhatNobodyAccountsForAreFindingsToo() throws Exception {
        deliver(
                Records.run(1)
                        .complete(Completed.DEEP)
                        .unaccounted("web-1", "file /srv/deep")
                        .checked("", "the site", false)
                        .plans("seal", ""),
                Records.run(2).complete(Completed.YES).unaccounted("web-1", "file /srv/left"),
                Records.run(3).only("web-1").checked("", "the site", true).plans("", "seal"),
                Records.run(4).complete(Completed.YES).only("web-1"),
                Records.run(5).complete(Completed.DEEP).only("web-1"));
        assertThat(shown())
                .containsExactly(" the site: 1-1/3", "web-1 file /srv/deep: 1-1/5", "web-1 file /srv/left: 2-2/4");
        try (RecordDatabase connected = RecordDatabase.reading(place(), PASSWORD)) {
            List<History.Run> runs = new History(connected).runs(ALL);
            assertThat(runs.get(4).madePlan()).isEqualTo("seal");
            assertThat(runs.get(2).appliedPlan()).isEqualTo("seal");
            assertThat(runs.get(2).checksPassed()).isEqualTo(1);
        }
    }

    /** Two hosts, two steps, thirty runs of which some did not look. */
    private static List<RunRecord> fleet(Random random) {
        List<RunRecord> runs = new ArrayList<>();
        for (int minute = 1; minute <= 30; minute++) {
            Records run = Records.run(minute).complete(DEPTHS.get(random.nextInt(DEPTHS.size())));
            for (String host : List.of("a", "b")) {
                if (random.nextInt(5) > 0) {
                    run.only(host);
                    for (String step : List.of("s", "t")) {
                        switch (random.nextInt(3)) {
                            case 0 -> run.found(host, "P", step);
                            case 1 -> run.fine(host, "P", step);
                            default -> {}
                        }
                    }
                    if (random.nextInt(3) == 0) {
                        run.unaccounted(host, "file /srv/x");
                    }
                }
            }
            runs.add(run.made());
        }
        return runs;
    }

    @Test
    void recordsMayComeInAnyOrder() throws Exception {
        Random random = new Random(19);
        List<RunRecord> runs = fleet(random);
        List<String> inTime = delivered(runs);
        assertThat(inTime).hasSizeGreaterThan(15);
        for (int i = 0; i < 2; i++) {
            run("DROP DATABASE " + database, "CREATE DATABASE " + database);
            Collections.shuffle(runs, random);
            assertThat(delivered(runs)).isEqualTo(inTime);
        }
    }

    private List<String> delivered(List<RunRecord> runs) throws Exception {
        try (RecordDatabase connected = RecordDatabase.writing(place(), PASSWORD)) {
            for (RunRecord run : runs) {
                Delivery.of(run, connected);
            }
        }
        return shown();
    }

    @Test
    void aRecordThatComesTwiceIsTakenOnce() throws Exception {
        List<RunRecord> runs = fleet(new Random(7));
        List<String> once = delivered(runs);
        long sightings = count("sightings");
        assertThat(delivered(runs)).isEqualTo(once);
        assertThat(count("runs")).isEqualTo(30);
        assertThat(count("sightings")).isEqualTo(sightings);
    }

    @Test
    void whatIsKeptBesideIsDeliveredOnceByWhoeverComesNext() throws Exception {
        run("DROP DATABASE " + database);
        Spool spool = Spool.of(place(), Map.of("XDG_STATE_HOME", state.toString()));
        for (RunRecord run : fleet(new Random(5)).subList(0, 12)) {
            spool.write(run);
        }
        keeper(place()).deliver();
        assertThat(beside()).hasSize(12);
        assertThat(notes)
                .singleElement()
                .satisfies(note -> assertThat(note)
                        .contains("is not in " + place().place() + " yet", "it is kept in " + spool.directory())
                        .doesNotContain(PASSWORD.value()));

        run("CREATE DATABASE " + database);
        notes.clear();
        try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                all.add(threads.submit(() -> keeper(place()).deliver()));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }
        assertThat(notes).isEmpty();
        assertThat(beside()).isEmpty();
        assertThat(count("runs")).isEqualTo(12);
    }

    @Test
    void aRecordThatTheDatabaseRefusesIsNotInTheWayOfOthers() throws Exception {
        Spool spool = Spool.of(place(), Map.of("XDG_STATE_HOME", state.toString()));
        spool.write(Records.run(1).found("h".repeat(300), "P", "s").made());
        spool.write(Records.run(2).found("web-1", "P", "s").made());
        keeper(place()).deliver();
        assertThat(count("runs")).isEqualTo(1);
        assertThat(beside()).hasSize(1);
        assertThat(notes).singleElement().satisfies(note -> assertThat(note).contains("run-1, which stays in"));
    }

    /** As docs/history.md has them. */
    @Test
    void theGrantsOfThePageSuffice() throws Exception {
        String accounts = "CREATE USER %1$s@'%%' IDENTIFIED BY '" + PASSWORD.value() + "'";
        for (String user : List.of("maker", "writer", "viewer")) {
            run("DROP USER IF EXISTS " + user + "@'%'", accounts.formatted(user));
        }
        run(
                "GRANT CREATE, ALTER, INDEX, REFERENCES, SELECT, INSERT, UPDATE, DELETE ON " + database
                        + ".* TO maker@'%'",
                "GRANT SELECT, INSERT, UPDATE, DELETE ON " + database + ".* TO writer@'%'",
                "GRANT SELECT ON " + database + ".* TO viewer@'%'");
        RecordUrl viewer = RecordUrl.parse(url("viewer"));
        assertThatThrownBy(() -> RecordDatabase.reading(viewer, PASSWORD))
                .hasMessageContaining("there is no record in this database");
        assertThatThrownBy(() -> RecordDatabase.writing(RecordUrl.parse(url("writer")), PASSWORD))
                .isInstanceOf(RecordException.class)
                .hasMessageContaining("the tables of the record could not be made");
        RecordDatabase.writing(RecordUrl.parse(url("maker")), PASSWORD).close();
        try (RecordDatabase writer = RecordDatabase.writing(RecordUrl.parse(url("writer")), PASSWORD)) {
            Delivery.of(Records.run(1).found("web-1", "P", "s").made(), writer);
            Delivery.of(Records.run(2).fine("web-1", "P", "s").made(), writer);
        }
        try (RecordDatabase reader = RecordDatabase.reading(viewer, PASSWORD)) {
            assertThat(new History(reader).findings(ALL, Instant.EPOCH)).hasSize(1);
            RunRecord third = Records.run(3).made();
            assertThatThrownBy(() -> Delivery.of(third, reader)).isInstanceOf(SQLException.class);
        }
        assertThatThrownBy(() -> RecordDatabase.reading(viewer, new Secret("wrong")))
                .isInstanceOf(RecordException.class)
                .hasMessageContaining("Access denied");
    }
}
