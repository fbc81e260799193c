package provisioner.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.testcontainers.mysql.MySQLContainer;
import org.testcontainers.utility.DockerImageName;
import provisioner.lab.TestLab;
import provisioner.plan.Prediction;
import provisioner.resource.Action;
import provisioner.resource.Assessment;
import provisioner.resource.RealHost;
import provisioner.resource.Resource;
import provisioner.secret.Secret;
import provisioner.state.MysqlAccount;
import provisioner.state.MysqlLogin;
import provisioner.state.MysqlServer;
import provisioner.state.MysqlSurvey;
import provisioner.state.MysqlSurvey.Origin;
import provisioner.state.Observation.MysqlSelectState;
import provisioner.state.Observation.MysqlSourceState;
import provisioner.state.Observation.MysqlState;
import provisioner.state.Observation.MysqlSurveyState;
import provisioner.state.Observed;
import provisioner.state.Query;
import provisioner.state.Query.MysqlQuery;
import provisioner.state.Query.MysqlSelectQuery;
import provisioner.state.Query.MysqlSourceQuery;
import provisioner.state.Query.MysqlSurveyQuery;
import provisioner.state.SqlChange;
import provisioner.state.SqlStatement;

/** Reads and statements against a real MySQL, in a container of Testcontainers. */
@Tag("host")
class DatabasesTest {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final MysqlLogin LOGIN = new MysqlLogin("tester", new Secret("te$t"), 3306);

    private static final String CONTEXT = "src/test/resources/provisioner/mysql";
    private static final String IMAGE = "provisioner-test-mysql:sid";

    private static MySQLContainer container;

    private Databases databases;

    @BeforeAll
    static void start() throws Exception {
        TestLab.build(IMAGE, CONTEXT);
        container = new MySQLContainer(DockerImageName.parse(IMAGE).asCompatibleSubstituteFor("mysql"))
                .withUsername(LOGIN.user())
                .withPassword(LOGIN.password().value());
        container.start();
    }

    @AfterAll
    static void stop() {
        if (container != null) {
            container.stop();
        }
    }

    @BeforeEach
    void connect() {
        databases = new Databases(new TcpConnection(container.getHost(), container.getMappedPort(3306)));
    }

    @AfterEach
    void disconnect() {
        databases.close();
    }

    private MysqlServer server() throws Exception {
        MysqlState state = databases.observe(List.of(new MysqlQuery(LOGIN))).get(new MysqlQuery(LOGIN));
        return state.server().orElseThrow(() -> new AssertionError(state.why()));
    }

    private static MysqlAccount account(MysqlServer server, String user, String host) {
        return Objects.requireNonNull(server.accounts().get(new MysqlAccount.Name(user, host)), user);
    }

    private Optional<String> run(SqlStatement... statements) throws Exception {
        return databases.run(SqlChange.of(LOGIN, List.of(statements)), LIMIT);
    }

    @Test
    void oneReadTellsEverything() throws Exception {
        MysqlServer server = server();
        assertThat(databases.statements()).isEqualTo(1);
        assertThat(server.mariadb()).isFalse();
        assertThat(server.variables()).containsEntry("gtid_mode", "ON").containsKey("server_id");
        assertThat(server.databases()).containsKey(container.getDatabaseName()).doesNotContainKeys("mysql", "sys");
        assertThat(server.replication()).isEmpty();
        MysqlAccount tester = account(server, "tester", "%");
        assertThat(tester.plugin()).isEqualTo("caching_sha2_password");
        assertThat(tester.grants().get("*.*")).contains("SELECT", "GRANT OPTION", "BACKUP_ADMIN");
    }

    private MysqlSelectState selected(MysqlLogin login, String select) throws Exception {
        MysqlSelectQuery query = new MysqlSelectQuery(login, select);
        return databases.observe(List.of(query)).get(query);
    }

