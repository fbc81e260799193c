package provisioner.report;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import provisioner.complete.Completeness;
import provisioner.engine.ShownStep;
import provisioner.plan.Outcome;
import provisioner.report.html.Page;
import provisioner.report.html.Page.Kind;
import provisioner.report.html.Page.State;

/** What a page says of one thing that is not as it should be, and what to do about it. */
final class PageFinding {
    private PageFinding() {}

    /** A host of which nothing more is known. */
    static Page.Finding lost(String host, State state, String why) {
        return new Page.Finding(
                state == State.UNREACHABLE ? Kind.UNREACHABLE : Kind.HOST_FAILED,
                host,
                List.of(host),
                "",
                "",
                List.of(why),
                "");
    }

    static Page.Finding of(Page.Check failed) {
        return new Page.Finding(
                Kind.CHECK_FAILED,
                failed.name(),
                failed.host().isEmpty() ? List.of() : List.of(failed.host()),
                "",
                "",
                List.of(failed.detail()),
                "");
    }

    static List<Page.Finding> of(String host, Completeness found, OutputSanitizer safe) {
        List<Page.Finding> all = new ArrayList<>();
        found.unaccounted()
                .forEach(finding -> all.add(new Page.Finding(
                        Kind.UNACCOUNTED,
                        safe.line(finding.title()),
                        List.of(host),
                        "",
                        finding.since().map(Instant::toString).orElse(""),
                        List.of(safe.line(finding.what())),
                        "This step would declare it: " + safe.line(finding.step()))));
        found.unknown()
                .forEach(unknown -> all.add(new Page.Finding(
                        Kind.UNKNOWN,
                        safe.line(unknown.what()),
                        List.of(host),
                        "",
                        "",
                        List.of(safe.line(unknown.why())),
                        "")));
        return all;
    }

    static Page.Finding of(StepGroups.Group group) {
        ShownStep step = group.step();
        return new Page.Finding(
                kind(step.outcome()),
                (step.role().isEmpty() ? "" : step.role() + ": ") + step.name(),
                List.copyOf(group.hosts()),
                step.location(),
                "",
                lines(group),
                step.removes() ? "Something of yours would be lost by putting it right." : "");
    }

    private static Kind kind(Outcome outcome) {
        return switch (outcome) {
            case DRIFTED -> Kind.DRIFTED;
            case WOULD_CHANGE -> Kind.WOULD_CHANGE;
            case MAY_CHANGE -> Kind.MAY_CHANGE;
            case CHANGED -> Kind.CHANGED;
            case UNVERIFIABLE -> Kind.UNKNOWN;
            case FAILED, UNCHANGED, SKIPPED -> Kind.FAILED;
        };
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
