package provisioner.laws;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import provisioner.harness.SampleProject;
import provisioner.harness.Tool;
import provisioner.lab.TestLab;

/**
 * The whole site, from bare hosts, by runs that are killed at random moments, one after the other, until one comes to its
 * end: that one converges. {@code -Dmoments=N} kills so often, {@code -Dseed=N} at the moments of an earlier test.
 */
@Tag("host")
@Tag("long")
class KilledSiteTest {
    private static final String INVENTORY = "inventory/source-replica.yml";
    private static final List<String> HOSTS = List.of("web-1", "web-2", "web-3");
    private static final int LONGEST_MILLIS = 40_000;

    @RegisterExtension
    static final TestLab LAB = TestLab.of("sid", HOSTS.toArray(String[]::new));

    @TempDir
    Path temporary = Path.of("");

    @Test
    void convergesHoweverOftenItIsKilled() throws Exception {
        int moments = Integer.getInteger("moments", 50);
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("KilledSiteTest: seed " + seed + ", moments " + moments);
        LAB.acme("web-1");
        SampleProject project = SampleProject.make(temporary, INVENTORY, LAB);
        Random random = new Random(seed);
        int killed = 0;
        while (killed < moments) {
            LAB.reset(HOSTS.toArray(String[]::new));
            int before = killed;
            while (killed < moments && kill(project, random.nextInt(500, LONGEST_MILLIS))) {
                killed++;
                awaitRelease(seed, killed);
            }
            String what = "after " + (killed - before) + " kills in a row, " + killed + " in all, seed " + seed;
            System.out.println("KilledSiteTest: a run to its end " + what);
            Tool.Run last = project.run("provision");
            assertThat(last.exit()).as("%s: %s", what, last.everything()).isZero();
            Tool.Run verify = project.run("verify");
            assertThat(verify.exit()).as("%s: %s", what, verify.everything()).isZero();
            for (String host : HOSTS) {
                assertThat(LAB.leftBehind(host))
                        .as("left behind on %s, %s", host, what)
                        .isEmpty();
            }
        }
    }

    /** Whether it was still at work. */
    private boolean kill(SampleProject project, int afterMillis) throws Exception {
        Process process = project.tool()
                .start(
                        temporary.resolve("out"),
                        temporary.resolve("err"),
                        "provision",
                        "-i",
                        INVENTORY,
                        "--lab",
                        "--output",
                        "json");
        boolean ended = process.waitFor(afterMillis, TimeUnit.MILLISECONDS);
        process.destroyForcibly().waitFor();
        return !ended;
    }

    private static void awaitRelease(long seed, int killed) throws Exception {
        for (String host : HOSTS) {
            KilledRunTest.awaitRelease(LAB, host, "kill " + killed + ", seed " + seed);
        }
    }
}