    @Test
    void whatASelectYieldsIsReadAndNothingIsWritten() throws Exception {
        run(SqlStatement.of("CREATE DATABASE looks"), SqlStatement.of("CREATE TABLE looks.t (id INT)"));
        assertThat(run(
                        SqlStatement.of("SET GLOBAL log_bin_trust_function_creators = ON"),
                        SqlStatement.of("CREATE FUNCTION looks.writes() RETURNS INT NOT DETERMINISTIC MODIFIES SQL DATA"
                                + " BEGIN INSERT INTO looks.t VALUES (1); RETURN 1; END")))
                .isEmpty();
        assertThat(selected(LOGIN, "SELECT 2 > 1")).isEqualTo(new MysqlSelectState(true, "1"));
        assertThat(selected(LOGIN, "SELECT COUNT(*), 1 FROM looks.t")).isEqualTo(new MysqlSelectState(false, "0"));
        assertThat(selected(LOGIN, "SELECT id FROM looks.t")).isEqualTo(new MysqlSelectState(false, "no row"));
        assertThat(selected(LOGIN, "SELECT looks.writes()").seen()).contains("READ ONLY");
        assertThat(selected(LOGIN, "SELECT nothing").seen()).contains("Unknown column");
        MysqlLogin wrong = new MysqlLogin(LOGIN.user(), new Secret("wrong"), LOGIN.port());
        assertThat(selected(wrong, "SELECT 1").seen()).contains("Access denied");
        assertThat(selected(LOGIN, "SELECT SLEEP(60)").one()).isFalse();
        // The session is as usable as before.
        assertThat(run(SqlStatement.of("INSERT INTO looks.t VALUES (2)"))).isEmpty();
        assertThat(selected(LOGIN, "SELECT COUNT(*) FROM looks.t").one()).isTrue();
        assertThat(run(SqlStatement.of("DROP DATABASE looks"))).isEmpty();
    }

    @Test
    void valuesAreDataWhateverTheyHold() throws Exception {
        String name = "o'b\\\"r`; -- x";
        assertThat(run(
                        SqlStatement.of("CREATE USER ?@? IDENTIFIED BY ?", name, "192.0.2.%", "p'w\\"),
                        SqlStatement.of("CREATE DATABASE " + SqlStatement.name("a`b")),
                        SqlStatement.of(
                                "GRANT SELECT ON " + SqlStatement.name("a`b") + ".* TO ?@?", name, "192.0.2.%")))
                .isEmpty();
        MysqlServer server = server();
        assertThat(server.databases()).containsKey("a`b");
        assertThat(server.accounts()).containsKey(new MysqlAccount.Name(name, "192.0.2.%"));
    }

    @Test
    void privilegesOfEveryLevelAreSeen() throws Exception {
        assertThat(run(
                        SqlStatement.of("CREATE DATABASE levels"),
                        SqlStatement.of("CREATE TABLE levels.t (a INT, b INT)"),
                        SqlStatement.of("CREATE ROLE reader"),
                        SqlStatement.of("CREATE USER u@localhost REQUIRE SSL ACCOUNT LOCK"),
                        SqlStatement.of("GRANT INSERT, SELECT (a) ON levels.t TO u@localhost"),
                        SqlStatement.of("GRANT UPDATE ON levels.* TO u@localhost WITH GRANT OPTION"),
                        SqlStatement.of("GRANT reader TO u@localhost")))
                .isEmpty();
        MysqlAccount account = account(server(), "u", "localhost");
        assertThat(account.requireSsl()).isTrue();
        assertThat(account.locked()).isTrue();
        assertThat(account.grants().keySet()).containsExactlyInAnyOrder("`levels`.*", "`levels`.`t`", "role");
        assertThat(account.grants().get("`levels`.*")).containsExactly("GRANT OPTION", "UPDATE");
        assertThat(account.grants().get("`levels`.`t`")).containsExactly("INSERT", "SELECT (`a`)");
        assertThat(account.grants().get("role")).containsExactly("`reader`@`%`");
    }

