package provisioner.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a job is, when it is due, and what nobody who writes to the database can make of it. */
class JobTest {
    private static final Instant START = Instant.parse("2026-11-29T10:00:00Z");
    private static final Verify PLAIN = verify("inventory/mine.yml", "playbooks/site.yml", "");

    private static Verify verify(String site, String playbook, String limit) {
        return new Verify(site, playbook, limit, List.of(), List.of(), false, Verify.Complete.NO);
    }

    private static Job every(long seconds) {
        return Job.shared(PLAIN, 1, Optional.of(Duration.ofSeconds(seconds)), START, "ann@desk")
                .getFirst();
    }

    @Test
    void anIntervalIsHeldHoweverLongARunTakes() {
        Job job = every(900);
        assertThat(job.next(START.plusSeconds(5))).contains(START.plusSeconds(900));
        assertThat(job.next(START.plusSeconds(899))).contains(START.plusSeconds(900));
        assertThat(job.next(START.plusSeconds(900))).contains(START.plusSeconds(1_800));
        // Longer than two intervals: the times that have passed are left out.
        assertThat(job.next(START.plusSeconds(2_000))).contains(START.plusSeconds(2_700));
        // A clock that is a little behind.
        assertThat(job.next(START.minusSeconds(1))).contains(START);
    }

    @Test
    void whatIsForOnceHasNoNextTime() {
        Job job = Job.shared(PLAIN, 1, Optional.empty(), START, "ann@desk").getFirst();
        assertThat(job.next(START)).isEmpty();
        assertThat(job.every()).isEmpty();
    }

    @Test
    void everyShardIsACommandLineOfItsOwn() {
        assertThat(Job.shared(PLAIN, 3, Optional.empty(), START, "ann@desk"))
                .extracting(job -> String.join(" ", job.arguments()))
                .containsExactly(
                        "verify --shard=1/3 --inventory=inventory/mine.yml playbooks/site.yml",
                        "verify --shard=2/3 --inventory=inventory/mine.yml playbooks/site.yml",
                        "verify --shard=3/3 --inventory=inventory/mine.yml playbooks/site.yml");
        assertThat(every(60).arguments())
                .containsExactly("verify", "--inventory=inventory/mine.yml", "playbooks/site.yml");
    }

