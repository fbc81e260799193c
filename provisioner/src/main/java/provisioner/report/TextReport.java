package provisioner.report;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Consumer;
import provisioner.complete.Completeness;
import provisioner.engine.Command;
import provisioner.engine.Event;
import provisioner.engine.ShownStep;
import provisioner.plan.Outcome;
import provisioner.plan.StepReport;
import provisioner.report.PlanText.Detail;
import provisioner.resource.FirstOfEqual;
import provisioner.resource.Step;
import provisioner.secret.Masker;
import provisioner.source.Problem;

/**
 * The report for people. What a run does is shown as it happens, with a live line for each host on a terminal. A plan and
 * drift are shown for all hosts together.
 */
public final class TextReport implements Consumer<Event> {
    private static final int NAME_WIDTH = 60;

    private final Progress progress;
    private final OutputSanitizer safe;
    private final Style style;
    private final Options options;
    private final Wrap wrap;
    private final StepText steps;
    private final SummaryText summary;
    private final SequencedMap<String, List<ShownStep>> collected = new LinkedHashMap<>();
    private final FirstOfEqual<List<ShownStep.Shown>> alike = new FirstOfEqual<>();
    private Command command = Command.PLAN;
    private int hostWidth;

    /**
     * @param colour whether to use colours
     * @param live whether lines can be redrawn, because the output is a terminal
     * @param verbose whether to show unchanged steps too, and everything in full
     * @param diff whether to show all contents in full
     * @param width of the terminal; 0 if there is none
     */
    public record Options(boolean colour, boolean live, boolean verbose, boolean diff, int width) {
        Detail most() {
            return verbose || diff ? Detail.EVERYTHING : Detail.STEPS;
        }
    }

    public TextReport(PrintStream out, Masker masker, Options options) {
        this.options = options;
        this.progress = new Progress(out, options.live());
        this.safe = new OutputSanitizer(masker);
        this.style = new Style(options.colour());
        this.wrap = new Wrap(options.width());
        this.steps = new StepText(safe);
        this.summary = new SummaryText(safe, style, options.verbose());
    }

    @Override
    public void accept(Event event) {
        switch (event) {
            case Event.RunStarted started -> runStarted(started);
            case Event.InputWarning(Problem warning) -> print(style.bad("warning: ") + safe.line(warning.toString()));
            case Event.HostConnected(String host) -> progress.doing(host, pad(host), "observing");
            case Event.HostFailed failed -> hostFailed(failed);
            case Event.HostNote(String host, String text) -> print(pad(host) + "  note: " + safe.line(text));
            case Event.ExceptionDeclared(String text, List<String> hosts) ->
                print("exception on " + StepText.some(hosts) + ": " + safe.line(text));
            case Event.PlanMade(SequencedMap<String, List<StepReport>> plan) -> planMade(plan);
            case Event.PlayStarted(String play, List<String> hosts) -> playStarted(play, hosts);
            case Event.StepsStarted(String host, List<Step> started) -> {
                String more = started.size() > 1 ? " and " + (started.size() - 1) + " more" : "";
                progress.doing(
                        host, pad(host), "… " + safe.line(started.getFirst().name()) + more);
            }
            case Event.StepEnded(String host, StepReport report) -> stepEnded(host, report);
            case Event.HostCompleted(String host, Completeness found) -> {
                show(collected);
                CompletenessText.lines(host, found, safe, style).forEach(this::print);
            }
            case Event.CheckStarted check -> {
                show(collected);
                progress.checking(key(check.host().orElse(""), check.check()), checkLine(check));
            }
            case Event.CheckEnded check -> checkEnded(check);
            case Event.RunEnded ended -> {
                show(collected);
                progress.end();
                progress.print("");
                summary.lines(ended.summary(), hostWidth).forEach(progress::print);
            }
        }
    }

    private void runStarted(Event.RunStarted started) {
        command = started.command();
        hostWidth =
                started.hosts().keySet().stream().mapToInt(String::length).max().orElse(0);
        progress.start(started.hosts(), command == Command.PLAN ? 0 : started.checks());
        started.hosts().keySet().forEach(host -> progress.doing(host, pad(host), "connecting"));
    }

    private void playStarted(String play, List<String> hosts) {
        hosts.forEach(host -> progress.doing(host, pad(host), "…"));
        print(style.bold(safe.line(play)) + style.faint("  on " + String.join(", ", hosts)));
    }

    private void hostFailed(Event.HostFailed failed) {
        summary.note(failed);
        progress.gone(failed.host());
        String what = failed.unreachable() ? "unreachable" : "failed";
        progress.print(pad(failed.host()) + "  " + style.bad(what + ": " + safe.text(failed.message())));
        if (!failed.hint().isEmpty()) {
            progress.print(" ".repeat(hostWidth) + "  " + safe.text(failed.hint()));
        }
    }