    private static Resource account(String password) {
        return RealHost.resource("""
                mysql_user:
                  admin_password: te$t
                  name: hashed
                  hosts: ["%%", 192.0.2.7]
                  password: %s
                  grants: [{on: "*.*", privileges: [select, replication client]}]
                """.formatted(password));
    }

    private Assessment assess(Resource account) throws Exception {
        MysqlQuery query = (MysqlQuery) account.queries().iterator().next();
        return account.assess(new Prediction(databases.observe(List.of(query))));
    }

    /** Not in the binary log, of which every replica has a copy, nor in any other log; and the account works. */
    @Test
    void aPasswordIsInNoLog() throws Exception {
        assertThat(run(
                        SqlStatement.of("CREATE USER provisioner@'%' IDENTIFIED BY 'te$t'"),
                        SqlStatement.of("GRANT ALL ON *.* TO provisioner@'%' WITH GRANT OPTION"),
                        SqlStatement.of("SET GLOBAL general_log = ON"),
                        SqlStatement.of("SET GLOBAL slow_query_log = ON"),
                        SqlStatement.of("SET GLOBAL long_query_time = 0")))
                .isEmpty();
        for (String password : List.of("kanarienvogel'1\\x", "kanarienvogel'2\\x")) {
            Resource account = account(password);
            assertThat(assess(account)).isInstanceOfSatisfying(Assessment.Differs.class, differs -> {
                SqlChange change = ((Action.Sql) differs.action()).change();
                assertThatCode(() -> assertThat(databases.run(change, LIMIT)).isEmpty())
                        .doesNotThrowAnyException();
            });
            assertThat(assess(account)).isInstanceOf(Assessment.InSync.class);
            MysqlQuery own = new MysqlQuery(new MysqlLogin("hashed", new Secret(password), 3306));
            MysqlState login = databases.observe(List.of(own)).get(own);
            assertThat(login.server()).as(login.why()).isPresent();
        }
        String logs = container
                .execInContainer(
                        "sh",
                        "-c",
                        "echo kanarienvogel >/var/tmp/found; grep -lra IDENTIFIED /var/lib/mysql /var/log/mysql; echo;"
                                // grep would take all memory for what the kernel shows as one long line.
                                + " grep -lra --exclude-dir=proc --exclude-dir=sys kanarienvogel /")
                .getStdout();
        assertThat(logs.substring(0, logs.indexOf("\n\n"))).contains("binlog.0", ".log");
        assertThat(logs.substring(logs.indexOf("\n\n")).lines().filter(line -> !line.isBlank()))
                .as("nowhere but where the search is tried")
                .containsExactly("/var/tmp/found");
    }

    @Test
    void whatFailsIsSaidAndTheEndIsRunInAnyCase() throws Exception {
        Optional<String> failure = databases.run(
                new SqlChange(
                        LOGIN,
                        List.of(
                                SqlStatement.of("SET GLOBAL max_connections = 99"),
                                SqlStatement.of("DROP DATABASE no_such")),
                        List.of(SqlStatement.of("SET GLOBAL max_connections = 151"))),
                LIMIT);
        assertThat(failure).hasValueSatisfying(why -> assertThat(why).contains("no_such", "(error 1008)"));
        assertThat(server().variable("max_connections")).contains("151");
    }

    @Test
    void aRefusedLoginAndAServerThatIsNotThereAreAnswers() throws Exception {
        MysqlQuery other = new MysqlQuery(new MysqlLogin("tester", new Secret("wrong"), 3306));
        MysqlState refused = databases.observe(List.of(other)).get(other);
        assertThat(refused.server()).isEmpty();
        assertThat(refused.refused()).isTrue();
        try (Databases nowhere = new Databases(new TcpConnection("127.0.0.1", 1))) {
            MysqlState gone = nowhere.observe(List.of(new MysqlQuery(LOGIN))).get(new MysqlQuery(LOGIN));
            assertThat(gone.refused()).isFalse();
            assertThat(gone.why()).isEqualTo("nothing listens");
        }
    }

