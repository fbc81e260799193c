package provisioner.laws;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import provisioner.harness.MysqlCluster;
import provisioner.harness.SmallVolume;
import provisioner.harness.Tool;
import provisioner.lab.TestLab;

/** Three servers in a group, whose data is on volumes of a limited size. */
@Tag("host")
@Tag("long")
class MysqlGroupSpaceTest {
    private static final String MEMBERS =
            "SELECT COUNT(*) FROM performance_schema.replication_group_members WHERE MEMBER_STATE = 'ONLINE'";
    private static final String CLOSED = "SELECT @@GLOBAL.super_read_only";
    private static final Duration WITHIN = Duration.ofSeconds(60);

    /** Longer than all their turns. */
    private static final Duration STAYS = Duration.ofSeconds(60);

    @RegisterExtension
    static final TestLab LAB = TestLab.of("sid", "db-1", "db-2", "db-3");

    @TempDir
    static Path directory;

    @Test
    void aMemberWithoutSpaceLeavesAndReturns() throws Exception {
        MysqlCluster cluster = new MysqlCluster(LAB, directory, "sid");
        cluster.prepareGroup("3e11fa47-71ca-11e1-9e33-c80aa9429562");
        for (String host : new String[] {"db-1", "db-2", "db-3"}) {
            SmallVolume.mount(LAB, host);
        }
        cluster.provision();
        cluster.awaits("db-1", CLOSED, "0", WITHIN);

        // Full at once, while it writes: a transaction that waits for space does not keep it.
        SmallVolume.fill(LAB, "db-1");
        LAB.raw(
                "db-1",
                "timeout 60 mysql -e \"REPLACE INTO provisioner.heartbeat VALUES ('t', REPEAT('x', 30), NOW(6))\" >/dev/null 2>&1 &");
        cluster.awaits("db-2", MEMBERS, "2", WITHIN);
        LAB.raw("db-1", "sleep 10"); // so long it may take to stop, or to be killed
        Tool.Run degraded = cluster.files().json("verify");
        assertThat(degraded.exit()).isEqualTo(2);
        assertThat(degraded.events("check").toString())
                .contains("db-1 is not a member that is ONLINE for all", "db-1 has left the group: only 0 % of");

        // The last ones with space stay, full or not.
        SmallVolume.fill(LAB, "db-2");
        SmallVolume.fill(LAB, "db-3");
        Thread.sleep(STAYS);
        List<String> open = new ArrayList<>();
        for (String host : List.of("db-2", "db-3")) {
            if (answer(host, CLOSED).equals("0")) {
                open.add(host);
            }
        }
        assertThat(open).as("stays, and takes writes").hasSize(1);
        for (String host : new String[] {"db-2", "db-3", "db-1"}) {
            SmallVolume.free(LAB, host);
        }
        cluster.awaits("db-1", MEMBERS, "3", WITHIN);
        assertThat(cluster.provision().stepsThat("changed")).isEmpty();
    }

    private static String answer(String host, String query) throws Exception {
        return LAB.attempt(host, "mysql -Ne \"" + query + "\"").stdout().strip();
    }
}
