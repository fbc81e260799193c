package provisioner.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import provisioner.compile.Program;
import provisioner.compile.ShippedSite;
import provisioner.complete.Completeness;
import provisioner.complete.Finding;
import provisioner.engine.Command;
import provisioner.engine.Event;
import provisioner.engine.Summary;
import provisioner.plan.Outcome;
import provisioner.plan.StepReport;
import provisioner.record.RunRecord.Completed;
import provisioner.record.RunRecord.Host;
import provisioner.record.RunRecord.Sighting;
import provisioner.resource.CheckNotRun;
import provisioner.resource.Difference;
import provisioner.resource.Step;
import provisioner.secret.Masker;
import provisioner.secret.Secret;
import provisioner.state.Bytes;
import provisioner.state.Survey;

/** What a run says about its hosts, and what it does not. */
class RecorderTest {
    private static final String HOST = "web-1";
    private static final Instant NOW = Instant.parse("2026-11-28T10:00:00.123456Z");

    @TempDir
    private Path directory = Path.of("");

    private Set<Secret> secrets = Set.of();
    private List<Step> steps = List.of();

    @BeforeEach
    void compile() throws Exception {
        Program site = ShippedSite.compile(directory, ShippedSite.inventory("separated.yml"), "site.yml");
        secrets = Set.copyOf(site.secrets());
        steps = site.hosts().stream()
                .filter(host -> host.host().equals(HOST))
                .findFirst()
                .orElseThrow()
                .steps();
    }

    private Recorder recorder(Command command, boolean deep) {
        Recorder recorder = new Recorder(
                new Recorder.Run("mine", "site.yml", "", "ann@desk", "1.0.0", deep, Optional.of("seal")),
                Masker.of(secrets),
                InstantSource.fixed(NOW));
        SequencedMap<String, Integer> hosts = new LinkedHashMap<>();
        hosts.put(HOST, steps.size());
        recorder.accept(new Event.RunStarted(command, "run-1", NOW, hosts, 2));
        return recorder;
    }

    private static RunRecord ended(Recorder recorder, Command command) {
        recorder.accept(new Event.RunEnded(new Summary(
                command,
                2,
                List.of(new Summary.HostSummary(HOST, Map.of(Outcome.UNCHANGED, 3), 0, false, false, 1, 0, List.of())),
                1,
                1,
                List.of(new CheckNotRun(Optional.empty(), "a write arrives", "db-2 is unreachable")),
                false,
                false,
                Duration.ofSeconds(4))));
        return recorder.record(2).orElseThrow();
    }

    private void judged(Recorder recorder, int step, Outcome outcome, String because) {
        recorder.accept(new Event.StepEnded(
                HOST, new StepReport(steps.get(step), outcome, because, List.of(), Optional.empty(), Duration.ZERO)));
    }

