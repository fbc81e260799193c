package provisioner.cli.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.testcontainers.mysql.MySQLContainer;
import provisioner.harness.DatabaseServer;
import provisioner.lab.LabEndpoint;
import provisioner.lab.TestLab;

/** Three workers and many endpoints, which are the names of three hosts. A worker is killed in the middle of each round. */
@Tag("host")
@Tag("alone")
class KilledWorkersTest extends WorkersOnServer {
    private static final int WORKERS = 3;
    private static final int FEW = 30;
    private static final int MANY = 300;
    private static final Duration LEASE = Duration.ofSeconds(15);

    /** The database is away for half of it. */
    private static final Duration LONGER = Duration.ofSeconds(60);

    private static final Duration INTERVAL = Duration.ofSeconds(30);

    @RegisterExtension
    static final TestLab LAB = TestLab.of("bookworm", "web-1", "web-2", "web-3");

    @RegisterExtension
    static final DatabaseServer SERVER = DatabaseServer.mysql(USER, PASSWORD);

    @Override
    MySQLContainer server() {
        return SERVER.container();
    }

    @Override
    Map<String, String> environment() {
        return LAB.environment();
    }

    @Override
    String check() {
        return noticesOthersFor("0.3");
    }

    @Override
    String inventory() throws Exception {
        StringBuilder hosts = new StringBuilder();
        for (int n = 1; n <= MANY; n++) {
            LabEndpoint host = LAB.endpoint("web-" + (n % 3 + 1));
            String name = (n <= FEW ? "few-" : "more-") + n;
            hosts.append("  %s: {address: %s, port: %d, user: %s, key: %s, known_hosts: %s}\n"
                    .formatted(name, host.address(), host.port(), host.user(), host.key(), host.knownHosts()));
        }
        return "hosts:\n" + hosts;
    }

    @Test
    void everyHostHasItsVerdictWithinOneLease() throws Exception {
        rounds(1, FEW, "few-*");
    }

    @Test
    @Tag("long")
    void everyHostHasItsVerdictWithinOneLeaseInTenRounds() throws Exception {
        rounds(10, MANY, "few-*:more-*");
    }

    /** Of each round: what the killed worker had in hand has begun again within the lease, and every host has its verdict. */
    private void rounds(int rounds, int hosts, String limit) throws Exception {
        IntStream.range(0, WORKERS).forEach(n -> started(LEASE));
        List<Long> again = new ArrayList<>();
        for (int round = 1; round <= rounds; round++) {
            long before = begun();
            assertThat(tool("schedule", "run", "hosts.yml", "verify", "--shards", "3", "--limit", limit)
                            .exit())
                    .isZero();
            int done = round;
            until(Duration.ofSeconds(60), () -> begun() == before + WORKERS);
            Thread.sleep(1_500);
            Process killed = workers.get(workers.size() - WORKERS);
            killed.destroyForcibly().waitFor();
            Instant death = Instant.now();
            started(LEASE);
            until(LEASE, () -> begun() == before + WORKERS + 1);
            again.add(Duration.between(death, Instant.now()).toMillis());
            until(Duration.ofSeconds(60), () -> runs().size() == WORKERS * done);
            until(Duration.ofSeconds(10), () -> json("schedule", "list").isEmpty());
        }
        System.out.println("begun again after milliseconds: " + again);
        assertThat(runs())
                .allSatisfy(run -> assertThat(run.get("exitCode").asInt()).isZero());
        assertThat(runs().stream().mapToInt(run -> run.get("hosts").asInt()).sum())
                .isEqualTo(rounds * hosts);
        nobodyWasThereTwiceAtATime();
    }

    private void started(Duration lease) {
        try {
            worker("default", lease, "--", "-F", "none", "--parallel", "5");
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private List<JsonNode> runs() throws Exception {
        return json("runs", "--lines", "1000");
    }

    private void nobodyWasThereTwiceAtATime() throws Exception {
        for (String host : List.of("web-1", "web-2", "web-3")) {
            assertThat(LAB.raw(host, "ls /tmp")).contains("few-").doesNotContain("twice");
        }
        assertThat(said()).doesNotContain("\tat ", PASSWORD);
    }

    @Test
    @Tag("long")
    void nothingIsLostWhileTheDatabaseIsAwayAndTheScheduleHoldsItsInterval() throws Exception {
        IntStream.range(0, WORKERS).forEach(n -> started(LONGER));
        assertThat(tool("schedule", "add", "hosts.yml", "verify", "--every", INTERVAL.toSeconds() + "s")
                        .exit())
                .isZero();
        Instant due =
                Instant.parse(json("schedule", "list").getFirst().get("due").asText());
        until(Duration.ofSeconds(60), () -> begun() == 2);
        Thread.sleep(2_000);
        SERVER.container()
                .getDockerClient()
                .pauseContainerCmd(SERVER.container().getContainerId())
                .exec();
        Thread.sleep(30_000);
        SERVER.container()
                .getDockerClient()
                .unpauseContainerCmd(SERVER.container().getContainerId())
                .exec();
        until(Duration.ofSeconds(240), () -> ended() == 7);

        assertThat(workers).allMatch(Process::isAlive);
        until(Duration.ofSeconds(10), () -> runs().size() >= 7);
        List<Double> late = runs().stream()
                .map(run -> Instant.parse(run.get("startedAt").asText()))
                .sorted(Comparator.naturalOrder())
                .map(at -> Duration.between(due, at).toMillis() % INTERVAL.toMillis() / 1000.0)
                .toList();
        System.out.println("seconds after the due times: " + late);
        // All but the one that was due when the database was away.
        assertThat(late.stream().filter(seconds -> seconds > INTERVAL.toSeconds() / 10.0))
                .as(late.stream().map(String::valueOf).collect(Collectors.joining(" ")))
                .hasSizeLessThanOrEqualTo(1);
        assertThat(runs()).allSatisfy(run -> {
            assertThat(run.get("exitCode").asInt()).isZero();
            assertThat(run.get("hosts").asInt()).isEqualTo(MANY);
        });
        nobodyWasThereTwiceAtATime();
    }
}
