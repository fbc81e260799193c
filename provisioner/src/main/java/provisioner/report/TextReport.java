package provisioner.report;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import provisioner.engine.Command;
import provisioner.engine.Event;
import provisioner.engine.Summary;
import provisioner.plan.Outcome;
import provisioner.plan.StepReport;
import provisioner.resource.CheckNotRun;
import provisioner.resource.Step;
import provisioner.secret.Masker;
import provisioner.source.Problem;

/** The report for people: each event as it happens, a live line for each host on a terminal, and a summary. */
public final class TextReport implements Consumer<Event> {
    private static final int NAME_WIDTH = 60;
    private static final int NAMED = 5;

    private final Screen screen;
    private final OutputSanitizer safe;
    private final DiffText diffs;
    private final Style style;
    private final boolean verbose;
    private Command command = Command.PLAN;
    private String lastHost = "";
    private int hostWidth;

    /**
     * @param colour whether to use colours
     * @param live whether lines can be redrawn, because the output is a terminal
     * @param verbose whether to show unchanged steps too
     */
    public TextReport(PrintStream out, Masker masker, boolean colour, boolean live, boolean verbose) {
        this.screen = new Screen(out, live);
        this.safe = new OutputSanitizer(masker);
        this.diffs = new DiffText(safe);
        this.style = new Style(colour);
        this.verbose = verbose;
    }

    @Override
    public void accept(Event event) {
        switch (event) {
            case Event.RunStarted started -> {
                command = started.command();
                hostWidth =
                        started.hosts().stream().mapToInt(String::length).max().orElse(0);
                started.hosts().forEach(host -> screen.status(host, pad(host) + "  connecting"));
            }
            case Event.InputWarning(Problem warning) -> print(style.bad("warning: ") + safe.line(warning.toString()));
            case Event.HostConnected(String host) -> screen.status(host, pad(host) + "  observing");
            case Event.HostFailed failed -> hostFailed(failed);
            case Event.HostNote(String host, String text) -> print(pad(host) + "  note: " + safe.line(text));
            case Event.PlayStarted(String play, List<String> hosts) -> playStarted(play, hosts);
            case Event.StepsStarted(String host, List<Step> steps) -> {
                String more = steps.size() > 1 ? " and " + (steps.size() - 1) + " more" : "";
                screen.status(
                        host, pad(host) + "  … " + safe.line(steps.getFirst().name()) + more);
            }
            case Event.StepEnded(String host, StepReport report) -> stepEnded(host, report);
            case Event.CheckEnded check -> checkEnded(check);
            case Event.RunEnded(Summary summary) -> runEnded(summary);
        }
    }

    private void playStarted(String play, List<String> hosts) {
        hosts.forEach(host -> screen.status(host, pad(host) + "  …"));
        print(style.bold(safe.line(play)) + style.faint("  on " + String.join(", ", hosts)));
    }

    private void hostFailed(Event.HostFailed failed) {
        screen.clear(failed.host());
        String what = failed.unreachable() ? "unreachable" : "failed";
        print(pad(failed.host()) + "  " + style.bad(what + ": " + safe.text(failed.message())));
        if (!failed.hint().isEmpty()) {
            print(" ".repeat(hostWidth) + "  " + safe.text(failed.hint()));
        }
    }

    private void stepEnded(String host, StepReport report) {
        boolean quiet = report.outcome() == Outcome.UNCHANGED || report.outcome() == Outcome.UNVERIFIABLE && isPlan();
        if (quiet && !verbose) {
            return;
        }
        if (command == Command.PROVISION) {
            screen.status(host, pad(host) + "  …");
            print(pad(host) + "  " + headline(report));
        } else {
            if (!host.equals(lastHost)) {
                lastHost = host;
                print(style.bold(host));
            }
            print("  " + headline(report));
        }
        details(report).forEach(line -> print("      " + line));
    }

    private boolean isPlan() {
        return command == Command.PLAN;
    }

    private String headline(StepReport report) {
        boolean removes = report.removes();
        String word = report.outcome().word().replace('-', ' ');
        String line = Style.mark(report.outcome(), removes) + " "
                + fit(safe.line(report.step().name())) + " " + word;
        if (!report.because().isEmpty() && report.outcome() != Outcome.FAILED) {
            String link = report.outcome() == Outcome.SKIPPED || report.outcome() == Outcome.DRIFTED
                    ? ": "
                    : ", because of: ";
            line += link + safe.line(report.because());
        }
        if (report.duration().compareTo(Duration.ofSeconds(1)) >= 0) {
            line += "  " + seconds(report.duration());
        }
        return style.outcome(report.outcome(), line);
    }

