package provisioner.engine;

import java.util.List;
import provisioner.plan.StepPlan;
import provisioner.state.Observed;

/** The plan of a host, and the state that it was made from. */
public record HostPlan(List<StepPlan> steps, Observed observed) {
    public HostPlan {
        steps = List.copyOf(steps);
    }
}
