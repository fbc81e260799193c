package provisioner.laws;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import provisioner.harness.Tool;
import provisioner.lab.TestLab;

/** A run that is killed at any moment leaves a host on which the next run converges. */
@Tag("host")
class KilledRunTest {
    private static final String[] PROVISION = {
        "provision", "-i", "inventory/three-hosts.yml", "--lab", "--limit", "web-1", "--output", "json"
    };

    /** How long a step in hand may hold the lock after its run was killed: an apt transaction's time. */
    private static final Duration LOCK_PATIENCE = Duration.ofMinutes(3);

    @RegisterExtension
    static final TestLab LAB = TestLab.of("bookworm", "web-1");

    private final Tool tool = Tool.inCheckout(LAB.environment()).in(Tool.STATIC_SITE);

    @TempDir
    Path temporary = Path.of("");

    @Test
    void fiveMoments() throws Exception {
        killAtRandomMoments(5);
    }

    @Test
    @Tag("long")
    void fiftyMoments() throws Exception {
        killAtRandomMoments(50);
    }

    private void killAtRandomMoments(int moments) throws Exception {
        LAB.reset("web-1");
        long whole = uninterrupted();
        long seed = System.nanoTime();
        System.out.println("KilledRunTest: seed " + seed + ", an uninterrupted run takes " + whole + " ms");
        Random random = new Random(seed);
        for (int i = 0; i < moments; i++) {
            LAB.reset("web-1");
            long moment = random.nextLong(500, whole);
            String what = "killed after " + moment + " ms (seed " + seed + ", round " + i + ")";
            kill(moment);
            awaitRelease(LAB, "web-1", what);
            Tool.Run next = tool.run(PROVISION);
            assertThat(next.exit()).as("%s: %s", what, next.everything()).isZero();
            Tool.Run verify = tool.run(
                    "verify", "-i", "inventory/three-hosts.yml", "--lab", "--limit", "web-1", "--output", "json");
            assertThat(verify.exit()).as("%s: %s", what, verify.everything()).isZero();
            assertThat(LAB.leftBehind("web-1")).as("left behind, %s", what).isEmpty();
        }
    }

    private long uninterrupted() throws Exception {
        Instant start = Instant.now();
        Tool.Run run = tool.run(PROVISION);
        assertThat(run.exit()).as(run.everything()).isZero();
        return Duration.between(start, Instant.now()).toMillis();
    }

    private void kill(long afterMillis) throws Exception {
        Process process = tool.start(temporary.resolve("out"), temporary.resolve("err"), PROVISION);
        Thread.sleep(afterMillis);
        process.destroyForcibly().waitFor();
    }

    /** Waits until no step of a killed run is at work on a host any more. */
    static void awaitRelease(TestLab lab, String host, String what) throws Exception {
        Instant until = Instant.now().plus(LOCK_PATIENCE);
        while (lab.attempt(host, "flock -n /run/provisioner/lock true 2>/dev/null || [ ! -e /run/provisioner/lock ]")
                        .exit()
                != 0) {
            assertThat(Instant.now()).as("the lock is released, %s", what).isBefore(until);
            Thread.sleep(500);
        }
    }
}