    /** The same server stands for both here, so that nothing can be errant. */
    @Test
    void aSourceIsAskedOverTls() throws Exception {
        MysqlSourceQuery query = new MysqlSourceQuery(LOGIN, "192.0.2.11", LOGIN);
        MysqlSourceState source = databases.observe(List.of(query)).get(query);
        assertThat(source.why()).isEmpty();
        assertThat(source.reached()).isTrue();
        assertThat(source.errant()).isEmpty();
        assertThat(source.uuid())
                .isNotEmpty()
                .isEqualTo(server().variable("server_uuid").orElseThrow());
    }

    private Assessment replica() throws Exception {
        return replica(MysqlState.of(server()));
    }

    private Assessment replica(MysqlState state) {
        Resource replica = RealHost.resource("""
                mysql_replication: {source: 192.0.2.11, user: r, password: p, admin_user: tester, admin_password: te$t}
                """);
        MysqlQuery own = new MysqlQuery(LOGIN);
        Observed.Builder observed = Observed.builder();
        observed.put(own, state);
        for (Query<?> query : replica.queries()) {
            if (query instanceof MysqlSourceQuery source) {
                observed.put(source, new MysqlSourceState(true, "", false, "", "another", ""));
            }
        }
        return replica.assess(new Prediction(observed.build()));
    }

    private static List<String> differences(Assessment assessment) {
        assertThat(assessment).isInstanceOf(Assessment.Differs.class);
        return ((Assessment.Differs) assessment)
                .differences().stream()
                        .map(d -> d.attribute() + ": " + d.from())
                        .toList();
    }

    /** Each is set by hand, found by its name, and set back; the threads never run, because there is no source. */
    @Test
    void whatAPlainReplicaHasNotIsSetBack() throws Exception {
        String source = "CHANGE REPLICATION SOURCE TO SOURCE_HOST = '192.0.2.11', SOURCE_USER = 'r', SOURCE_SSL = 1,"
                + " SOURCE_AUTO_POSITION = 1, SOURCE_CONNECT_RETRY = 5, SOURCE_RETRY_COUNT = 86400,"
                + " SOURCE_SSL_VERIFY_SERVER_CERT = 0";
        try {
            assertThat(run(SqlStatement.of(source))).isEmpty();
            assertThat(differences(replica()))
                    .as("a plain one")
                    .allMatch(text -> text.matches("(receiving|applying|writes): .*"));
            assertThat(run(
                            SqlStatement.of("CHANGE REPLICATION SOURCE TO SOURCE_DELAY = 3600, GTID_ONLY = 1,"
                                    + " SOURCE_BIND = '192.0.2.12', SOURCE_RETRY_COUNT = 1, SOURCE_HEARTBEAT_PERIOD = 7,"
                                    + " SOURCE_COMPRESSION_ALGORITHMS = 'zstd', SOURCE_ZSTD_COMPRESSION_LEVEL = 9,"
                                    + " REQUIRE_ROW_FORMAT = 1, REQUIRE_TABLE_PRIMARY_KEY_CHECK = ON,"
                                    + " SOURCE_TLS_VERSION = 'TLSv1.3', GET_SOURCE_PUBLIC_KEY = 1"),
                            SqlStatement.of("CHANGE REPLICATION FILTER REPLICATE_IGNORE_DB = (x),"
                                    + " REPLICATE_WILD_DO_TABLE = ('a.b%'), REPLICATE_REWRITE_DB = ((a, b))"),
                            SqlStatement.of(source + " FOR CHANNEL 'two'")))
                    .isEmpty();
            Assessment assessment = replica();
            assertThat(String.join("\n", differences(assessment)))
                    .contains("SOURCE_DELAY", "3600", "GTID_ONLY", "SOURCE_BIND", "SOURCE_RETRY_COUNT")
                    .contains(
                            "SOURCE_HEARTBEAT_PERIOD", "SOURCE_COMPRESSION_ALGORITHMS", "SOURCE_ZSTD_COMPRESSION_LEVEL")
                    .contains("REQUIRE_ROW_FORMAT", "REQUIRE_TABLE_PRIMARY_KEY_CHECK", "SOURCE_TLS_VERSION")
                    .contains("GET_SOURCE_PUBLIC_KEY", "REPLICATE_IGNORE_DB", "REPLICATE_WILD_DO_TABLE")
                    .contains("REPLICATE_REWRITE_DB", "channel two");
            SqlChange change = ((Action.Sql) ((Assessment.Differs) assessment).action()).change();
            List<SqlChange.Operation> still = change.operations().stream()
                    .filter(operation ->
                            operation instanceof SqlStatement sql && !sql.text().startsWith("START"))
                    .toList();
            assertThat(databases.run(SqlChange.of(LOGIN, still), LIMIT)).isEmpty();
            assertThat(differences(replica())).allMatch(text -> text.matches("(receiving|applying|writes): .*"));
        } finally {
            assertThat(run(
                            SqlStatement.of("SET GLOBAL super_read_only = OFF"),
                            SqlStatement.of("SET GLOBAL read_only = OFF"),
                            SqlStatement.of("RESET REPLICA ALL")))
                    .isEmpty();
        }
    }