    /** Each is in one word with its option. */
    @Test
    void noValueIsTakenForAnOption() {
        Verify verify = new Verify(
                "i.yml",
                "p.yml",
                "--html=/etc/x",
                List.of("-e", "@/etc/shadow"),
                List.of("--record=x"),
                true,
                Verify.Complete.NO);
        assertThat(verify.arguments())
                .containsExactly(
                        "verify",
                        "--inventory=i.yml",
                        "--limit=--html=/etc/x",
                        "--tags=-e,@/etc/shadow",
                        "--step=--record=x",
                        "--read-only",
                        "p.yml");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/etc/hosts", "../x.yml", "a/../../x.yml", "./a.yml", "-i", "--html=x", "a\nb", "a//b"})
    void aPathLeadsIntoTheProject(String path) {
        assertThatThrownBy(() -> verify(path, "p.yml", "")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> verify("i.yml", path, "")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatCannotBeIsRefused() {
        assertThatThrownBy(() -> Job.shared(PLAIN, 0, Optional.empty(), START, ""))
                .hasMessageContaining("--shards");
        assertThatThrownBy(() -> Job.shared(PLAIN, 1000, Optional.empty(), START, ""))
                .hasMessageContaining("--shards");
        assertThatThrownBy(() -> every(0)).hasMessageContaining("--every");
        assertThatThrownBy(() -> new Verify("i.yml", "p.yml", "", List.of("t"), List.of(), false, Verify.Complete.DEEP))
                .hasMessageContaining("--complete must see all steps");
    }

    @Test
    void theDatabaseGivesBackWhatItWasGiven() {
        JobText text = new JobText();
        Job job = Job.shared(
                        new Verify("i.yml", "p.yml", "web:!x", List.of("a"), List.of(), true, Verify.Complete.NO),
                        2,
                        Optional.of(Duration.ofMinutes(15)),
                        START,
                        "ann@desk")
                .getLast()
                .ended(new Job.Ended(2, 7, 8, "w"));
        assertThat(text.deserialize(Job.class, text.serialize(job))).isEqualTo(job);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "{}",
                "[1]",
                "\u00ac\u00ed\u0000\u0005",
                // A restriction that is not known here, one that is missing, and a path out of the project.
                "{\"verify\":{\"site\":\"i\",\"playbook\":\"p\",\"limit\":\"\",\"tags\":[],\"steps\":[],\"readOnly\":false,"
                        + "\"complete\":\"NO\"},\"shard\":1,\"shards\":1,\"everySeconds\":0,\"anchorSecond\":0,\"by\":\"\",\"last\":[],"
                        + "\"onlyOn\":\"web-1\"}",
                "{\"verify\":{\"site\":\"i\",\"playbook\":\"p\",\"tags\":[],\"steps\":[],\"readOnly\":false,"
                        + "\"complete\":\"NO\"},\"shard\":1,\"shards\":1,\"everySeconds\":0,\"anchorSecond\":0,\"by\":\"\",\"last\":[]}",
                "{\"verify\":{\"site\":\"/i\",\"playbook\":\"p\",\"limit\":\"\",\"tags\":[],\"steps\":[],\"readOnly\":false,"
                        + "\"complete\":\"NO\"},\"shard\":1,\"shards\":1,\"everySeconds\":0,\"anchorSecond\":0,\"by\":\"\",\"last\":[]}"
            })
    void whatIsNoJobIsRefused(String written) {
        byte[] bytes = written.getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> new JobText().deserialize(Job.class, bytes))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aWorkerReadsItsOwnProjectAndRunsNothingThere(@TempDir Path directory) throws Exception {
        Path root = directory.resolve("project");
        Path own = Files.createDirectories(root.resolve("inventory"));
        Project project = new Project(root);
        Path hosts = Files.writeString(own.resolve("hosts.yml"), "hosts: {}\n");
        Files.writeString(root.resolve("site.yml"), "[]\n");
        Verify verify = verify("inventory/hosts.yml", "site.yml", "");
        assertThat(project.refusal(verify)).isEmpty();
        assertThat(project.refusal(verify("inventory", "site.yml", ""))).isEmpty();
        assertThat(project.refusal(verify("inventory/other.yml", "site.yml", "")))
                .contains("there is no inventory/other.yml in this worker's project");
        Files.setPosixFilePermissions(hosts, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(project.refusal(verify)).get().asString().contains("must not be executable");
        assertThat(project.refusal(verify("inventory", "site.yml", "")))
                .get()
                .asString()
                .contains("must not be executable");
        Files.setPosixFilePermissions(hosts, PosixFilePermissions.fromString("rw-r--r--"));
        Files.createSymbolicLink(root.resolve("away.yml"), Files.writeString(directory.resolve("away.yml"), "[]\n"));
        assertThat(project.refusal(verify("inventory/hosts.yml", "away.yml", "")))
                .contains("away.yml leads out of this worker's project");
    }

    /** Also in the worst case, where everything is looked at as late as it can be. */
    @ParameterizedTest
    @ValueSource(ints = {5, 15, 120, 600})
    void deadWorkersLoseTheirWorkWithinTheLease(int seconds) {
        Lease lease = new Lease(Duration.ofSeconds(seconds));
        Duration dead = lease.heartbeat().multipliedBy(Lease.MISSED);
        Duration taken = dead.plus(lease.heartbeat().multipliedBy(2)).plus(lease.poll());
        assertThat(taken).isLessThanOrEqualTo(lease.whole());
        assertThat(Duration.ofNanos((long) (dead.toNanos() * Lease.GIVE_UP)).plus(lease.heartbeat()))
                .isLessThan(dead);
        assertThat(new Lease(Lease.USUAL).heartbeat().multipliedBy(Lease.MISSED))
                .isGreaterThan(Duration.ofSeconds(90));
    }
}
