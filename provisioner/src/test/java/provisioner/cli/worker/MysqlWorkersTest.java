package provisioner.cli.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.testcontainers.mysql.MySQLContainer;

/** Three workers and a MySQL of Debian sid, one of them killed. */
@Tag("host")
class MysqlWorkersTest extends WorkersOnServer {
    private static final Duration LEASE = Duration.ofSeconds(15);

    private static MySQLContainer container;

    @BeforeAll
    static void start() throws Exception {
        container = server("provisioner-test-mysql:sid", "src/test/resources/provisioner/mysql");
    }

    @AfterAll
    static void stop() {
        if (container != null) {
            container.stop();
        }
    }

    @Override
    MySQLContainer server() {
        return container;
    }

    @Test
    void theWorkOfAKilledWorkerIsDoneWithinOneLease() throws Exception {
        for (int n = 0; n < 3; n++) {
            worker("web", LEASE);
        }
        assertThat(tool("schedule", "run", "hosts.yml", "verify", "--shards", "3", "--pool", "web")
                        .exit())
                .isZero();
        // Nobody's: it must not be in the way, and not be done.
        assertThat(tool("schedule", "run", "hosts.yml", "verify", "--name", "other")
                        .exit())
                .isZero();
        until(Duration.ofSeconds(40), () -> begun() == 3);
        assertThat(running()).as(said()).isEqualTo(3);

        workers.getFirst().destroyForcibly().waitFor();

        // Three runs have begun, and one of them once more.
        until(LEASE.plusSeconds(3), () -> begun() == 4);
        until(Duration.ofSeconds(40), () -> json("runs").size() == 3);
        assertThat(json("runs"))
                .extracting(run -> run.get("scope").asText() + " " + run.get("exitCode"))
                .containsExactlyInAnyOrder("--shard 1/3 0", "--shard 2/3 0", "--shard 3/3 0");
        assertThat(json("runs").stream()
                        .mapToInt(run -> run.get("hosts").asInt())
                        .sum())
                .isEqualTo(9);
        until(Duration.ofSeconds(20), () -> json("schedule", "list").size() == 1);
        assertThat(json("schedule", "list").getFirst().get("pool").asText()).isEqualTo("default");
        nothingWasDoneTwiceAtATime();
        assertThat(said()).contains("is done again").doesNotContain("\tat ", PASSWORD);
    }
}
