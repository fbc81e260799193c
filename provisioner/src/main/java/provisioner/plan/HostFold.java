package provisioner.plan;

import java.util.ArrayList;
import java.util.List;
import provisioner.resource.Step;
import provisioner.state.Effect;
import provisioner.state.Observed;

/** The plan of one host, made play by play: its steps so far, and what is known of it after them. */
final class HostFold {
    private final Prediction prediction;
    private final Prediction beforehand;
    private final List<StepPlan> plans = new ArrayList<>();

    HostFold(Observed observed) {
        prediction = new Prediction(observed);
        beforehand = new Prediction(observed);
    }

    /** Plans further steps, each against the state that the steps before it leave. Returns their plans. */
    List<StepPlan> plan(List<Step> steps, AroundPlan inside) {
        int first = plans.size();
        for (Step step : steps) {
            StepPlan alone = Planner.judge(step, prediction);
            StepPlan plan = inside.asAround(Planner.withCause(alone, prediction, beforehand));
            plans.add(plan);
            Planner.foresee(prediction, plan);
        }
        return List.copyOf(plans.subList(first, plans.size()));
    }

    /** Takes in that a value is open which decides what all later steps are. */
    void undecide(String because) {
        prediction.apply(because, List.of(new Effect.Unsettles(new Effect.Extent.LaterSteps())));
    }

    Prediction prediction() {
        return prediction;
    }

    /** All plans so far. */
    List<StepPlan> plans() {
        return List.copyOf(plans);
    }
}
