package provisioner.cli.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.testcontainers.mysql.MySQLContainer;
import provisioner.harness.DatabaseServer;
import provisioner.harness.JavaProcess.Ended;

/** Two workers and a MariaDB of Debian sid, which is away for a while. */
@Tag("host")
@Tag("alone")
@Tag("long")
class MariadbWorkersTest extends WorkersOnServer {
    /** The database is away for less than that. */
    private static final Duration LEASE = Duration.ofSeconds(60);

    private static final Duration INTERVAL = Duration.ofSeconds(10);

    @RegisterExtension
    static final DatabaseServer SERVER = DatabaseServer.mariadb(USER, PASSWORD);

    @Override
    MySQLContainer server() {
        return SERVER.container();
    }

    @Test
    void aScheduleHoldsItsIntervalWhileTheDatabaseIsAway() throws Exception {
        worker("default", LEASE);
        worker("default", LEASE);
        assertThat(tool("schedule", "add", "hosts.yml", "verify", "--every", "10s", "--limit", "h1:h2")
                        .exit())
                .isZero();
        Ended again = tool("schedule", "add", "hosts.yml", "verify", "--every", "1d");
        assertThat(again.exit()).isEqualTo(1);
        assertThat(again.err()).contains("pool default has an entry 'hosts.yml' already");
        JsonNode entry = json("schedule", "list").getFirst();
        assertThat(entry.get("everySeconds").asLong()).isEqualTo(INTERVAL.toSeconds());
        assertThat(entry.get("scope").asText()).isEqualTo("--limit=h1:h2");

        until(Duration.ofSeconds(40), () -> begun() == 2);
        // A new connection is refused, as if the database were away, when the run ends.
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute("ALTER USER " + USER + " ACCOUNT LOCK");
            until(Duration.ofSeconds(30), () -> ended() == 2);
            Thread.sleep(1_000);
            statement.execute("ALTER USER " + USER + " ACCOUNT UNLOCK");
        }
        assertThat(said()).contains("note: the record of this run is not in ");
        until(Duration.ofSeconds(40), () -> begun() == 4);

        workers.forEach(Process::destroy);
        for (Process worker : workers) {
            assertThat(worker.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(worker.exitValue()).as(said()).isZero();
        }
        // The run in hand came to its end, and each one is recorded, once.
        List<JsonNode> runs = json("runs");
        assertThat(runs)
                .hasSize(4)
                .allSatisfy(run -> assertThat(run.get("exitCode").asInt()).isZero());
        Set<Long> slots = new HashSet<>();
        for (JsonNode run : runs) {
            Duration late = Duration.between(
                    Instant.parse(entry.get("due").asText()),
                    Instant.parse(run.get("startedAt").asText()));
            // What was due while the database was away begins when it is back, once.
            assertThat(slots.add(Math.floorDiv(late.toMillis(), INTERVAL.toMillis())))
                    .as(runs.toString())
                    .isTrue();
        }
        nothingWasDoneTwiceAtATime();
        assertThat(json("schedule", "list")
                        .getFirst()
                        .get("last")
                        .get("exitCode")
                        .asInt())
                .isZero();
        assertThat(tool("schedule", "remove", "hosts.yml").exit()).isZero();
        assertThat(tool("schedule", "list").out()).isEqualTo("nothing is scheduled\n");
        assertThat(tool("schedule", "remove", "hosts.yml").err()).contains("pool default has no entry 'hosts.yml'");
        assertThat(said()).doesNotContain("\tat ", PASSWORD, "is done again");
    }
}
