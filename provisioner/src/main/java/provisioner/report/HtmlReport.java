package provisioner.report;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import provisioner.complete.Completeness;
import provisioner.engine.Command;
import provisioner.engine.Event;
import provisioner.engine.ShownStep;
import provisioner.engine.Summary;
import provisioner.plan.Outcome;
import provisioner.plan.StepReport;
import provisioner.report.html.Page;
import provisioner.report.html.Page.State;
import provisioner.report.html.PageWriter;
import provisioner.resource.Step;
import provisioner.resource.Topology;
import provisioner.secret.Masker;
import provisioner.source.Problem;

/** A plan, or what {@code verify} found, as a page for a browser. */
public final class HtmlReport implements Consumer<Event> {
    private final OutputSanitizer safe;
    private final StepText steps;
    private final Subject subject;
    private final SequencedMap<String, List<ShownStep>> notable = new LinkedHashMap<>();
    private final SequencedMap<String, String> failures = new LinkedHashMap<>();
    private final SequencedMap<String, State> hosts = new LinkedHashMap<>();
    private final SequencedMap<StepGroups.Place, Page.Row> rows = new LinkedHashMap<>();
    private final SequencedMap<Integer, String> plays = new LinkedHashMap<>();
    private final List<Page.Finding> unaccounted = new ArrayList<>();
    private final List<Page.Check> checks = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private Optional<Event.RunStarted> started = Optional.empty();
    private Optional<Summary> summary = Optional.empty();

    /**
     * What is run.
     *
     * @param build of the tool
     * @param by who runs it
     * @param topology asked for when the page is written
     * @param past what is recorded; asked for when the page is written
     */
    public record Subject(
            String playbook,
            String build,
            String by,
            SortedMap<String, String> inputs,
            Supplier<Topology> topology,
            Supplier<Past> past) {}

    public HtmlReport(Masker masker, Subject subject) {
        this.safe = new OutputSanitizer(masker);
        this.steps = new StepText(safe);
        this.subject = subject;
    }

    @Override
    public void accept(Event event) {
        switch (event) {
            case Event.RunStarted run -> {
                started = Optional.of(run);
                run.hosts().keySet().forEach(host -> hosts.put(host, State.FINE));
            }
            case Event.InputWarning(Problem warning) -> notes.add("Warning: " + safe.line(warning.toString()));
            case Event.ExceptionDeclared(String text, List<String> on) ->
                notes.add("Exception on " + StepText.some(on) + ": " + safe.line(text));
            case Event.HostNote(String host, String text) -> notes.add(host + ": " + safe.line(text));
            case Event.HostFailed failed -> failed(failed);
            case Event.StepEnded(String host, StepReport report) -> ended(host, report);
            case Event.HostCompleted(String host, Completeness found) -> completed(host, found);
            case Event.CheckEnded check -> check(check);
            case Event.RunEnded(Summary end) -> {
                summary = Optional.of(end);
                end.checksNotRun()
                        .forEach(check -> checks.add(new Page.Check(
                                check.host().orElse(""),
                                safe.line(check.check()),
                                "not run",
                                safe.line(check.because()))));
            }
            case Event.HostConnected connected -> {}
            case Event.PlayStarted play -> {}
            case Event.PlanMade plan -> {}
            case Event.StepsStarted steps -> {}
            case Event.CheckStarted check -> {}
        }
    }

    private void failed(Event.HostFailed failed) {
        worse(failed.host(), failed.unreachable() ? State.UNREACHABLE : State.FAILED);
        failures.put(
                failed.host(), safe.line(failed.message() + (failed.hint().isEmpty() ? "" : "; " + failed.hint())));
    }

    private void worse(String host, State state) {
        hosts.merge(host, state, (one, other) -> one.compareTo(other) < 0 ? other : one);
    }

    private void ended(String host, StepReport report) {
        boolean differs = report.acts() && report.outcome() != Outcome.UNVERIFIABLE;
        if (differs || report.outcome() == Outcome.FAILED) {
            notable.computeIfAbsent(host, h -> new ArrayList<>()).add(steps.shown(report));
            worse(host, differs ? State.DIFFERS : State.FAILED);
        }
        Step step = report.step();
        plays.putIfAbsent(step.playIndex(), safe.line(step.play()));
        StepGroups.Place place = new StepGroups.Place(
                step.playIndex(),
                safe.line(step.name()),
                safe.line(step.location().toString()));
        rows.computeIfAbsent(
                        place,
                        at -> new Page.Row(
                                at.name(), safe.line(ShownStep.role(step)), at.location(), new LinkedHashMap<>()))
                .outcomes()
                .put(host, report.outcome());
    }

    private void completed(String host, Completeness found) {
        List<Page.Finding> findings = PageFinding.of(host, found, safe);
        findings.forEach(finding -> worse(host, finding.state()));
        unaccounted.addAll(findings);
    }

    private void check(Event.CheckEnded check) {
        checks.add(new Page.Check(
                check.host().orElse(""),
                safe.line(check.check()),
                check.passed() ? "passed" : "failed",
                safe.line(check.detail())));
        if (!check.passed()) {
            check.host().ifPresent(host -> worse(host, State.FAILED));
        }
    }

