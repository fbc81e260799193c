package provisioner.cli.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.testcontainers.mysql.MySQLContainer;
import provisioner.harness.DatabaseServer;
import provisioner.harness.JavaProcess.Ended;

/** Workers and a MySQL of Debian sid, some of them killed. */
@Tag("host")
@Tag("alone")
class MysqlWorkersTest extends WorkersOnServer {
    private static final Duration LEASE = Duration.ofSeconds(15);

    @RegisterExtension
    static final DatabaseServer SERVER = DatabaseServer.mysql(USER, PASSWORD);

    @Override
    MySQLContainer server() {
        return SERVER.container();
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

    @Test
    void anApprovedPlanIsCarriedOutAtMostOnce() throws Exception {
        String signers = approvers();
        worker("web", LEASE);
        String first = approved("echo >>/tmp/first");
        until(Duration.ofSeconds(30), () -> said().contains("takes the work of pool web"));
        Ended twice = tool("schedule", "approve", "plan.json", "--sign", "key", "--pool", "web");
        assertThat(twice.exit()).isEqualTo(1);
        assertThat(twice.err()).contains("a plan is carried out at most once; make a new one");
        // That worker takes none.
        assertThat(plan(first).get("state").asText()).isEqualTo("waiting");

        worker("web", LEASE, "--allowed-signers", signers);
        until(Duration.ofSeconds(40), () -> plan(first).get("state").asText().equals("ended"));
        assertThat(plan(first).get("exitCode").asInt()).as(said()).isZero();
        assertThat(plan(first).get("approvedBy").asText()).isEqualTo("ops@example.com");
        JsonNode run = json("runs").stream()
                .filter(one -> one.get("appliedPlan").asText().equals(first))
                .findFirst()
                .orElseThrow();
        assertThat(run.get("approvedBy").asText()).isEqualTo("ops@example.com");
        assertThat(run.get("exitCode").asInt()).isZero();
        assertThat(tool("runs").out()).contains("applied the plan " + first + ", approved by ops@example.com");
        end();

        String second = approved("echo >>/tmp/second");
        change("UPDATE approvals SET plan = REPLACE(plan, '/tmp/second', '/tmp/evil') WHERE digest = '" + second + "'");
        // The work of the first one once more: it must not be begun.
        change("INSERT INTO work (task_name, task_instance, task_data, execution_time, picked, version)"
                + " VALUES ('provision@web', '" + first + "', '{\"digest\":\"x\"}', UTC_TIMESTAMP(6), FALSE, 1)");
        worker("web", LEASE, "--allowed-signers", signers);
        until(Duration.ofSeconds(40), () -> plan(second).get("state").asText().equals("refused"));
        assertThat(plan(second).get("reason").asText()).contains("it was changed");
        until(Duration.ofSeconds(20), () -> said().contains("plan " + first + " is not begun"));
        assertThat(inside("wc -l < /tmp/first; ls /tmp")).startsWith("1\n").doesNotContain("second", "evil");
        assertThat(said()).doesNotContain("\tat ", PASSWORD);
    }

    @Test
    void anApprovedPlanThatIsInterruptedIsNotBegunAgain() throws Exception {
        String signers = approvers();
        String digest = approved("echo >>/tmp/begun; sleep 20");
        worker("web", LEASE, "--allowed-signers", signers);
        until(Duration.ofSeconds(40), () -> inside("ls /tmp").contains("begun"));

        workers.getFirst().destroyForcibly().waitFor();
        worker("web", LEASE, "--allowed-signers", signers);

        // The killed run has the host until its step has ended: others are turned away, or wait.
        playbook("echo >>/tmp/after");
        String[] provision = {"provision", "-i", "one.yml", "playbooks/change.yml"};
        Ended refused = tool(provision);
        assertThat(refused.exit()).isNotZero();
        assertThat(refused.out() + refused.err()).contains("is locked by run");
        Ended waited = tool("provision", "-i", "one.yml", "playbooks/change.yml", "--lock-wait", "50");
        assertThat(waited.exit()).as(waited.out() + waited.err()).isZero();
        assertThat(waited.out()).contains("is locked by run", "waiting for up to 50 s");

        until(LEASE.plusSeconds(10), () -> plan(digest).get("state").asText().equals("interrupted"));
        assertThat(said()).contains("plan " + digest + " was interrupted and needs a new plan");
        assertThat(plan(digest).get("approvedBy").asText()).isEqualTo("ops@example.com");
        assertThat(inside("wc -l < /tmp/begun; wc -l < /tmp/after")).isEqualTo("1\n1\n");
        assertThat(tool("schedule", "list").out()).contains("plan " + digest + "  interrupted", "make a new plan");
    }

    /** Who may approve: the holder of a key that is made here. */
    private String approvers() throws Exception {
        Path key = directory.resolve("key");
        assertThat(new ProcessBuilder("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key.toString())
                        .start()
                        .waitFor())
                .isZero();
        Files.writeString(
                directory.resolve("signers"),
                "ops@example.com namespaces=\"provisioner-plan\" " + Files.readString(directory.resolve("key.pub")));
        return "signers";
    }

    private void playbook(String run) throws Exception {
        String address = server().getContainerName().substring(1);
        Files.writeString(
                directory.resolve("one.yml"), "connection: docker\nhosts: {h1: {address: " + address + "}}\n");
        Files.writeString(directory.resolve("playbooks/change.yml"), """
                - play: Change
                  hosts: all
                  steps:
                    - name: something is done
                      command: {run: "%s"}
                """.formatted(run));
    }

    /** @return the digest of a plan to run this, which was approved for the pool */
    private String approved(String run) throws Exception {
        playbook(run);
        Ended planned = tool("plan", "-i", "one.yml", "playbooks/change.yml", "--out", "plan.json");
        assertThat(planned.exit()).as(planned.out() + planned.err()).isZero();
        Ended ended = tool("schedule", "approve", "plan.json", "--sign", "key", "--pool", "web");
        assertThat(ended.exit()).as(ended.err()).isZero();
        return ended.out().split(" ")[2];
    }

    private JsonNode plan(String digest) throws Exception {
        return json("schedule", "list").stream()
                .filter(line -> line.get("type").asText().equals("approved"))
                .filter(line -> line.get("plan").asText().equals(digest))
                .findFirst()
                .orElseThrow();
    }

    private String inside(String script) throws Exception {
        return server().execInContainer("sh", "-c", script).getStdout();
    }

    private void change(String statement) throws Exception {
        try (Connection connection = connect(database);
                Statement change = connection.createStatement()) {
            assertThat(change.executeUpdate(statement)).isEqualTo(1);
        }
    }
}