    /** @return the server as it was before, once the change and then something that must fail were run */
    private MysqlServer takenBack(String resource) throws Exception {
        MysqlServer before = server();
        Assessment assessment = assess(RealHost.resource(resource));
        assertThat(assessment).isInstanceOf(Assessment.Differs.class);
        SqlChange change = ((Action.Sql) ((Assessment.Differs) assessment).action()).change();
        List<SqlChange.Operation> failing = new ArrayList<>(change.operations());
        // What cannot be taken back comes last.
        failing.add(failing.size() - 1, SqlStatement.of("DROP DATABASE no_such"));
        assertThat(databases.run(new SqlChange(change.login(), failing, change.atEnd()), LIMIT))
                .hasValueSatisfying(why -> assertThat(why).contains("no_such").doesNotContain("taken back"));
        return before;
    }

    @Test
    void ofAnAccountNothingIsLeftIfAPartFails() throws Exception {
        assertThat(run(
                        SqlStatement.of("CREATE DATABASE IF NOT EXISTS parts"),
                        SqlStatement.of("CREATE TABLE parts.t (a INT)"),
                        SqlStatement.of("CREATE ROLE keeper"),
                        SqlStatement.of("CREATE USER p@'192.0.2.7' IDENTIFIED BY 'old' REQUIRE SSL ACCOUNT LOCK"),
                        SqlStatement.of("GRANT SELECT, INSERT ON parts.t TO p@'192.0.2.7' WITH GRANT OPTION"),
                        SqlStatement.of("GRANT PROCESS ON *.* TO p@'192.0.2.7'"),
                        SqlStatement.of("GRANT keeper TO p@'192.0.2.7'"),
                        SqlStatement.of("CREATE USER p@'%'")))
                .isEmpty();
        String resource = """
                mysql_user:
                  admin_user: tester
                  admin_password: te$t
                  name: p
                  hosts: [192.0.2.7, 192.0.2.8]
                  password: new
                  grants:
                    - {on: "*.*", privileges: [RELOAD]}
                    - {on: parts.%s, privileges: [SELECT]}
                """;
        MysqlServer before = takenBack(resource.formatted("t"));
        assertThat(server().accounts()).isEqualTo(before.accounts());
        // A table that is not there: the server refuses it, after it has made the account.
        SqlChange wrong = ((Action.Sql)
                        ((Assessment.Differs) assess(RealHost.resource(resource.formatted("absent")))).action())
                .change();
        assertThat(databases.run(wrong, LIMIT))
                .hasValueSatisfying(why -> assertThat(why).contains("absent"));
        assertThat(server().accounts()).isEqualTo(before.accounts());
    }

