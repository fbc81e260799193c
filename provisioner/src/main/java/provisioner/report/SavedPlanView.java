package provisioner.report;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import provisioner.engine.SavedPlan;
import provisioner.engine.ShownPlan;
import provisioner.engine.ShownStep;
import provisioner.plan.Outcome;

/** A saved plan for those who approve it: who made it when, from what, whether that still holds, and what it would do. */
public final class SavedPlanView {
    private final String file;
    private final SavedPlan plan;
    private final Match match;

    // The file may have been altered since the secrets in it were masked.
    private final OutputSanitizer safe = OutputSanitizer.WITHOUT_SECRETS;

    /**
     * What is known about it without contacting a host.
     *
     * @param changed the input files that have changed or are gone
     * @param build whether this build of the tool made the plan
     */
    public record Match(List<String> changed, boolean build) {
        /** Whether {@code provision} would refuse it for what is known here. */
        public boolean stale() {
            return !changed.isEmpty() || !build;
        }
    }

    public SavedPlanView(String file, SavedPlan plan, Match match) {
        this.file = file;
        this.plan = plan;
        this.match = match;
    }

    public void text(PrintStream out, TextReport.Options options) {
        Style style = new Style(options.colour());
        ShownPlan shown = plan.shown();
        out.println(style.bold("Plan " + safe.line(plan.runId())) + made(shown));
        plan.arguments().forEach((name, values) -> out.println("  --" + safe.line(name) + values(values)));
        if (options.verbose()) {
            plan.inputs().forEach((path, digest) -> out.println("  " + safe.line(digest) + "  " + safe.line(path)));
        }
        out.println("  made from " + plan.inputs().size() + (plan.inputs().size() == 1 ? " file" : " files")
                + ", build " + safe.line(plan.build()));
        shown.notes().forEach(note -> out.println(safe.line(note)));
        SequencedMap<String, List<ShownStep>> hosts = hosts();
        out.println();
        TextReport.plan(hosts, options).forEach(out::println);
        out.println();
        hosts.forEach((host, steps) -> out.println(safe.line(host) + "  " + counts(steps)));
        validity().forEach(line -> out.println(match.stale() || !shown.known() ? style.bad(line) : style.good(line)));
    }

    private String made(ShownPlan shown) {
        return shown.known() ? ", made at " + safe.line(shown.at()) + " by " + safe.line(shown.by()) : "";
    }

    private String values(List<String> values) {
        return values.isEmpty() ? "" : " " + safe.line(String.join(", ", values));
    }

    private List<String> validity() {
        List<String> lines = new ArrayList<>();
        if (!plan.shown().known()) {
            lines.add("This plan does not say what it would do: an older build made it. Make a new plan.");
        }
        if (!match.build()) {
            lines.add("Stale: another build of provisioner made it. Make a new plan.");
        }
        if (!match.changed().isEmpty()) {
            lines.add("Stale: these files have changed since it was made: "
                    + safe.line(String.join(", ", match.changed())) + ". Make a new plan.");
        }
        if (lines.isEmpty()) {
            lines.add("The input files are as they were. No host was contacted. To apply it: provisioner provision "
                    + safe.line(file));
        }
        return lines;
    }

    private static String counts(List<ShownStep> steps) {
        List<String> parts = new ArrayList<>();
        for (Outcome outcome : Outcome.values()) {
            long count = count(steps, outcome);
            if (count > 0) {
                parts.add(count + " " + outcome.word().replace('-', ' '));
            }
        }
        long removals = removals(steps);
        if (removals > 0) {
            parts.add(removals + " destructive");
        }
        return parts.isEmpty() ? "nothing to do" : String.join(", ", parts);
    }

    static long count(List<ShownStep> steps, Outcome outcome) {
        return steps.stream().filter(step -> step.outcome() == outcome).count();
    }

    static long removals(List<ShownStep> steps) {
        return steps.stream().filter(step -> step.pending() && step.removes()).count();
    }

    /** Its lines, as docs/json-output.md describes. */
    public void json(JsonReport report, String run, String startedAt) {
        report.run("show", run, startedAt);
        new SavedPlanJson(report, safe).lines(file, plan, match, hosts());
    }

    private SequencedMap<String, List<ShownStep>> hosts() {
        SequencedMap<String, List<ShownStep>> hosts = new LinkedHashMap<>();
        plan.shown()
                .hosts()
                .forEach((host, steps) ->
                        hosts.put(host, steps.stream().map(this::printable).toList()));
        return hosts;
    }

    private ShownStep printable(ShownStep step) {
        return new ShownStep(
                safe.line(step.id()),
                safe.line(step.play()),
                step.playIndex(),
                step.around(),
                safe.line(step.name()),
                safe.line(step.resource()),
                step.alters(),
                safe.line(step.location()),
                step.outcome(),
                safe.line(step.because()),
                step.differences().stream()
                        .map(one -> new ShownStep.Shown(
                                one.lines().stream().map(safe::line).toList(),
                                safe.line(one.brief()),
                                one.appears(),
                                one.overwrites(),
                                one.removal()))
                        .toList(),
                step.reasons().stream().map(safe::line).toList());
    }
}