    private void stepEnded(String host, StepReport report) {
        progress.stepEnded(host);
        summary.note(host, report);
        if (command != Command.PROVISION) {
            collect(host, steps.shown(report));
            return;
        }
        boolean quiet = report.outcome() == Outcome.UNCHANGED || report.outcome() == Outcome.SKIPPED;
        if (quiet && !options.verbose()) {
            return;
        }
        progress.doing(host, pad(host), "…");
        print(pad(host) + "  " + style.outcome(report.outcome(), steps.headline(report)));
        if (report.outcome() == Outcome.FAILED || options.most() == Detail.EVERYTHING) {
            steps.details(report).forEach(line -> print("      " + style.diff(line)));
        }
    }

    /** Steps come host by host: of a host that is complete only what is shown is kept, and what many have alike once. */
    private void collect(String host, ShownStep step) {
        if (!collected.isEmpty() && !collected.containsKey(host)) {
            SequencedMap<String, List<ShownStep>> complete = new LinkedHashMap<>();
            complete.putFirst(
                    collected.lastEntry().getKey(), collected.lastEntry().getValue());
            collected.putAll(visible(complete));
        }
        collected
                .computeIfAbsent(host, key -> new ArrayList<>())
                .add(step.differences().isEmpty() ? step : step.with(alike.of(step.differences())));
    }

    private void planMade(SequencedMap<String, List<StepReport>> plan) {
        progress.pause();
        SequencedMap<String, List<ShownStep>> shown = new LinkedHashMap<>();
        plan.forEach((host, reports) ->
                shown.put(host, reports.stream().map(steps::shown).toList()));
        show(shown);
        int would = 0;
        int may = 0;
        int destructive = 0;
        for (StepReport report : plan.values().stream().flatMap(List::stream).toList()) {
            would += report.outcome() == Outcome.WOULD_CHANGE ? 1 : 0;
            may += report.outcome() == Outcome.MAY_CHANGE ? 1 : 0;
            destructive += report.acts() && report.removes() ? 1 : 0;
        }
        print("");
        print(would + " would change, " + may + " may change, on "
                + plan.size() + (plan.size() == 1 ? " host" : " hosts")
                + (destructive == 0 ? "." : "; " + style.bad(destructive + " destructive") + "."));
    }

    /** Prints the steps, and forgets those that were collected. */
    private void show(SequencedMap<String, List<ShownStep>> plan) {
        Detail most = command == Command.VERIFY && options.most() == Detail.STEPS ? Detail.DRIFT : options.most();
        PlanText.of(visible(plan), steps, safe, style, wrap, most).forEach(this::print);
        collected.clear();
    }

    /** A plan as it is shown to people, for what was saved of one. */
    static List<String> plan(SequencedMap<String, List<ShownStep>> plan, Options options) {
        SequencedMap<String, List<ShownStep>> shown = options.verbose() ? plan : PlanText.withoutQuiet(plan, true);
        OutputSanitizer safe = OutputSanitizer.WITHOUT_SECRETS;
        return PlanText.of(
                shown,
                new StepText(safe),
                safe,
                new Style(options.colour()),
                new Wrap(options.width()),
                options.most());
    }

    private SequencedMap<String, List<ShownStep>> visible(SequencedMap<String, List<ShownStep>> plan) {
        return options.verbose() ? plan : PlanText.withoutQuiet(plan, command == Command.PLAN);
    }

    private void checkEnded(Event.CheckEnded check) {
        summary.note(check);
        progress.checked(key(check.host().orElse(""), check.check()));
        String where = check.host().map(host -> pad(host) + "  ").orElse("");
        List<String> found = safe.text(check.detail()).lines().toList();
        String line = (check.passed() ? "✓ " : "✗ ") + fit(safe.line(check.check())) + " "
                + (check.passed() ? "passed" : "failed")
                + (found.isEmpty() ? "" : ": " + found.getFirst());
        print(where + (check.passed() ? style.good(line) : style.bad(line)));
        found.stream().skip(1).forEach(more -> print("      " + more));
    }

    private static String key(String host, String check) {
        return host + "\n" + check;
    }

    private String checkLine(Event.CheckStarted check) {
        return check.host().map(host -> pad(host) + "  ").orElse("") + "… " + safe.line(check.check());
    }

    private void print(String line) {
        summary.followed();
        progress.print(line);
    }

    private String pad(String host) {
        return host + " ".repeat(Math.max(0, hostWidth - host.length()));
    }

    private static String fit(String name) {
        return name.length() >= NAME_WIDTH ? name : name + " ".repeat(NAME_WIDTH - name.length());
    }
}
