package provisioner.survival;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import provisioner.harness.SiteLoad;
import provisioner.harness.Tool;
import provisioner.lab.Outages;
import provisioner.lab.TestLab;

/**
 * The network between three hosts fails again and again, in random directions. {@code -Dpartitions=N} says how often, {@code -Dseed=N}
 * repeats a run. Where all members end outside the group, a person is needed, as the pages say: the test does what that person does, and
 * says how often.
 */
@Tag("host")
@Tag("alone")
@Tag("long")
class PartitionsTest {
    /** A member that could not return at once tries again every few seconds; a try that meets nobody takes a minute. */
    private static final Duration RETURN = Duration.ofMinutes(3);

    /** So long nothing is written, while the network is whole, before somebody looks at it. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final Duration UNNOTICED = Duration.ofSeconds(30);
    private static final Duration JUST_NOW = Duration.ofSeconds(1);

    /** Within this writes are back after a recovery. */
    private static final Duration RECOVERY = Duration.ofMinutes(2);

    @RegisterExtension
    static final TestLab LAB = TestLab.of("sid", Survival.HOSTS.toArray(String[]::new));

    @TempDir
    static Path directory = Path.of("");

    /** One direction between two hosts. */
    private record Way(String sender, String receiver) {}

    @Test
    void neverHaveTwoWriters() throws Exception {
        int partitions = Integer.getInteger("partitions", 100);
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("PartitionsTest: seed " + seed);
        Random random = new Random(seed);
        Survival site = Survival.provision(LAB, directory);
        Measured measured = site.during(
                partitions + " partitions, seed " + seed,
                load -> {
                    for (int i = 1; i <= partitions; i++) {
                        partition(site.outages(), random);
                        recoverWhatDoesNot(site, load, "after partition " + i + " of seed " + seed);
                    }
                },
                RETURN);
        assertThat(measured.requests().stream().filter(request -> request.write() && request.good()))
                .as("seed %d: it took writes in between", seed)
                .hasSizeGreaterThan(partitions);
    }

    /** Some of the six directions, for a time that the group bears or does not bear, and a time to recover that may be too short. */
    private static void partition(Outages outages, Random random) throws Exception {
        List<Way> blocked = new ArrayList<>();
        try {
            for (String sender : Survival.HOSTS) {
                for (String receiver : Survival.HOSTS) {
                    if (!sender.equals(receiver) && random.nextInt(5) < 2) {
                        outages.block(sender, receiver);
                        blocked.add(new Way(sender, receiver));
                    }
                }
            }
            Thread.sleep(random.nextInt(1_000, 9_000));
        } finally {
            for (Way way : blocked) {
                outages.unblock(way.sender(), way.receiver());
            }
        }
        Thread.sleep(random.nextInt(200, 4_000));
    }

    /** As a person would whom the missing writes alarm. */
    private static void recoverWhatDoesNot(Survival site, SiteLoad load, String when) throws Exception {
        if (sinceTheLastWrite(load).compareTo(UNNOTICED) < 0 || written(load, PATIENCE)) {
            return;
        }
        Tool.Run recovery = site.run("provision", "playbooks/recover-database.yml");
        System.out.println("PartitionsTest: " + when + " the database had to be recovered");
        assertThat(recovery.exit()).as("%s: %s", when, recovery.everything()).isZero();
        assertThat(written(load, RECOVERY))
                .as(
                        "%s: writes after the recovery; verify says %s",
                        when, site.run("verify").troubles())
                .isTrue();
    }

    private static boolean written(SiteLoad load, Duration within) throws InterruptedException {
        Instant until = Instant.now().plus(within);
        while (Instant.now().isBefore(until)) {
            if (sinceTheLastWrite(load).compareTo(JUST_NOW) < 0) {
                return true;
            }
            Thread.sleep(200);
        }
        return false;
    }

    private static Duration sinceTheLastWrite(SiteLoad load) {
        return load.requests().stream()
                .filter(request -> request.write() && request.good())
                .mapToLong(SiteLoad.Request::ended)
                .max()
                .stream()
                .mapToObj(last -> Duration.ofNanos(System.nanoTime() - last))
                .findFirst()
                .orElse(PATIENCE);
    }
}
