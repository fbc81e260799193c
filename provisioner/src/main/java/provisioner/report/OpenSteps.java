package provisioner.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import provisioner.plan.Outcome;
import provisioner.plan.StepReport;

/**
 * The steps of a host after which nothing can be foreseen, and are the reason that steps after them may change. People are
 * told so once, at the step itself.
 *
 * @param names of the steps
 */
record OpenSteps(Set<String> names) {

    static OpenSteps of(List<StepReport> reports) {
        Set<String> reasons = reports.stream()
                .filter(report -> report.outcome() == Outcome.MAY_CHANGE)
                .map(StepReport::because)
                .collect(Collectors.toSet());
        return new OpenSteps(reports.stream()
                .filter(report -> report.step().resource().altersAnything())
                .map(report -> report.step().name())
                .filter(reasons::contains)
                .collect(Collectors.toSet()));
    }

    /** The reports, without the reasons that {@link #after} gives. */
    List<StepReport> quiet(List<StepReport> reports) {
        return reports.stream().map(this::quiet).toList();
    }

    private StepReport quiet(StepReport report) {
        boolean told = report.outcome() == Outcome.MAY_CHANGE && names.contains(report.because());
        return told
                ? new StepReport(
                        report.step(), report.outcome(), "", report.differences(), report.error(), report.duration())
                : report;
    }

    /** Whether the step is one of them. */
    boolean include(StepReport report) {
        return report.step().resource().altersAnything()
                && names.contains(report.step().name());
    }

    /** What is shown of a step, and that what follows is open because of it. */
    List<String> after(StepReport report, List<String> shown) {
        if (!include(report)) {
            return shown;
        }
        List<String> lines = new ArrayList<>(shown);
        boolean command = report.step().resource().title().startsWith("command ");
        lines.add("what follows on this host cannot be foreseen"
                + (command ? ": the command does not say what it 'touches'" : ""));
        return lines;
    }
}
