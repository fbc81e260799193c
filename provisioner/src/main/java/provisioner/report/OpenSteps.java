package provisioner.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import provisioner.engine.ShownStep;
import provisioner.plan.Outcome;

/**
 * The steps of a host after which nothing can be foreseen, and are the reason that steps after them may change. People are
 * told so once, at the step itself.
 *
 * @param names of the steps
 */
record OpenSteps(Set<String> names) {

    static OpenSteps of(List<ShownStep> steps) {
        Set<String> reasons = steps.stream()
                .filter(step -> step.outcome() == Outcome.MAY_CHANGE)
                .map(ShownStep::because)
                .collect(Collectors.toSet());
        return new OpenSteps(steps.stream()
                .filter(ShownStep::alters)
                .map(ShownStep::name)
                .filter(reasons::contains)
                .collect(Collectors.toSet()));
    }

    /** The steps, without the reasons that {@link #after} gives. */
    List<ShownStep> quiet(List<ShownStep> steps) {
        return steps.stream().map(this::quiet).toList();
    }

    private ShownStep quiet(ShownStep step) {
        boolean told = step.outcome() == Outcome.MAY_CHANGE && names.contains(step.because());
        return told ? step.withoutBecause() : step;
    }

    /** Whether the step is one of them. */
    boolean include(ShownStep step) {
        return step.alters() && names.contains(step.name());
    }

    /** What is shown of a step, and that what follows is open because of it. */
    List<String> after(ShownStep step, List<String> shown) {
        if (!include(step)) {
            return shown;
        }
        List<String> lines = new ArrayList<>(shown);
        boolean command = step.resource().startsWith("command ");
        lines.add("what follows on this host cannot be foreseen"
                + (command ? ": the command does not say what it 'touches'" : ""));
        return lines;
    }
}
