package provisioner.report;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import provisioner.complete.Completeness;
import provisioner.engine.ShownStep;
import provisioner.plan.Outcome;
import provisioner.report.Past.What;
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
                "",
                List.of());
    }

    static Page.Finding of(Page.Check failed) {
        return new Page.Finding(
                Kind.CHECK_FAILED,
                failed.name(),
                failed.host().isEmpty() ? List.of() : List.of(failed.host()),
                "",
                "",
                List.of(failed.detail()),
                "",
                List.of());
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
                        "This step would declare it: " + safe.line(finding.step()),
                        List.of())));
        found.unknown()
                .forEach(unknown -> all.add(new Page.Finding(
                        Kind.UNKNOWN,
                        safe.line(unknown.what()),
                        List.of(host),
                        "",
                        "",
                        List.of(safe.line(unknown.why())),
                        "",
                        List.of())));
        return all;
    }

    /** The same with since when it is so. Of other kinds of findings no record says that. */
    static Page.Finding since(Page.Finding finding, Past past) {
        return switch (finding.kind()) {
            case UNREACHABLE -> finding.with(past.seen(What.UNREACHABLE, finding.hosts(), "", ""));
            case HOST_FAILED -> finding.with(past.seen(What.HOST_FAILED, finding.hosts(), "", ""));
            case CHECK_FAILED -> finding.with(past.seen(What.CHECK, finding.hosts(), "", finding.title()));
            case UNACCOUNTED -> finding.with(past.seen(What.UNACCOUNTED, finding.hosts(), "", finding.title()));
            case FAILED, UNKNOWN, DRIFTED, WOULD_CHANGE, MAY_CHANGE, CHANGED -> finding;
        };
    }

    /** @param play its name without secrets */
    static Page.Finding of(StepGroups.Group group, Past past, String play) {
        ShownStep step = group.step();
        List<String> hosts = List.copyOf(group.hosts());
        boolean recorded = step.outcome() == Outcome.DRIFTED || step.outcome() == Outcome.WOULD_CHANGE;
        return new Page.Finding(
                kind(step.outcome()),
                (step.role().isEmpty() ? "" : step.role() + ": ") + step.name(),
                hosts,
                step.location(),
                "",
                lines(group),
                step.removes() ? "Something of yours would be lost by putting it right." : "",
                recorded ? past.seen(What.STEP, hosts, play, step.name()) : List.of());
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
