package provisioner.laws;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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

/** A group of which all three members take writes. Each test goes on from the one before. */
@Tag("host")
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MultiPrimaryTest {
    private static final String UUID = "3e11fa47-71ca-11e1-9e33-c80aa9429562";
    private static final List<String> HOSTS = List.of("db-1", "db-2", "db-3");
    private static final String PRIMARIES = "SELECT COUNT(*) FROM performance_schema.replication_group_members"
            + " WHERE MEMBER_STATE = 'ONLINE' AND MEMBER_ROLE = 'PRIMARY'";
    private static final String CLOSED = "SELECT @@GLOBAL.super_read_only";

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
        cluster.groupMode("multi-primary");
        Tool.Run plan = cluster.files().json("plan");
        Tool.Run provision = cluster.provision();
        assertThat(provision.stepsThat("changed")).as(plan.everything()).containsAll(plan.stepsThat("would-change"));
        takeWrites(HOSTS);
        unchanged();
    }

    /** All members write the same row and rows of their own at the same time. */
    @Test
    @Order(2)
    void conflictingWritesAreRefusedOrKept() throws Exception {
        cluster.sql("db-2", """
                CREATE DATABASE law;
                CREATE TABLE law.counter (id INT PRIMARY KEY, n INT NOT NULL);
                CREATE TABLE law.own (id INT AUTO_INCREMENT PRIMARY KEY, host VARCHAR(9) NOT NULL);
                INSERT INTO law.counter VALUES (1, 0);""");
        for (String host : HOSTS) {
            awaits(host, "SELECT COUNT(*) FROM law.counter", "1");
        }
        String writes = """
                same=0; own=0
                for i in $(seq 40); do
                  mysql -e 'UPDATE law.counter SET n = n + 1 WHERE id = 1' 2>>/tmp/refused && same=$((same + 1))
                  mysql -e "INSERT INTO law.own (host) VALUES ('$(hostname)')" 2>>/tmp/refused && own=$((own + 1))
                done
                echo $same $own
                """;
        List<Future<String>> acknowledged = new ArrayList<>();
        try (ExecutorService all = Executors.newVirtualThreadPerTaskExecutor()) {
            HOSTS.forEach(host -> acknowledged.add(
                    all.submit(() -> LAB.attempt(host, writes).stdout().strip())));
        }
        int same = 0;
        int own = 0;
        for (Future<String> one : acknowledged) {
            same += Integer.parseInt(one.get().split(" ")[0]);
            own += Integer.parseInt(one.get().split(" ")[1]);
        }
        assertThat(same).isPositive();
        assertThat(own).as("nobody else writes these rows").isEqualTo(3 * 40);
        for (String host : HOSTS) {
            awaits(host, "SELECT n FROM law.counter", String.valueOf(same));
            awaits(host, "SELECT COUNT(*) FROM law.own", String.valueOf(own));
        }
        unchanged();
    }

    @Test
    @Order(3)
    void aKilledMemberReturnsAndTakesWritesAgain() throws Exception {
        LAB.cutPower("db-1");
        awaits("db-2", PRIMARIES, "2");
        cluster.sql("db-2", "INSERT INTO law.own (host) VALUES ('killed')");
        LAB.reboot("db-1");
        awaits("db-1", PRIMARIES, "3");
        awaits("db-1", CLOSED, "0");
        awaits("db-1", "SELECT COUNT(*) FROM law.own WHERE host = 'killed'", "1");
        unchanged();
    }

    /** Somebody switches the group by hand while a member is away, which then is not let in by itself. */
    @Test
    @Order(4)
    void aMemberThatMissedASwitchIsBroughtBackAndTheModeMended() throws Exception {
        cluster.sql("db-3", "STOP GROUP_REPLICATION");
        cluster.sql("db-2", "SELECT group_replication_switch_to_single_primary_mode(@@GLOBAL.server_uuid)");
        awaits("db-1", CLOSED, "1");
        Tool.Run plan = cluster.files().json("plan");
        assertThat(plan.stdout()).contains("every member must be ONLINE before the group becomes multi-primary");
        cluster.provision();
        takeWrites(HOSTS);
        unchanged();
    }

    @Test
    @Order(5)
    void aStandingGroupSwitchesToOnePrimary() throws Exception {
        cluster.groupMode("single-primary");
        cluster.provision();
        takeWrites(List.of("db-1"));
        unchanged();
        LAB.cutPower("db-2");
        LAB.reboot("db-2");
        awaits("db-2", PRIMARIES, "1");
        unchanged();
    }

    private void takeWrites(List<String> writers) throws Exception {
        for (String host : HOSTS) {
            awaits(host, PRIMARIES, String.valueOf(writers.size()));
            awaits(host, CLOSED, writers.contains(host) ? "0" : "1");
        }
    }

    private void awaits(String host, String query, String value) throws Exception {
        cluster.awaits(host, query, value, Duration.ofSeconds(90));
    }

    private void unchanged() throws Exception {
        assertThat(cluster.provision().stepsThat("changed")).isEmpty();
        Tool.Run verify = cluster.files().json("verify");
        assertThat(verify.exit()).as(verify.everything()).isZero();
    }
}