    /** @throws IOException if the file cannot be written */
    public void write(Path file) throws IOException {
        try (Writer out = Files.newBufferedWriter(file)) {
            PageWriter.write(page(), out);
        }
    }

    private Page page() {
        SequencedMap<String, Page.Host> stand = new LinkedHashMap<>();
        hosts.forEach((host, state) -> stand.put(host, new Page.Host(state, detail(host), Optional.empty())));
        Past past = subject.past().get();
        List<Page.Play> matrix = plays.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(play -> new Page.Play(
                        play.getValue(),
                        rows.entrySet().stream()
                                .filter(row -> row.getKey().play() == play.getKey())
                                .map(Map.Entry::getValue)
                                .toList()))
                .toList();
        return new Page(
                about(),
                verdict(),
                stand,
                subject.topology().get(),
                findings(past),
                matrix,
                checks,
                past.runs(),
                notes);
    }

    private String detail(String host) {
        if (failures.containsKey(host)) {
            return failures.get(host);
        }
        int steps = notable.getOrDefault(host, List.of()).size();
        long others = unaccounted.stream()
                .filter(finding -> finding.hosts().contains(host))
                .count();
        long failed = checks.stream()
                .filter(check -> check.host().equals(host) && check.outcome().equals("failed"))
                .count();
        List<String> parts = new ArrayList<>();
        add(parts, steps, "step", "steps");
        add(parts, failed, "failed check", "failed checks");
        add(parts, others, "thing unaccounted for", "things unaccounted for");
        return String.join(", ", parts);
    }

    private static void add(List<String> parts, long count, String one, String many) {
        if (count > 0) {
            parts.add(count + " " + (count == 1 ? one : many));
        }
    }

    private Page.About about() {
        String playbook = safe.line(subject.playbook());
        return new Page.About(
                started.map(run -> title(run.command())).orElse("A run"),
                started.map(run -> lead(run.command(), playbook)).orElse(""),
                started.map(run -> run.command().word()).orElse(""),
                playbook,
                started.map(Event.RunStarted::runId).orElse(""),
                started.map(run ->
                                run.startedAt().truncatedTo(ChronoUnit.SECONDS).toString())
                        .orElse(""),
                summary.map(end -> StepText.seconds(end.duration())).orElse("not ended"),
                safe.line(subject.by()),
                subject.build(),
                subject.inputs());
    }

    private static String title(Command command) {
        return switch (command) {
            case PLAN -> "Planned changes";
            case PROVISION -> "Changes";
            case VERIFY -> "State of the hosts";
        };
    }

    private static String lead(Command command, String playbook) {
        return switch (command) {
            case PLAN ->
                "What would be changed, so that each host is as " + playbook + " declares. Nothing was changed yet.";
            case PROVISION -> "What was changed, so that each host is as " + playbook + " declares.";
            case VERIFY -> "Each host was compared with what " + playbook + " declares. Nothing was changed.";
        };
    }

    private Page.Verdict verdict() {
        return summary.map(end -> new Page.Verdict(
                        end.exitCode() == 0 && hosts.values().stream().allMatch(State.FINE::equals), sentence(end)))
                .orElseGet(() -> new Page.Verdict(false, "The run did not end."));
    }

    private String sentence(Summary end) {
        long unreachable =
                hosts.values().stream().filter(State.UNREACHABLE::equals).count();
        List<String> parts = new ArrayList<>();
        add(parts, unreachable, "host is unreachable", "hosts are unreachable");
        add(parts, hosts.values().stream().filter(State.FAILED::equals).count(), "host failed", "hosts failed");
        add(parts, hosts.values().stream().filter(State.DIFFERS::equals).count(), "host differs", "hosts differ");
        add(parts, end.checksFailed(), "check failed", "checks failed");
        if (end.interrupted()) {
            parts.add("the run was interrupted");
        }
        if (parts.isEmpty()) {
            return "Every host is in the desired state"
                    + (end.checksPassed() == 0 ? "." : ", and " + end.checksPassed() + " checks passed.");
        }
        long fine = hosts.values().stream().filter(State.FINE::equals).count();
        return String.join(", ", parts) + ". " + fine + " of " + hosts.size() + " hosts " + (fine == 1 ? "is" : "are")
                + " as declared.";
    }

    /** Unreachable hosts and failures first, then what differs. */
    private List<Page.Finding> findings(Past past) {
        List<Page.Finding> all = new ArrayList<>();
        failures.forEach((host, why) -> all.add(PageFinding.lost(host, hosts.getOrDefault(host, State.FAILED), why)));
        checks.stream()
                .filter(check -> check.outcome().equals("failed"))
                .forEach(check -> all.add(PageFinding.of(check)));
        StepGroups groups = new StepGroups();
        notable.forEach((host, steps) -> groups.add(host, steps, this.steps::details));
        groups.groups()
                .forEach(group -> all.add(
                        PageFinding.of(group, past, safe.line(group.step().play()))));
        all.addAll(unaccounted);
        all.replaceAll(finding -> PageFinding.since(finding, past));
        all.sort((one, other) -> other.state().compareTo(one.state()));
        return all;
    }
}