    private List<String> details(StepReport report) {
        List<String> lines = new ArrayList<>();
        boolean showDiff = switch (report.outcome()) {
            case WOULD_CHANGE, MAY_CHANGE, DRIFTED, FAILED -> true;
            default -> verbose;
        };
        if (showDiff) {
            diffs.lines(report.differences()).forEach(line -> lines.add(style.diff(line)));
        }
        if (report.outcome() == Outcome.FAILED) {
            lines.add(style.bad("failed: " + safe.text(report.because())));
            lines.add("at " + safe.line(report.step().location().toString()) + ", "
                    + safe.line(report.step().resource().title()));
            report.error()
                    .ifPresent(error -> safe.text(error.stderr()).lines().forEach(line -> lines.add("| " + line)));
        } else if (report.outcome() == Outcome.DRIFTED || report.outcome() == Outcome.MAY_CHANGE) {
            lines.add(style.faint("at " + safe.line(report.step().location().toString())));
        }
        return lines;
    }

    private void checkEnded(Event.CheckEnded check) {
        String where = check.host().map(host -> pad(host) + "  ").orElse("");
        List<String> found = safe.text(check.detail()).lines().toList();
        String line = (check.passed() ? "✓ " : "✗ ") + fit(safe.line(check.check())) + " "
                + (check.passed() ? "passed" : "failed")
                + (found.isEmpty() ? "" : ": " + found.getFirst());
        print(where + (check.passed() ? style.good(line) : style.bad(line)));
        found.stream().skip(1).forEach(more -> print("      " + more));
    }

    private void runEnded(Summary summary) {
        screen.clearAll();
        print("");
        summary.hosts().forEach(host -> print(pad(host.host()) + "  " + counts(host)));
        if (summary.checksPassed() + summary.checksFailed() > 0) {
            print("checks: " + summary.checksPassed() + " passed, " + summary.checksFailed() + " failed");
        }
        notRun(summary);
        print(conclusion(summary) + style.faint("  (" + seconds(summary.duration()) + ")"));
    }

    private void notRun(Summary summary) {
        List<CheckNotRun> notRun = summary.checksNotRun();
        if (notRun.isEmpty()) {
            return;
        }
        int all = summary.checksPassed() + summary.checksFailed() + notRun.size();
        print(style.bad(notRun.size() + " of " + all + " checks were not run:"));
        Map<String, List<CheckNotRun>> byReason = notRun.stream()
                .collect(Collectors.groupingBy(CheckNotRun::because, LinkedHashMap::new, Collectors.toList()));
        byReason.forEach((because, checks) -> {
            List<String> names =
                    checks.stream().map(CheckNotRun::check).distinct().toList();
            long shown = verbose ? names.size() : Math.min(names.size(), NAMED);
            String more = names.size() > shown ? " and " + (names.size() - shown) + " more (-v names them)" : "";
            print("  " + checks.size() + ", because " + safe.line(because) + ": "
                    + safe.line(names.stream()
                            .limit(shown)
                            .map(name -> "'" + name + "'")
                            .collect(Collectors.joining(", ")))
                    + more);
        });
    }

    private String counts(Summary.HostSummary host) {
        List<String> parts = new ArrayList<>();
        for (Outcome outcome : Outcome.values()) {
            int count = host.count(outcome);
            if (count > 0) {
                parts.add(style.outcome(outcome, count + " " + outcome.word().replace('-', ' ')));
            }
        }
        if (host.removals() > 0) {
            parts.add(style.bad(host.removals() + " destructive"));
        }
        if (host.unreachable()) {
            parts.add(style.bad("unreachable"));
        } else if (host.failed()) {
            parts.add(style.bad("failed"));
        }
        return parts.isEmpty() ? "nothing to do" : String.join(", ", parts);
    }

    private String conclusion(Summary summary) {
        if (summary.interrupted()) {
            return style.bad("Interrupted. The remaining steps were not run; run the same command again to continue.");
        }
        boolean good = summary.exitCode() == 0;
        String words = switch (summary.command()) {
            case PLAN -> good ? planned(summary) : "The plan is incomplete: a host or a step failed.";
            case PROVISION -> good ? "Every host is in the desired state." : "Not every host is in the desired state.";
            case VERIFY ->
                switch (summary.exitCode()) {
                    case 0 -> "No drift: every host is in the desired state.";
                    case 2 -> "A host has drifted, or a check failed.";
                    default -> "A host could not be checked.";
                };
        };
        return good ? style.good(words) : style.bad(words);
    }

    private static String planned(Summary summary) {
        int would = summary.hosts().stream()
                .mapToInt(host -> host.count(Outcome.WOULD_CHANGE))
                .sum();
        int may = summary.hosts().stream()
                .mapToInt(host -> host.count(Outcome.MAY_CHANGE))
                .sum();
        return would + may == 0
                ? "Nothing would change."
                : would + " would change, " + may + " may change. Nothing was changed.";
    }

    private void print(String line) {
        screen.print(line);
    }

    private String pad(String host) {
        return host + " ".repeat(Math.max(0, hostWidth - host.length()));
    }

    private static String fit(String name) {
        return name.length() >= NAME_WIDTH ? name : name + " ".repeat(NAME_WIDTH - name.length());
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }
}