    @Test
    void ofSettingsNothingIsLeftIfOneIsRefused() throws Exception {
        assertThat(run(SqlStatement.of("SET PERSIST max_connect_errors = 77"))).isEmpty();
        MysqlServer before = takenBack("""
                mysql_server:
                  admin_user: tester
                  admin_password: te$t
                  settings: {max_connect_errors: 78, long_query_time: 3, binlog_row_image: MINIMAL}
                """);
        assertThat(server().persisted()).isEqualTo(before.persisted());
        assertThat(server().variables()).isEqualTo(before.variables());
        SqlChange unseen = SqlChange.of(
                LOGIN,
                List.of(new SqlChange.SetWhereNotSo(
                        new TreeMap<>(Map.of("max_connect_errors", "79", "max_user_connections", "no number")))));
        assertThat(databases.run(unseen, LIMIT)).isPresent();
        assertThat(server().persisted()).isEqualTo(before.persisted());
        assertThat(server().variables()).isEqualTo(before.variables());
    }

    @Test
    void ofAReplicasOptionsNothingIsLeftIfOneIsRefused() throws Exception {
        String source = "CHANGE REPLICATION SOURCE TO SOURCE_HOST = '192.0.2.11', SOURCE_USER = 'r', SOURCE_SSL = 1,"
                + " SOURCE_AUTO_POSITION = 1, SOURCE_CONNECT_RETRY = 5, SOURCE_SSL_VERIFY_SERVER_CERT = 0,"
                + " SOURCE_DELAY = 3600, SOURCE_BIND = '192.0.2.12', SOURCE_HEARTBEAT_PERIOD = 7,"
                + " SOURCE_COMPRESSION_ALGORITHMS = 'zstd,zlib', REQUIRE_ROW_FORMAT = 1, GET_SOURCE_PUBLIC_KEY = 1,"
                + " REQUIRE_TABLE_PRIMARY_KEY_CHECK = ON, SOURCE_TLS_CIPHERSUITES = 'TLS_AES_128_GCM_SHA256'";
        try {
            assertThat(run(SqlStatement.of(source))).isEmpty();
            MysqlServer before = server();
            MysqlServer.Replication now = before.replication().orElseThrow();
            MysqlServer running = before.withReplication(
                    Optional.of(new MysqlServer.Replication(
                            now.sourceAddress(),
                            now.sourcePort(),
                            now.user(),
                            now.tls(),
                            now.verified(),
                            now.byGtid(),
                            "Yes",
                            "Yes",
                            "",
                            now.options(),
                            now.atStart(),
                            now.channels())),
                    true);
            SqlChange change = ((Action.Sql) ((Assessment.Differs) replica(MysqlState.of(running))).action()).change();
            List<SqlChange.Operation> failing = new ArrayList<>(change.operations());
            failing.add(change.operations().size() - 1, SqlStatement.of("DROP DATABASE no_such"));
            assertThat(databases.run(SqlChange.of(LOGIN, failing), LIMIT)).isPresent();
            assertThat(server().replication().orElseThrow().options()).isEqualTo(now.options());
        } finally {
            assertThat(run(SqlStatement.of("STOP REPLICA"), SqlStatement.of("RESET REPLICA ALL")))
                    .isEmpty();
        }
    }

    private MysqlSurvey survey() throws Exception {
        MysqlSurveyQuery query = new MysqlSurveyQuery(LOGIN);
        MysqlSurveyState state = databases.observe(List.of(query)).get(query);
        return state.survey().orElseThrow(() -> new AssertionError(state.why()));
    }

