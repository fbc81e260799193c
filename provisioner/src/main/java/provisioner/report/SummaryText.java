package provisioner.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import provisioner.engine.Command;
import provisioner.engine.Event;
import provisioner.engine.Summary;
import provisioner.engine.Summary.HostSummary;
import provisioner.plan.Outcome;
import provisioner.plan.StepReport;
import provisioner.resource.CheckNotRun;

/** The end of a run for people: the failures again, the hosts, the checks, and what that comes to. */
final class SummaryText {
    private static final int NAMED = 5;

    private final OutputSanitizer safe;
    private final Style style;
    private final boolean verbose;
    private final List<String> failures = new ArrayList<>();
    private final Map<String, String> failedAt = new LinkedHashMap<>();
    private final Map<String, String> notTried = new LinkedHashMap<>();
    private boolean followed;

    SummaryText(OutputSanitizer safe, Style style, boolean verbose) {
        this.safe = safe;
        this.style = style;
        this.verbose = verbose;
    }

    void note(String host, StepReport report) {
        if (report.outcome() == Outcome.FAILED) {
            String name = safe.line(report.step().name());
            failedAt.putIfAbsent(host, name);
            failures.add(host + "  '" + name + "': " + first(report.because()));
        } else if (report.outcome() == Outcome.SKIPPED) {
            notTried.putIfAbsent(host, safe.line(report.because()));
        }
    }

    void note(Event.HostFailed failed) {
        failures.add(failed.host() + "  " + (failed.unreachable() ? "unreachable" : "failed") + ": "
                + first(failed.message()));
    }

    void note(Event.CheckEnded check) {
        if (!check.passed()) {
            String where = check.host().map(host -> host + "  ").orElse("");
            failures.add(where + "check '" + safe.line(check.check()) + "': " + first(check.detail()));
        }
    }

    /** Takes in that something else was shown: what failed before is told again at the end. */
    void followed() {
        followed |= !failures.isEmpty();
    }

    private String first(String reason) {
        return safe.line(reason.lines().findFirst().orElse(""));
    }

    /** @param hostWidth of the longest host's name */
    List<String> lines(Summary summary, int hostWidth) {
        List<String> lines = new ArrayList<>();
        if (followed) {
            lines.add(style.bad("Failed:"));
            failures.forEach(failure -> lines.add(style.bad("  " + failure)));
        }
        for (HostSummary host : summary.declined() ? List.<HostSummary>of() : summary.hosts()) {
            String name =
                    host.host() + " ".repeat(Math.max(0, hostWidth - host.host().length()));
            lines.add(name + "  " + counts(host, summary.command()));
        }
        if (summary.checksPassed() + summary.checksFailed() > 0) {
            lines.add("checks: " + summary.checksPassed() + " passed, " + summary.checksFailed() + " failed");
        }
        lines.addAll(notRun(summary));
        lines.add(conclusion(summary) + style.faint("  (" + StepText.seconds(summary.duration()) + ")"));
        return lines;
    }

    private List<String> notRun(Summary summary) {
        List<CheckNotRun> notRun = summary.checksNotRun();
        if (notRun.isEmpty() || summary.declined()) {
            return List.of();
        }
        int all = summary.checksPassed() + summary.checksFailed() + notRun.size();
        List<String> lines = new ArrayList<>();
        lines.add(style.bad(notRun.size() + " of " + all + " checks were not run:"));
        Map<String, List<CheckNotRun>> byReason = notRun.stream()
                .collect(Collectors.groupingBy(CheckNotRun::because, LinkedHashMap::new, Collectors.toList()));
        byReason.forEach((because, checks) -> {
            List<String> names = checks.stream()
                    .map(check -> "'" + safe.line(check.check()) + "'")
                    .distinct()
                    .toList();
            int shown = verbose ? names.size() : Math.min(names.size(), NAMED);
            String more = names.size() > shown ? " and " + (names.size() - shown) + " more (-v names them)" : "";
            lines.add("  " + checks.size() + ", because " + safe.line(because) + ": "
                    + String.join(", ", names.subList(0, shown)) + more);
        });
        return lines;
    }

    private String counts(HostSummary host, Command command) {
        List<String> parts = new ArrayList<>();
        for (Outcome outcome : Outcome.values()) {
            int count = host.count(outcome);
            if (count > 0 && outcome != Outcome.SKIPPED) {
                parts.add(style.outcome(outcome, count + " " + outcome.word().replace('-', ' ')));
            }
        }
        int skipped = host.count(Outcome.SKIPPED);
        if (skipped > 0) {
            String why = failedAt.containsKey(host.host()) ? "" : ": " + notTried.getOrDefault(host.host(), "");
            parts.add(skipped + " not tried" + why);
        }
        host.completeness().ifPresent(found -> {
            if (!found.unaccounted().isEmpty()) {
                parts.add(style.bad(found.unaccounted().size() + " unaccounted for"));
            }
            if (!found.unknown().isEmpty()) {
                parts.add(style.bad(found.unknown().size() + " unknown"));
            }
        });
        if (host.removals() > 0) {
            parts.add(style.bad(host.removals() + " destructive"));
        }
        if (host.unreachable()) {
            parts.addFirst(style.bad("unreachable"));
        } else if (host.failed() && !failedAt.containsKey(host.host())) {
            parts.addFirst(style.bad("failed"));
        }
        String at = failedAt.get(host.host());
        String failed = at == null || command != Command.PROVISION ? "" : style.bad("FAILED at '" + at + "': ");
        return parts.isEmpty() ? "nothing to do" : failed + String.join(", ", parts);
    }

    private String conclusion(Summary summary) {
        if (summary.interrupted()) {
            return style.bad("Interrupted. The remaining steps were not run; run the same command again to continue.");
        }
        if (summary.declined()) {
            return style.bad("Nothing was changed.");
        }
        boolean good = summary.exitCode() == 0;
        String words = switch (summary.command()) {
            case PLAN -> good ? planned(summary) : "The plan is incomplete: a host or a step failed.";
            case PROVISION -> good ? "Every host is in the desired state." : "Not every host is in the desired state.";
            case VERIFY ->
                switch (summary.exitCode()) {
                    case 0 -> "No drift: every host is in the desired state.";
                    case 2 ->
                        summary.hosts().stream()
                                        .anyMatch(host -> host.completeness().isPresent())
                                ? "A host has drifted or has something that nobody accounts for, or a check failed."
                                : "A host has drifted, or a check failed.";
                    default -> "A host could not be checked.";
                };
        };
        return good ? style.good(words) : style.bad(words);
    }

    private static String planned(Summary summary) {
        int would = count(summary, Outcome.WOULD_CHANGE);
        int may = count(summary, Outcome.MAY_CHANGE);
        return would + may == 0
                ? "Nothing would change."
                : would + " would change, " + may + " may change. Nothing was changed.";
    }

    private static int count(Summary summary, Outcome outcome) {
        return summary.hosts().stream().mapToInt(host -> host.count(outcome)).sum();
    }
}
