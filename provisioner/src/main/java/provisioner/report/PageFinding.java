package provisioner.report;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import provisioner.complete.Completeness;
import provisioner.engine.ShownStep;
import provisioner.plan.Outcome;
import provisioner.report.html.Page;
import provisioner.report.html.Page.State;

/** What a page says of one thing that is not as it should be, and what to do about it. */
final class PageFinding {
    private PageFinding() {}

    /** A host of which nothing more is known. */
    static Page.Finding lost(String host, State state, String why) {
        return new Page.Finding(
                state,
                state.word(),
                host,
                List.of(),
                "",
                List.of(why),
                "Nothing more is known of this host. Try: provisioner ping --limit " + host);
    }

    static Page.Finding of(Page.Check failed) {
        return new Page.Finding(
                State.FAILED,
                "check failed",
                failed.name(),
                failed.host().isEmpty() ? List.of() : List.of(failed.host()),
                "",
                List.of(failed.detail()),
                "The page \"On call\" of the documentation has a table of checks, with what to do.");
    }

    static List<Page.Finding> of(String host, Completeness found, OutputSanitizer safe) {
        List<Page.Finding> all = new ArrayList<>();
        found.unaccounted()
                .forEach(finding -> all.add(new Page.Finding(
                        State.DIFFERS,
                        "unaccounted for",
                        safe.line(finding.title()),
                        List.of(host),
                        "",
                        List.of(
                                safe.line(finding.what())
                                        + finding.since()
                                                .map(PageFinding::since)
                                                .orElse(""),
                                "step: " + safe.line(finding.step())),
                        "Nobody accounts for it. Declare it, for example with that step, or remove it.")));
        found.unknown()
                .forEach(unknown -> all.add(new Page.Finding(
                        State.FAILED,
                        "unknown",
                        safe.line(unknown.what()),
                        List.of(host),
                        "",
                        List.of(safe.line(unknown.why())),
                        "")));
        return all;
    }

    private static String since(Instant instant) {
        return ", last changed at " + instant;
    }

    static Page.Finding of(StepGroups.Group group) {
        ShownStep step = group.step();
        String advice = switch (step.outcome()) {
            case DRIFTED ->
                "If somebody changed it on purpose, change the file. Otherwise 'provisioner provision' puts it right;"
                        + " 'provisioner plan' shows how.";
            case WOULD_CHANGE, MAY_CHANGE -> step.removes() ? "Something of yours is lost by it." : "";
            default -> "";
        };
        return new Page.Finding(
                step.outcome() == Outcome.FAILED ? State.FAILED : State.DIFFERS,
                step.outcome().word().replace('-', ' '),
                (step.role().isEmpty() ? "" : step.role() + ": ") + step.name(),
                List.copyOf(group.hosts()),
                step.location(),
                lines(group),
                advice);
    }

    /** Without the place, which stands below. */
    private static List<String> lines(StepGroups.Group group) {
        List<String> lines = new ArrayList<>(
                group.details().stream().filter(line -> !line.startsWith("at ")).toList());
        if (lines.isEmpty() && !group.step().because().isEmpty()) {
            lines.add(group.step().because());
        }
        return lines;
    }
}
