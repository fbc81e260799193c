package provisioner.record;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import provisioner.complete.Completeness;
import provisioner.complete.Finding;
import provisioner.engine.Event;
import provisioner.engine.Summary;
import provisioner.plan.Outcome;
import provisioner.plan.StepReport;
import provisioner.record.RunRecord.CheckResult;
import provisioner.record.RunRecord.Completed;
import provisioner.record.RunRecord.Sighting;
import provisioner.report.DiffText;
import provisioner.report.OutputSanitizer;
import provisioner.secret.Masker;

/** Listens to a run and makes its record. */
public final class Recorder implements Consumer<Event> {
    /** A longer detail is cut: the record is no archive of files. */
    private static final int LONGEST_DETAIL = 4_000;

    private final OutputSanitizer safe;
    private final DiffText diffs;
    private final Run run;
    private final InstantSource clock;
    private final Map<Subject, Integer> subjects = new LinkedHashMap<>();
    private final Map<String, HostLook> hosts = new LinkedHashMap<>();
    private final List<Sighting> sightings = new ArrayList<>();
    private final List<CheckResult> checks = new ArrayList<>();
    private Optional<Event.RunStarted> started = Optional.empty();
    private Optional<Summary> summary = Optional.empty();
    private String madePlan = "";

    /**
     * What is run.
     *
     * @param site whose hosts these are
     * @param scope the options that leave something out
     * @param deep whether every file of every package is compared
     * @param appliedPlan the digest of the saved plan, if there is one
     */
    public record Run(
            String site,
            String playbook,
            String scope,
            String operator,
            String build,
            boolean deep,
            Optional<String> appliedPlan) {}

    public Recorder(Run run, Masker masker, InstantSource clock) {
        this.run = run;
        this.safe = new OutputSanitizer(masker);
        this.diffs = new DiffText(safe);
        this.clock = clock;
    }

    /** The name under which its site is recorded. */
    public String site() {
        return safe.line(run.site());
    }

    /** The run has saved a plan. */
    public void saved(String digest) {
        madePlan = digest;
    }

    @Override
    public void accept(Event event) {
        switch (event) {
            case Event.RunStarted run -> {
                started = Optional.of(run);
                run.hosts().keySet().forEach(this::look);
            }
            case Event.StepEnded(String host, StepReport report) -> ended(host, report);
            case Event.HostFailed failed -> look(failed.host()).failed(failed.unreachable());
            case Event.HostCompleted(String host, Completeness found) -> completed(host, found);
            case Event.CheckEnded check -> ended(check);
            case Event.RunEnded(Summary end) -> ended(end);
            case Event.InputWarning ignored -> {}
            case Event.ExceptionDeclared ignored -> {}
            case Event.HostNote ignored -> {}
            case Event.HostConnected ignored -> {}
            case Event.PlayStarted ignored -> {}
            case Event.PlanMade ignored -> {}
            case Event.StepsStarted ignored -> {}
            case Event.CheckStarted ignored -> {}
        }
    }

    /** As exactly as the database has it. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private HostLook look(String host) {
        return hosts.computeIfAbsent(host, h -> new HostLook(h, now()));
    }

    private int index(Subject subject) {
        return subjects.computeIfAbsent(subject, s -> subjects.size());
    }

    private void ended(String host, StepReport report) {
        HostLook look = look(host);
        Verdict verdict = Verdict.of(report, look.predicted());
        Subject subject = new Subject(
                Kind.DRIFT,
                safe.line(report.step().play()),
                safe.line(report.step().name()));
        look.judged(index(subject), verdict, now());
        look.ended(report.outcome());
        if (verdict == Verdict.FOUND || report.outcome() == Outcome.CHANGED || report.outcome() == Outcome.FAILED) {
            sightings.add(new Sighting(
                    host,
                    subject,
                    report.outcome().word(),
                    verdict == Verdict.FOUND,
                    false,
                    safe.line(report.step().location().toString()),
                    detail(report),
                    report.duration().toMillis()));
        }
    }

    private String detail(StepReport report) {
        List<String> lines = new ArrayList<>(diffs.lines(report.differences()));
        if (!report.because().isEmpty()) {
            lines.addFirst(safe.text(report.because()));
        }
        report.error().ifPresent(error -> lines.add(safe.text(error.stderr())));
        return cut(String.join("\n", lines));
    }

    private static String cut(String detail) {
        if (detail.length() <= LONGEST_DETAIL) {
            return detail;
        }
        // Not in the middle of a character.
        int end = Character.isHighSurrogate(detail.charAt(LONGEST_DETAIL - 1)) ? LONGEST_DETAIL - 1 : LONGEST_DETAIL;
        return detail.substring(0, end) + "\n…";
    }

    private void completed(String host, Completeness found) {
        // What could not be looked at may be anywhere: then nothing that is missing is known to be gone.
        Completed how = run.deep() ? Completed.DEEP : Completed.YES;
        look(host)
                .completed(
                        found.unknown().isEmpty() ? how : Completed.NO,
                        !found.unaccounted().isEmpty(),
                        now());
        for (Finding finding : found.unaccounted()) {
            sightings.add(new Sighting(
                    host,
                    new Subject(Kind.UNACCOUNTED, "", safe.line(finding.title())),
                    "unaccounted",
                    true,
                    run.deep(),
                    "",
                    cut(safe.text(finding.what())),
                    0));
        }
    }

    private void ended(Event.CheckEnded check) {
        String host = check.host().orElse(RunRecord.SERVICE);
        Subject subject = new Subject(Kind.CHECK, "", safe.line(check.check()));
        String detail = cut(safe.text(check.detail()));
        look(host).judged(index(subject), check.passed() ? Verdict.CLEAN : Verdict.FOUND, now());
        checks.add(new CheckResult(
                host,
                subject.step(),
                check.passed() ? "passed" : "failed",
                detail,
                check.duration().toMillis()));
        if (!check.passed()) {
            sightings.add(new Sighting(host, subject, "failed", true, false, "", detail, millis(check.duration())));
        }
    }

    private static long millis(Duration duration) {
        return duration.toMillis();
    }

    private void ended(Summary end) {
        summary = Optional.of(end);
        end.hosts().forEach(host -> look(host.host()).ended(host));
        end.checksNotRun()
                .forEach(check -> checks.add(new CheckResult(
                        check.host().orElse(RunRecord.SERVICE),
                        safe.line(check.check()),
                        "not-run",
                        cut(safe.text(check.because())),
                        0)));
    }

    /**
     * The record of the run; empty if the run did not come to its end.
     *
     * @param exitCode of the command
     */
    Optional<RunRecord> record(int exitCode) {
        return started.flatMap(start -> summary.map(end -> new RunRecord(
                UUID.randomUUID().toString(),
                start.runId(),
                site(),
                start.command().word(),
                safe.line(run.playbook()),
                safe.line(run.scope()),
                safe.line(run.operator()),
                run.build(),
                start.startedAt().truncatedTo(ChronoUnit.MICROS),
                end.duration().toMillis(),
                exitCode,
                end.interrupted(),
                madePlan,
                run.appliedPlan().orElse(""),
                List.copyOf(subjects.keySet()),
                hosts.values().stream().map(HostLook::record).toList(),
                List.copyOf(sightings),
                List.copyOf(checks))));
    }
}
