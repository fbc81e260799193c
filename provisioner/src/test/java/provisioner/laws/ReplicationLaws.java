package provisioner.laws;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import provisioner.harness.Canaries;
import provisioner.harness.MysqlCluster;
import provisioner.harness.Tool;
import provisioner.lab.TestLab;

/** A source and two replicas by the shipped role, from bare hosts on. Each test goes on from the one before. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class ReplicationLaws {
    private static final String FOLLOWS = "this server replicates from db-1";
    private static final String READ_ONLY = "SELECT @@GLOBAL.read_only";

    /** Replicas try to connect every five seconds. */
    private static final Duration OPENED = Duration.ofSeconds(20);

    private final TestLab lab;
    private final String suite;

    @TempDir
    static Path directory;

    private MysqlCluster cluster;
    private boolean prepared;

    ReplicationLaws(TestLab lab, String suite) {
        this.lab = lab;
        this.suite = suite;
    }

    @BeforeEach
    void prepare() throws Exception {
        if (!prepared) {
            cluster = new MysqlCluster(lab, directory, suite);
            cluster.prepare(suite);
            prepared = true;
        }
    }

    @Test
    @Order(1)
    void fromBareHosts() throws Exception {
        Tool.Run plan = cluster.files().json("plan");
        List<String> foreseen = plan.stepsThat("would-change");
        List<String> possible = plan.stepsThat("may-change");
        Tool.Run provision = cluster.provision();
        List<String> changed = provision.stepsThat("changed");
        assertThat(changed).as(plan.everything()).containsAll(foreseen);
        assertThat(Stream.concat(foreseen.stream(), possible.stream())).containsAll(changed);
        // Whether the package brings these directories nobody can say before.
        assertThat(changed.stream().filter(step -> !foreseen.contains(step)))
                .allMatch(step -> step.endsWith("the database's certificate has a directory")
                        || step.endsWith("the database server has a directory for its slow log"));
        assertThat(plan.steps().stream()
                        .filter(step -> step.path("outcome").asText().equals("may-change"))
                        .map(step -> step.path("because").asText()))
                .doesNotContain("");
        cluster.assertConverged();
        for (String secret : MysqlCluster.SECRETS) {
            assertThat(plan.everything() + provision.everything()).doesNotContain(secret);
            assertThat(lab.attempt("db-1", "grep -rF " + "'" + secret.replace("'", "'\\''") + "' /var/log/provisioner")
                            .stdout())
                    .isEmpty();
        }
    }

    @Test
    @Order(2)
    void aSecondRunChangesNothingInOneExchangeAHost() throws Exception {
        int before = lab.sshSessions("db-2");
        Tool.Run again = cluster.provision();
        assertThat(again.stepsThat("changed")).isEmpty();
        assertThat(lab.sshSessions("db-2")).isEqualTo(before + 1);
        for (JsonNode host : again.summary().path("hosts")) {
            assertThat(host.path("exchanges").asInt()).isEqualTo(1);
            assertThat(host.path("statements").asInt()).isBetween(1, 4);
        }
    }

    @Test
    @Order(3)
    void whatIsWrittenComesToTheReplicasAndTheyTakeNoWrites() throws Exception {
        cluster.sql("db-1", "CREATE TABLE app.t (id INT PRIMARY KEY); INSERT INTO app.t VALUES (1), (2), (3);");
        cluster.assertConverged();
        for (String replica : List.of("db-2", "db-3")) {
            assertThat(cluster.sql(replica, "SELECT COUNT(*) FROM app.t")).isEqualTo("3");
            assertThat(cluster.sql(replica, "SELECT @@GLOBAL.super_read_only")).isEqualTo("1");
        }
    }

    /** A host, what is done there by hand, and the step that must say so. */
    static Stream<List<String>> drifts() {
        String unlogged = "SET SESSION sql_log_bin = 0; ";
        return Stream.of(
                List.of("db-2", "SET GLOBAL super_read_only = OFF; SET GLOBAL read_only = OFF;", FOLLOWS),
                List.of("db-2", "STOP REPLICA;", FOLLOWS),
                List.of(
                        "db-3",
                        "STOP REPLICA; CHANGE REPLICATION SOURCE TO SOURCE_HOST = '192.0.2.99'; START REPLICA;",
                        FOLLOWS),
                List.of(
                        "db-2",
                        "STOP REPLICA; CHANGE REPLICATION SOURCE TO SOURCE_DELAY = 3600;"
                                + " CHANGE REPLICATION FILTER REPLICATE_IGNORE_DB = (x); START REPLICA;",
                        FOLLOWS),
                List.of("db-1", "SET GLOBAL binlog_format = 'STATEMENT';", MysqlCluster.SERVER),
                List.of(
                        "db-1",
                        unlogged + "GRANT DELETE ON *.* TO 'exporter'@'localhost';",
                        "the MySQL exporter has an account"),
                List.of(
                        "db-2",
                        "SET GLOBAL super_read_only = OFF; " + unlogged
                                + "CREATE USER 'app'@'%'; SET GLOBAL super_read_only = ON;",
                        "the application has an account"),
                List.of(
                        "db-1",
                        unlogged + "ALTER USER 'exporter'@'localhost' IDENTIFIED BY 'other';",
                        "the MySQL exporter has an account"),
                List.of(
                        "db-2",
                        "SET GLOBAL super_read_only = OFF; " + unlogged
                                + "CREATE USER 'eve'@'%'; GRANT ALL ON *.* TO 'eve'@'%'; SET GLOBAL super_read_only = ON;",
                        MysqlCluster.SERVER),
                List.of(
                        "db-1",
                        unlogged + "CREATE USER 'eve'@'%'; GRANT SELECT ON app.* TO 'eve'@'%';",
                        "the application has a database"),
                List.of(
                        "db-1",
                        unlogged + "ALTER DATABASE app CHARACTER SET latin1;",
                        "the application has a database"));
    }

    @ParameterizedTest
    @MethodSource("drifts")
    @Order(4)
    void driftIsFoundNamedAndMended(List<String> drift) throws Exception {
        String host = drift.get(0);
        cluster.sql(host, drift.get(1));
        Tool.Run verify = cluster.files().json("verify", "--read-only");
        assertThat(verify.exit()).as(verify.everything()).isEqualTo(2);
        assertThat(verify.stepsThat("drifted")).containsExactly(host + ": " + drift.get(2));
        Tool.Run provision = cluster.provision();
        assertThat(provision.stepsThat("changed")).containsExactly(host + ": " + drift.get(2));
    }

    @Test
    @Order(5)
    void aRefusedAdministratorIsLetInAgain() throws Exception {
        cluster.sql("db-1", "SET SESSION sql_log_bin = 0; DROP USER 'provisioner'@'127.0.0.1';");
        Tool.Run verify = cluster.files().json("verify", "--read-only");
        assertThat(verify.exit()).as(verify.everything()).isEqualTo(2);
        assertThat(verify.stepsThat("drifted")).contains("db-1: " + MysqlCluster.SERVER);
        Tool.Run plan = cluster.files().json("plan");
        assertThat(plan.exit()).as(plan.everything()).isZero();
        assertThat(plan.stepsThat("would-change")).containsExactly("db-1: " + MysqlCluster.SERVER);
        assertThat(plan.step("db-1", MysqlCluster.SOURCE).path("because").asText())
                .isEqualTo(MysqlCluster.SERVER);
        assertThat(plan.step("db-1", MysqlCluster.SOURCE).path("diff").asText())
                .startsWith("data: unknown, login refused: ");
        assertThat(cluster.provision().stepsThat("changed")).containsExactly("db-1: " + MysqlCluster.SERVER);
        cluster.assertConverged();
    }

    /** Each server keeps every log that it can, while each kind of account, and the way to the source, is made again. */
    @Test
    @Order(5)
    void noLogHasAPassword() throws Exception {
        List<String> hosts = List.of("db-1", "db-2", "db-3");
        for (String host : hosts) {
            cluster.sql(
                    host,
                    "SET GLOBAL general_log = ON; SET GLOBAL slow_query_log = ON; SET GLOBAL long_query_time = 0;"
                            + " FLUSH LOGS;");
        }
        String accounts =
                "SELECT GROUP_CONCAT(QUOTE(user), '@', QUOTE(host)) FROM mysql.user WHERE user IN ('app', 'seed');";
        cluster.sql("db-1", "DROP USER " + cluster.sql("db-1", accounts) + """
                ;
                SET SESSION sql_log_bin = 0;
                DROP USER 'provisioner'@'127.0.0.1', 'exporter'@'localhost';""");
        assertThat(cluster.provision().stepsThat("changed"))
                .contains(
                        "db-1: " + MysqlCluster.SERVER,
                        "db-1: the application has an account",
                        "db-1: the MySQL exporter has an account");
        cluster.sql("db-2", "STOP REPLICA; CHANGE REPLICATION SOURCE TO SOURCE_HOST = '192.0.2.99'; START REPLICA;");
        assertThat(cluster.provision().stepsThat("changed")).contains("db-2: " + FOLLOWS);
        cluster.assertConverged();
        Canaries canaries = new Canaries(MysqlCluster.SECRETS);
        for (String host : hosts) {
            // InnoDB's own tables have what a replica logs in with; MariaDB has it in a file.
            lab.raw(host, """
                    rm -rf /run/logs && mkdir -m 0700 /run/logs && cd /var/lib/mysql
                    for log in *.log *-bin.* binlog.* *relay* /var/log/mysql/*; do
                      if [ -f "$log" ]; then cp "$log" "/run/logs/${log##*/}"; fi
                    done""");
            assertThat(lab.raw(host, "grep -la 'CREATE USER' /run/logs/* | wc -l"))
                    .isNotEqualTo("0");
            assertThat(canaries.filesOn(lab, host, List.of("/run/logs"))).isEmpty();
            lab.raw(host, "rm -rf /run/logs");
            cluster.sql(host, "SET GLOBAL general_log = OFF; SET GLOBAL slow_query_log = OFF;");
        }
    }

    /** Its kernel goes on to accept connections. Nothing waits for it for long, and the others get what they need. */
    @Test
    @Order(5)
    void aServerThatHangsIsNamedInTimeAndHoldsUpNobody() throws Exception {
        String unit = suite.equals("sid") ? "mysql" : "mariadb";
        String hangs = "the database server on db-2 accepts connections on port 3306 and does not answer within 10 s";
        lab.raw("db-2", "systemctl kill -s STOP " + unit);
        try {
            Instant start = Instant.now();
            Tool.Run verify = cluster.files().json("verify", "--read-only");
            assertThat(Duration.between(start, Instant.now()))
                    .as(verify.everything())
                    .isLessThan(Duration.ofSeconds(40));
            assertThat(verify.exit()).as(verify.everything()).isEqualTo(1);
            assertThat(verify.stepsThat("failed")).isNotEmpty().allMatch(step -> step.startsWith("db-2: "));
            assertThat(verify.stepsThat("drifted")).isEmpty();
            assertThat(verify.stepsThat("unchanged")).contains("db-1: " + MysqlCluster.SOURCE, "db-3: " + FOLLOWS);
            assertThat(verify.stdout()).contains(hangs);

            cluster.sql("db-3", "STOP REPLICA;");
            start = Instant.now();
            Tool.Run provision = cluster.files().json("provision");
            assertThat(Duration.between(start, Instant.now()))
                    .as("the limit once, and the checks their time")
                    .isLessThan(Duration.ofSeconds(90));
            assertThat(provision.exit()).as(provision.everything()).isEqualTo(1);
            assertThat(provision.stepsThat("changed")).containsExactly("db-3: " + FOLLOWS);
            assertThat(provision.stepsThat("failed")).isNotEmpty().allMatch(step -> step.startsWith("db-2: "));
            assertThat(provision.stdout()).contains(hangs);
        } finally {
            lab.raw("db-2", "systemctl kill -s CONT " + unit);
        }
        cluster.assertConverged();
    }

    @Test
    @Order(6)
    void aSourceThatRestartsTakesWritesAgainIfAMajorityFollowsIt() throws Exception {
        String unit = suite.equals("sid") ? "mysql" : "mariadb";
        lab.raw("db-1", "systemctl restart " + unit);
        cluster.awaits("db-1", READ_ONLY, "0", OPENED);
        // A replica that has not come back to its source yet is found.
        assertThat(cluster.provision().stepsThat("changed")).allMatch(step -> step.endsWith(FOLLOWS));
        cluster.assertConverged();

        for (String replica : List.of("db-2", "db-3")) {
            lab.raw(replica, "systemctl stop " + unit);
        }
        lab.raw("db-1", "systemctl restart " + unit);
        Thread.sleep(OPENED);
        assertThat(cluster.sql("db-1", READ_ONLY)).isEqualTo("1");
        assertThat(lab.raw("db-1", "journalctl -u mysql-opener -o cat --no-pager"))
                .contains("stays read-only: 1 of 3 declared servers follow it, itself included");
        Tool.Run verify = cluster.files().json("verify", "--read-only", "--limit", "db-1");
        assertThat(verify.stepsThat("drifted")).containsExactly("db-1: " + MysqlCluster.SOURCE);
        lab.raw("db-3", "systemctl start " + unit);
        cluster.awaits("db-1", READ_ONLY, "0", OPENED);
        lab.raw("db-2", "systemctl start " + unit);
        for (String replica : List.of("db-2", "db-3")) {
            assertThat(cluster.sql(replica, READ_ONLY)).isEqualTo("1");
        }
        cluster.provision();
        cluster.assertConverged();
    }

    /** Its binary logs no longer have everything, so that only a copy can bring it. */
    @Test
    @Order(7)
    void aNewReplicaIsSeededFromASourceWithData() throws Exception {
        cluster.sql("db-1", "INSERT INTO app.t VALUES (4); FLUSH BINARY LOGS;");
        cluster.assertConverged();
        cluster.sql("db-1", "PURGE BINARY LOGS BEFORE NOW() + INTERVAL 1 MINUTE;");
        lab.reset("db-3");
        cluster.provision();
        assertThat(cluster.sql("db-3", "SELECT COUNT(*) FROM app.t")).isEqualTo("4");
        cluster.assertConverged();
    }

    @Test
    @Order(8)
    void aDeclaredReplicaThatIsAWriterIsNotTouched() throws Exception {
        cluster.declare(suite, "db-2");
        Tool.Run provision = cluster.files().json("provision");
        assertThat(provision.exit()).isEqualTo(1);
        assertThat(provision.everything())
                .contains("this server is declared the source, but it replicates from")
                .contains("this server accepts writes and has no source, but the declared source is db-2")
                .contains("db-2 is declared the source, but it does not accept writes");
        Tool.Run reseed = reseed("plan", "db-1");
        assertThat(reseed.exit()).isEqualTo(1);
        assertThat(reseed.everything()).contains("db-2 is declared the source, but it does not accept writes");
        cluster.declare(suite, "db-1");
        cluster.assertConverged();
    }

    @Test
    @Order(9)
    void aBackupBringsBackWhatWasThere() throws Exception {
        cluster.sql("db-1", "CREATE DATABASE `--odd \\ name`; CREATE TABLE `--odd \\ name`.t (id INT PRIMARY KEY);");
        Tool.Run backup = cluster.files().json("provision", "playbooks/backup.yml", "-e", "backup=one");
        assertThat(backup.exit()).as(backup.everything()).isZero();
        cluster.sql(
                "db-1",
                "DELETE FROM app.t WHERE id > 1; CREATE TABLE app.later (id INT PRIMARY KEY);"
                        + " DROP DATABASE `--odd \\ name`;");
        Tool.Run restore = cluster.files().json("provision", "playbooks/restore.yml", "-e", "backup=one");
        assertThat(restore.exit()).as(restore.everything()).isZero();
        cluster.assertConverged();
        for (String host : List.of("db-1", "db-2", "db-3")) {
            assertThat(cluster.sql(host, "SELECT COUNT(*) FROM app.t")).isEqualTo("4");
            assertThat(cluster.sql(host, "SHOW TABLES FROM app LIKE 'later'")).isEmpty();
            assertThat(cluster.sql(host, "SHOW TABLES FROM `--odd \\ name`")).isEqualTo("t");
        }
        Tool.Run again = cluster.files().json("provision", "playbooks/restore.yml", "-e", "backup=one");
        assertThat(again.stepsThat("changed")).containsExactly("db-1: the databases are restored from backup one");
        Tool.Run plan = cluster.files().json("plan", "playbooks/restore.yml", "-e", "backup=one");
        assertThat(plan.step("db-1", "the databases are restored from backup one")
                        .path("diff")
                        .asText())
                .matches(
                        "RESTORES one \\(\\d\\d:\\d\\d today\\), DROPS .*app.*; later writes are LOST {2}\\(destructive\\)");
        Tool.Run missing = cluster.files().json("plan", "playbooks/restore.yml", "-e", "backup=two");
        assertThat(missing.exit()).isEqualTo(1);
        assertThat(missing.everything())
                .contains("there is no backup /var/backups/mysql/two.sql.gz; name one of those that are there: one");
    }

    /** What does not answer might be a majority for the old source, once it is back. */
    @Test
    @Order(10)
    void aReplicaIsNotPromotedWhereTwoOfThreeAreDead() throws Exception {
        String unit = suite.equals("sid") ? "mysql" : "mariadb";
        for (String host : List.of("db-1", "db-3")) {
            lab.raw(host, "systemctl stop " + unit);
        }
        cluster.declare(suite, "db-2");
        Tool.Run refused = cluster.files().json("provision", "playbooks/promote-replica.yml", "--limit", "db-2");
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.stepsThat("changed")).isEmpty();
        assertThat(refused.everything())
                .contains("a majority of the 3 declared servers might still follow another source")
                .contains(lab.endpoint("db-1").address() + " (does not answer)")
                .contains(lab.endpoint("db-3").address() + " (does not answer)");
        assertThat(cluster.sql("db-2", READ_ONLY)).isEqualTo("1");
        for (String host : List.of("db-1", "db-3")) {
            lab.raw(host, "systemctl start " + unit);
        }
        cluster.awaits("db-1", READ_ONLY, "0", OPENED);
        cluster.declare(suite, "db-1");
        assertThat(cluster.provision().stepsThat("changed")).allMatch(step -> step.endsWith(FOLLOWS));
        cluster.assertConverged();
    }

    /** The source dies with rows that no replica has received: exactly those are named when it comes back. */
    @Test
    @Order(11)
    void aReplicaIsPromotedWhenTheSourceIsGone() throws Exception {
        String unit = suite.equals("sid") ? "mysql.service" : "mariadb.service";
        for (String replica : List.of("db-2", "db-3")) {
            cluster.sql(replica, suite.equals("sid") ? "STOP REPLICA IO_THREAD;" : "STOP SLAVE IO_THREAD;");
        }
        cluster.sql("db-1", "INSERT INTO app.t VALUES (101); INSERT INTO app.t VALUES (102);");
        lab.raw("db-1", "systemctl mask --quiet --runtime " + unit + "; systemctl kill -s KILL " + unit);
        cluster.declare(suite, "db-2");
        Tool.Run plan = cluster.files().json("plan", "playbooks/promote-replica.yml", "--limit", "db-2,db-3");
        assertThat(plan.exit()).as(plan.everything()).isZero();
        assertThat(plan.stepsThat("would-change"))
                .containsExactlyInAnyOrder(
                        "db-3: this server stands aside for db-2",
                        "db-2: this server is the source",
                        "db-3: this server replicates from db-2");
        Tool.Run promote = cluster.files().json("provision", "playbooks/promote-replica.yml", "--limit", "db-2,db-3");
        assertThat(promote.exit()).as(promote.everything()).isZero();
        assertThat(promote.stepsThat("changed"))
                .containsExactlyInAnyOrder(
                        "db-3: this server stands aside for db-2",
                        "db-2: this server is the source",
                        "db-3: this server replicates from db-2");
        cluster.sql("db-2", "INSERT INTO app.t VALUES (5);");

        lab.raw("db-1", "systemctl unmask --quiet --runtime " + unit + "; systemctl start " + unit);
        assertThat(cluster.sql("db-1", "SELECT @@GLOBAL.super_read_only")).isEqualTo("1");
        Tool.Run site = cluster.files().json("provision");
        assertThat(site.exit()).isEqualTo(1);
        assertThat(site.stepsThat("failed")).containsExactly("db-1: this server replicates from db-2");
        assertThat(site.everything())
                .contains("this server has executed transactions that db-2 lacks")
                .contains("playbooks/reseed.yml -e reseed_host=NAME");
        assertThat(cluster.sql("db-2", "SELECT @@GLOBAL.super_read_only")).isEqualTo("0");
        assertThat(cluster.sql("db-3", "SELECT GROUP_CONCAT(id ORDER BY id) FROM app.t"))
                .isEqualTo("1,2,3,4,5");
    }

    private Tool.Run reseed(String command, String host) throws Exception {
        return cluster.files().json(command, "playbooks/reseed.yml", "-e", "reseed_host=" + host);
    }

    /** What a plan says is lost, in one text. */
    private static String lost(Tool.Run plan, String host, String step) {
        assertThat(plan.exit()).as(plan.everything()).isZero();
        assertThat(plan.stepsThat("would-change")).containsExactly(host + ": " + step);
        assertThat(plan.stepsThat("may-change")).isEmpty();
        return plan.step(host, step).path("diff").asText();
    }

    /** Of the rows that only it has, none is left, and of its binary logs neither. */
    @Test
    @Order(12)
    void anOldSourceBecomesAReplicaAndWhatItAloneHasIsNamed() throws Exception {
        String follows = "this server replicates from db-2";
        assertThat(reseed("plan", "db-2").everything()).contains("'reseed' must have a 'source'");
        assertThat(cluster.sql("db-1", "SELECT COUNT(*) FROM app.t WHERE id > 100"))
                .isEqualTo("2");
        assertThat(lost(reseed("plan", "db-1"), "db-1", follows))
                .containsPattern("transactions that db-2 lacks: \\S+ → lost {2}\\(destructive\\)")
                .containsPattern("data: .*app.* → a copy of that of db-2 {2}\\(destructive\\)");
        assertThat(cluster.sql("db-1", "SELECT COUNT(*) FROM app.t WHERE id > 100"))
                .isEqualTo("2");

        Tool.Run provision = reseed("provision", "db-1");
        assertThat(provision.exit()).as(provision.everything()).isZero();
        assertThat(provision.stepsThat("changed")).containsExactly("db-1: " + follows);
        assertThat(provision.events("check").toString()).contains("db-1 after");
        assertThat(cluster.sql("db-1", "SELECT GROUP_CONCAT(id ORDER BY id) FROM app.t"))
                .isEqualTo("1,2,3,4,5");
        assertThat(cluster.sql("db-1", "SELECT @@GLOBAL.super_read_only")).isEqualTo("1");

        Tool.Run again = reseed("provision", "db-1");
        assertThat(again.exit()).as(again.everything()).isZero();
        assertThat(again.stepsThat("changed")).isEmpty();
        assertThat(cluster.provision().stepsThat("changed")).isEmpty();
    }

    /** The old source was seeded again, and then the writer is moved back without anything being lost. */
    @Test
    @Order(13)
    void theWriterIsMovedWhileBothAreThere() throws Exception {
        cluster.sql("db-2", "INSERT INTO app.t VALUES (6);");
        cluster.declare(suite, "db-1");
        Tool.Run plan = cluster.files().json("plan", "playbooks/promote-replica.yml");
        assertThat(plan.exit()).as(plan.everything()).isZero();
        assertThat(plan.stepsThat("may-change")).as(plan.everything()).isEmpty();
        Tool.Run promote = cluster.files().json("provision", "playbooks/promote-replica.yml");
        assertThat(promote.exit()).as(promote.everything()).isZero();
        assertThat(promote.stepsThat("changed")).containsExactlyInAnyOrderElementsOf(plan.stepsThat("would-change"));
        assertThat(promote.stepsThat("changed"))
                .containsExactlyInAnyOrder(
                        "db-2: this server stands aside for db-1",
                        "db-3: this server stands aside for db-1",
                        "db-1: this server is the source",
                        "db-2: this server replicates from db-1",
                        "db-3: this server replicates from db-1");
        assertThat(cluster.provision().stepsThat("changed")).isEmpty();
        cluster.assertConverged();
        assertThat(cluster.sql("db-1", "SELECT COUNT(*) FROM app.t")).isEqualTo("6");
    }

    @Test
    @Order(14)
    void transactionsThatOnlyAReplicaHasAreRefusedWithAnExplanation() throws Exception {
        cluster.sql(
                "db-3", "SET GLOBAL super_read_only = OFF; CREATE DATABASE errant; SET GLOBAL super_read_only = ON;");
        Tool.Run provision = cluster.files().json("provision");
        assertThat(provision.exit()).isEqualTo(1);
        assertThat(provision.stepsThat("failed")).containsExactly("db-3: " + FOLLOWS);
        assertThat(provision.everything()).contains("this server has executed transactions that db-1 lacks");
        assertThat(cluster.sql("db-3", "SHOW DATABASES LIKE 'errant'")).isEqualTo("errant");
    }

    /** It has a database of its own, is a writer that nobody declared, and has one more account. */
    @Test
    @Order(15)
    void aWriterThatNobodyDeclaredBecomesAReplica() throws Exception {
        cluster.sql("db-3", "STOP REPLICA; RESET REPLICA ALL;");
        cluster.sql("db-3", "SET GLOBAL super_read_only = OFF; SET GLOBAL read_only = OFF;");
        cluster.sql("db-3", "INSERT INTO app.t VALUES (103); CREATE USER 'stray'@'%';");
        Tool.Run site = cluster.files().json("provision");
        assertThat(site.exit()).isEqualTo(1);
        assertThat(site.stepsThat("failed")).containsExactly("db-3: " + FOLLOWS);
        assertThat(site.everything())
                .contains("this server accepts writes and has no source, but the declared source is db-1")
                .contains("playbooks/reseed.yml -e reseed_host=NAME");

        assertThat(lost(reseed("plan", "db-3"), "db-3", FOLLOWS))
                .contains("writes: taken → refused")
                .containsPattern("transactions that db-1 lacks: \\S+, and those until writes are refused → lost")
                .containsPattern("data: .*app, errant, .* → a copy of that of db-1");
        Tool.Run provision = reseed("provision", "db-3");
        assertThat(provision.exit()).as(provision.everything()).isZero();
        assertThat(provision.stepsThat("changed")).containsExactly("db-3: " + FOLLOWS);
        assertThat(cluster.sql("db-3", "SHOW DATABASES LIKE 'errant'")).isEmpty();
        assertThat(cluster.sql("db-3", "SELECT COUNT(*) FROM app.t WHERE id > 100"))
                .isEqualTo("0");
        assertThat(cluster.sql("db-3", "SELECT COUNT(*) FROM mysql.user WHERE user = 'stray'"))
                .isEqualTo("0");
        assertThat(reseed("provision", "db-3").stepsThat("changed")).isEmpty();
        assertThat(cluster.provision().stepsThat("changed")).isEmpty();
        cluster.assertConverged();
    }
}