    @Test
    void whatIsBesideWhatStepsAskForIsRead() throws Exception {
        MysqlSurvey before = survey();
        assertThat(databases.statements()).isEqualTo(1);
        assertThat(before.stored()).isEmpty();
        assertThat(before.settings())
                .containsKey("gtid_mode")
                .doesNotContainKey("innodb_page_size")
                .hasEntrySatisfying(
                        "init_file", file -> assertThat(file.origin()).isEqualTo(Origin.START));
        try {
            assertThat(run(
                            SqlStatement.of("CREATE DATABASE beside"),
                            SqlStatement.of("CREATE TABLE beside.a (id INT)"),
                            SqlStatement.of("CREATE EVENT beside.e ON SCHEDULE EVERY 2 HOUR DO DELETE FROM beside.a"),
                            SqlStatement.of(
                                    "CREATE TRIGGER beside.t BEFORE INSERT ON beside.a FOR EACH ROW SET NEW.id = 1"),
                            SqlStatement.of("CREATE PROCEDURE beside.p() SELECT 1"),
                            SqlStatement.of("CREATE ROLE beside_role"),
                            SqlStatement.of("CREATE USER beside_user@localhost"),
                            SqlStatement.of("GRANT beside_role TO beside_user@localhost"),
                            SqlStatement.of("INSTALL PLUGIN rpl_semi_sync_replica SONAME 'semisync_replica.so'"),
                            SqlStatement.of("INSTALL COMPONENT 'file://component_validate_password'"),
                            SqlStatement.of("SET PERSIST max_connect_errors = 76"),
                            SqlStatement.of("SET GLOBAL local_infile = ON"),
                            SqlStatement.of("SET SESSION sql_mode = 'ANSI'")))
                    .isEmpty();
            MysqlSurvey now = survey();
            assertThat(now.stored())
                    .extracting(one -> one.kind() + " " + one.name() + " of " + one.definer() + ": " + one.detail())
                    .containsExactlyInAnyOrder(
                            "event beside.e of tester@%: enabled, every 2 hour",
                            "trigger beside.t of tester@%: before insert on a",
                            "routine beside.p of tester@%: procedure with the rights of its definer");
            assertThat(now.stored()).allSatisfy(one -> assertThat(one.since()).isGreaterThan(1_700_000_000));
            assertThat(now.roles()).contains(new MysqlAccount.Name("beside_role", "%"));
            assertThat(now.roles()).doesNotContain(new MysqlAccount.Name("beside_user", "localhost"));
            assertThat(now.changed()).containsKey(new MysqlAccount.Name("beside_user", "localhost"));
            assertThat(now.plugins()).contains(new MysqlSurvey.Library("rpl_semi_sync_replica", "semisync_replica.so"));
            assertThat(now.components()).contains("file://component_validate_password");
            assertThat(now.settings())
                    .hasEntrySatisfying(
                            "max_connect_errors",
                            setting -> assertThat(setting.origin()).isEqualTo(Origin.RUNNING));
            assertThat(now.settings().get("local_infile")).satisfies(setting -> {
                assertThat(setting.origin()).isEqualTo(Origin.RUNNING);
                assertThat(setting.by()).startsWith("tester"); // the server tells a host only if it has a name
                assertThat(setting.ofSession()).isFalse();
                assertThat(setting.since()).isGreaterThan(1_700_000_000);
            });
            assertThat(now.settings().get("sql_mode"))
                    .satisfies(setting -> assertThat(setting.ofSession()).isTrue());
        } finally {
            assertThat(run(
                            SqlStatement.of("DROP DATABASE beside"),
                            SqlStatement.of("DROP ROLE beside_role"),
                            SqlStatement.of("DROP USER beside_user@localhost"),
                            SqlStatement.of("UNINSTALL PLUGIN rpl_semi_sync_replica"),
                            SqlStatement.of("UNINSTALL COMPONENT 'file://component_validate_password'"),
                            SqlStatement.of("RESET PERSIST max_connect_errors"),
                            SqlStatement.of("SET GLOBAL max_connect_errors = 100"),
                            SqlStatement.of("SET GLOBAL local_infile = OFF")))
                    .isEmpty();
        }
    }

    @Test
    void aServerThatLetsNobodyInIsNotLookedAt() throws Exception {
        MysqlSurveyQuery other = new MysqlSurveyQuery(new MysqlLogin("tester", new Secret("wrong"), 3306));
        MysqlSurveyState refused = databases.observe(List.of(other)).get(other);
        assertThat(refused.survey()).isEmpty();
        assertThat(refused.why()).contains("Access denied");
    }
}