    private static Host host(RunRecord record, String name) {
        return record.hosts().stream()
                .filter(host -> host.host().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private List<String> clean(RunRecord record) {
        return Bits.read(host(record, HOST).clean()).stream()
                .mapToObj(position -> record.subjects().get(position).step())
                .toList();
    }

    private static List<String> found(RunRecord record) {
        return record.sightings().stream()
                .filter(Sighting::found)
                .map(seen -> seen.subject().step())
                .toList();
    }

    private String name(int step) {
        return steps.get(step).name();
    }

    @Test
    void verifyFindsDriftAndWhatIsInOrder() {
        Recorder recorder = recorder(Command.VERIFY, false);
        judged(recorder, 0, Outcome.UNCHANGED, "");
        judged(recorder, 1, Outcome.DRIFTED, "");
        judged(recorder, 2, Outcome.UNCHANGED, "");
        judged(recorder, 3, Outcome.FAILED, "unknown");
        judged(recorder, 4, Outcome.UNVERIFIABLE, "");
        judged(recorder, 5, Outcome.SKIPPED, "");
        RunRecord record = ended(recorder, Command.VERIFY);
        assertThat(clean(record)).containsExactly(name(0), name(2));
        assertThat(found(record)).containsExactly(name(1));
        assertThat(host(record, HOST).state()).isEqualTo("failed");
        assertThat(host(record, HOST).lookedAt()).isEqualTo(NOW);
        assertThat(record.appliedPlan()).isEqualTo("seal");
        assertThat(record.exitCode()).isEqualTo(2);
    }

    /** What comes after a pending change is compared with a prediction, which says nothing about the host. */
    @Test
    void aPlanTellsNothingThatItOnlyPredicts() {
        Recorder recorder = recorder(Command.PLAN, false);
        judged(recorder, 0, Outcome.UNCHANGED, "");
        judged(recorder, 1, Outcome.WOULD_CHANGE, "");
        judged(recorder, 2, Outcome.WOULD_CHANGE, name(1));
        judged(recorder, 3, Outcome.MAY_CHANGE, name(1));
        judged(recorder, 4, Outcome.UNCHANGED, "");
        RunRecord record = ended(recorder, Command.PLAN);
        assertThat(clean(record)).containsExactly(name(0));
        assertThat(found(record)).containsExactly(name(1));
    }

    @Test
    void whatProvisionChangesIsInOrderAndNoted() {
        Recorder recorder = recorder(Command.PROVISION, false);
        judged(recorder, 0, Outcome.CHANGED, "");
        judged(recorder, 1, Outcome.FAILED, "it did not work");
        judged(recorder, 2, Outcome.SKIPPED, "an earlier step failed");
        RunRecord record = ended(recorder, Command.PROVISION);
        assertThat(clean(record)).containsExactly(name(0));
        assertThat(found(record)).isEmpty();
        assertThat(record.sightings().stream().map(Sighting::outcome)).containsExactly("changed", "failed");
    }

    @Test
    void stepsOfOneNameAreInOrderOnlyTogether() {
        Recorder recorder = recorder(Command.VERIFY, false);
        judged(recorder, 0, Outcome.DRIFTED, "");
        judged(recorder, 0, Outcome.UNCHANGED, "");
        assertThat(clean(ended(recorder, Command.VERIFY))).isEmpty();
    }

    @Test
    void checksAreFoundOrInOrderAndThoseNotRunAreNeither() {
        Recorder recorder = recorder(Command.VERIFY, false);
        recorder.accept(new Event.CheckEnded(Optional.of(HOST), "port 22", true, "open", Duration.ofSeconds(1)));
        recorder.accept(new Event.CheckEnded(Optional.empty(), "the site", false, "502", Duration.ofSeconds(1)));
        RunRecord record = ended(recorder, Command.VERIFY);
        assertThat(clean(record)).containsExactly("port 22");
        assertThat(found(record)).containsExactly("the site");
        assertThat(record.subjects()).noneMatch(subject -> subject.step().equals("a write arrives"));
        assertThat(record.checks().stream().map(check -> check.outcome()))
                .containsExactly("passed", "failed", "not-run");
    }

    @Test
    void whatCouldNotBeLookedAtIsNotKnownToBeGone() {
        Finding left = new Finding("file", "/etc/cron.d/mine", "cron job", Optional.empty(), "");
        for (boolean all : new boolean[] {true, false}) {
            Recorder recorder = recorder(Command.VERIFY, true);
            List<Survey.Unknown> unknown = all ? List.of() : List.of(new Survey.Unknown("/srv", "too many files"));
            recorder.accept(new Event.HostCompleted(HOST, new Completeness(List.of(left), Map.of(), unknown)));
            RunRecord record = ended(recorder, Command.VERIFY);
            assertThat(found(record)).containsExactly("file /etc/cron.d/mine");
            assertThat(host(record, HOST).complete()).isEqualTo(all ? Completed.DEEP : Completed.NO);
        }
        assertThat(host(ended(recorder(Command.VERIFY, true), Command.VERIFY), HOST)
                        .complete())
                .isEqualTo(Completed.NO);
    }

    @Test
    void anUnreachableHostJudgesNothing() {
        Recorder recorder = recorder(Command.VERIFY, false);
        recorder.accept(new Event.HostFailed(HOST, "no answer", "", true));
        RunRecord record = ended(recorder, Command.VERIFY);
        assertThat(clean(record)).isEmpty();
        assertThat(host(record, HOST).state()).isEqualTo("unreachable");
    }

    @Test
    void nothingSecretIsKept() throws Exception {
        Recorder recorder = recorder(Command.VERIFY, false);
        String canary = "canary-of-mysql_admin_password";
        Difference.Contents contents = new Difference.Contents(
                "/etc/a.conf", Bytes.utf8("a = old\n"), Bytes.utf8("a = " + canary + "\n"), false, "");
        recorder.accept(new Event.StepEnded(
                HOST,
                new StepReport(
                        steps.getFirst(),
                        Outcome.DRIFTED,
                        "not " + canary,
                        List.of(new Difference("content", "", canary, Optional.of(contents), false)),
                        Optional.of(new StepReport.StepError(canary, 1, "no: " + canary)),
                        Duration.ZERO)));
        recorder.accept(new Event.CheckEnded(Optional.empty(), canary, false, canary, Duration.ZERO));
        recorder.accept(new Event.HostCompleted(
                HOST,
                new Completeness(
                        List.of(new Finding("file", "/" + canary, canary, Optional.empty(), canary)),
                        Map.of(),
                        List.of())));
        RunRecord record = ended(recorder, Command.VERIFY);
        assertThat(secrets.stream().map(secret -> secret.value())).contains(canary);
        assertThat(record.toString()).contains(Masker.MASK, "/etc/a.conf").doesNotContain("canary-of-");
    }

    @Test
    void aLongDetailIsCutAndARunWithoutAnEndHasNoRecord() {
        Recorder recorder = recorder(Command.VERIFY, false);
        recorder.accept(new Event.CheckEnded(Optional.empty(), "c", false, "😀".repeat(5000), Duration.ZERO));
        assertThat(recorder.record(1)).isEmpty();
        assertThat(ended(recorder, Command.VERIFY).checks().getFirst().detail())
                .hasSizeLessThan(4_100)
                .endsWith("😀\n…");
    }
}
