package provisioner.engine;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import provisioner.plan.StepPlan;
import provisioner.state.Observed;

/**
 * The plan of a host, and the state that it was made from.
 *
 * @param facts those that the steps have read, by name
 */
public record HostPlan(List<StepPlan> steps, Observed observed, SortedMap<String, Object> facts) {
    public HostPlan {
        steps = List.copyOf(steps);
        facts = Collections.unmodifiableSortedMap(new TreeMap<>(facts));
    }

    /** A plan that does not depend on facts. */
    public HostPlan(List<StepPlan> steps, Observed observed) {
        this(steps, observed, Collections.emptySortedMap());
    }
}
