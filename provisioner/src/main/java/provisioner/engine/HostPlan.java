package provisioner.engine;

import java.util.List;
import provisioner.plan.StepPlan;
import provisioner.state.Observed;

/** What is planned for a host, and what it was planned from. */
public record HostPlan(List<StepPlan> steps, Observed observed) {
    public HostPlan {
        steps = List.copyOf(steps);
    }
}
