package provisioner.laws;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import provisioner.harness.MysqlCluster;
import provisioner.harness.Tool;
import provisioner.lab.TestLab;

/** Three servers that elect their primary themselves, from bare hosts on. Each test goes on from the one before. */
@Tag("host")
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MysqlGroupTest {
    private static final String UUID = "3e11fa47-71ca-11e1-9e33-c80aa9429562";
    private static final String MEMBERS =
            "SELECT COUNT(*) FROM performance_schema.replication_group_members" + " WHERE MEMBER_STATE = 'ONLINE'";

    private static final List<String> HOSTS = List.of("db-1", "db-2", "db-3");

    @RegisterExtension
    static final TestLab LAB = TestLab.of("sid", HOSTS.toArray(String[]::new));

    @TempDir
    static Path directory;

    private MysqlCluster cluster;

    @Test
    @Order(1)
    void fromBareHosts() throws Exception {
        cluster = new MysqlCluster(LAB, directory, "sid");
        cluster.prepareGroup(UUID);
        Tool.Run plan = cluster.files().json("plan");
        Tool.Run provision = cluster.provision();
        assertThat(provision.stepsThat("changed")).as(plan.everything()).containsAll(plan.stepsThat("would-change"));
        assertThat(cluster.sql("db-3", MEMBERS)).isEqualTo("3");
        unchanged();
    }

    /** Nobody does anything but the group. */
    @Test
    @Order(2)
    void aKilledPrimaryIsReplacedAndReturns() throws Exception {
        LAB.cutPower("db-1");
        String primary = primaryWithin(Duration.ofSeconds(60));
        Tool.Run degraded = cluster.files().json("verify");
        assertThat(degraded.exit()).isEqualTo(1);
        assertThat(degraded.events("check").toString())
                .contains("db-1 is not a member that is ONLINE for all", "one more loss would stop the writes");
        String write = "REPLACE INTO provisioner.heartbeat VALUES ('test', 'killed', NOW(6))";
        cluster.sql(primary, write);
        LAB.reboot("db-1");
        awaits("db-1", MEMBERS, "3");
        assertThat(cluster.sql("db-1", "SELECT run FROM provisioner.heartbeat WHERE source = 'test'"))
                .isEqualTo("killed");
        unchanged();
    }

    @Test
    @Order(3)
    void aChangedSettingComesToOneMemberAfterTheOther() throws Exception {
        Tool.Run provision = cluster.files().json("provision", "-e", "mysql_group_expel_seconds=1");
        assertThat(provision.exit()).as(provision.everything()).isZero();
        assertThat(cluster.sql("db-1", MEMBERS)).isEqualTo("3");
        assertThat(cluster.sql("db-2", "SELECT @@GLOBAL.group_replication_member_expel_timeout"))
                .isEqualTo("1");
        cluster.provision(); // as the inventory says, for the tests that follow
        unchanged();
    }

    /** The power fails everywhere; one member has less than the others, and answers last. */
    @Test
    @Order(4)
    void aGroupWithoutMembersGoesOnWithAllThatWasAcknowledged() throws Exception {
        String recover = "playbooks/recover-database.yml";
        assertThat(cluster.files().json("provision", recover).stepsThat("changed"))
                .as("on a group that stands")
                .isEmpty();
        LAB.cutPower("db-3");
        awaits("db-1", MEMBERS, "2");
        String primary = primaryWithin(Duration.ofSeconds(60));
        cluster.sql(primary, "REPLACE INTO provisioner.heartbeat VALUES ('test', 'last', NOW(6))");
        LAB.cutPower("db-1");
        LAB.cutPower("db-2");

        LAB.reboot("db-1");
        LAB.reboot("db-2");
        Tool.Run early = cluster.files().json("plan", recover, "--limit", "db-1,db-2");
        assertThat(early.exit()).isNotZero();
        assertThat(early.stdout()).contains("every member must answer before the group goes on");
        LAB.reboot("db-3");
        Tool.Run plan = cluster.files().json("plan", recover);
        assertThat(plan.exit()).as(plan.everything()).isZero();
        assertThat(plan.stdout()).contains("bootstrapped by this member", "all but " + UUID);
        Tool.Run run = cluster.files().json("provision", recover);
        assertThat(run.exit()).as(run.everything()).isZero();
        assertThat(run.stepsThat("changed")).as(plan.everything()).containsAll(plan.stepsThat("would-change"));
        awaits("db-3", MEMBERS, "3");
        assertThat(cluster.sql("db-3", "SELECT run FROM provisioner.heartbeat WHERE source = 'test'"))
                .isEqualTo("last");
        unchanged();
    }

    /** Two leave, the second one without saying so: the last one cannot remove it without a majority. */
    @Test
    @Order(5)
    void aMemberThatAllOthersHaveLeftGoesOn() throws Exception {
        String primary = primaryWithin(Duration.ofSeconds(60));
        List<String> others =
                HOSTS.stream().filter(host -> !host.equals(primary)).toList();
        cluster.sql(others.getFirst(), "STOP GROUP_REPLICATION");
        awaits(primary, MEMBERS, "2");
        LAB.raw(others.getLast(), """
                mysql -e 'SET PERSIST group_replication_start_on_boot = OFF'
                systemctl kill --signal KILL mysql
                until mysqladmin --silent ping; do sleep 0.5; done""");
        awaits(primary, MEMBERS, "1");
        assertThat(cluster.sql(primary, "SELECT COUNT(*) FROM performance_schema.replication_group_members"))
                .as("it still counts the other one")
                .isEqualTo("2");

        String recover = "playbooks/recover-database.yml";
        Tool.Run plan = cluster.files().json("plan", recover);
        assertThat(plan.exit()).as(plan.everything()).isZero();
        assertThat(plan.stdout()).contains("ONLINE, alone");
        Tool.Run run = cluster.files().json("provision", recover);
        assertThat(run.exit()).as(run.everything()).isZero();
        awaits(primary, MEMBERS, "3");
        unchanged();
    }

    private String primaryWithin(Duration limit) throws Exception {
        Instant until = Instant.now().plus(limit);
        while (Instant.now().isBefore(until)) {
            for (String host : HOSTS) {
                if (LAB.attempt(host, "mysql -Ne 'SELECT @@GLOBAL.super_read_only'")
                        .stdout()
                        .strip()
                        .equals("0")) {
                    return host;
                }
            }
            Thread.sleep(500);
        }
        throw new AssertionError("no member has become the primary");
    }

    private void awaits(String host, String query, String value) throws Exception {
        cluster.awaits(host, query, value, Duration.ofSeconds(60));
    }

    private void unchanged() throws Exception {
        Tool.Run again = cluster.provision();
        assertThat(again.stepsThat("changed")).isEmpty();
        for (JsonNode host : again.summary().path("hosts")) {
            assertThat(host.path("exchanges").asInt()).isEqualTo(1);
        }
        Tool.Run verify = cluster.files().json("verify");
        assertThat(verify.exit()).as(verify.everything()).isZero();
    }
}
