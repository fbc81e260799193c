package provisioner.plan;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import provisioner.resource.Around;
import provisioner.resource.Around.Phase;
import provisioner.resource.Assessment.InSync;
import provisioner.state.Observed;

/** Tells the steps around others which hosts a play would change. */
final class AroundPlan {
    private record Key(int play, String host) {}

    private final Map<Key, StepPlan> causes = new HashMap<>();
    private final Map<String, Observed> observed = new HashMap<>();

    /** Adds a host. A play's reason is its first step that changes the host for certain, or else that may. */
    void add(String host, List<StepPlan> plans, Observed answers) {
        observed.put(host, answers);
        for (StepPlan plan : plans) {
            if (plan.step().delegation().isPresent()) {
                continue; // What is done here for another host takes this one out of nothing.
            }
            boolean certain = isCertain(plan);
            if (certain || plan.pending()) {
                Key key = new Key(plan.step().playIndex(), host);
                causes.merge(key, plan, (first, now) -> isCertain(first) || !certain ? first : now);
            }
        }
    }

    private static boolean isCertain(StepPlan plan) {
        return plan.outcome() == Outcome.WOULD_CHANGE || plan.outcome() == Outcome.UNVERIFIABLE;
    }

    private boolean isIdle(Around around) {
        return Optional.ofNullable(observed.get(around.subject()))
                .filter(answers -> Around.idle(around.unit(), answers))
                .isPresent();
    }

    /** Adapts a plan that was made as if its step were alone. A step around others runs only if those act. */
    StepPlan asAround(StepPlan alone) {
        if (!alone.step().is(Phase.BEFORE)) {
            return alone;
        }
        Around around = alone.step().around().orElseThrow();
        Optional<StepPlan> cause =
                Optional.ofNullable(causes.get(new Key(alone.step().playIndex(), around.subject())));
        if (cause.isEmpty() || isIdle(around)) {
            return new StepPlan(alone.step(), Outcome.UNCHANGED, "", new InSync());
        }
        if (!alone.pending()) {
            return alone;
        }
        Outcome outcome = isCertain(cause.get()) ? alone.outcome() : Outcome.MAY_CHANGE;
        String because =
                alone.because().isEmpty() ? cause.get().step().name() + " (" + around.subject() + ")" : alone.because();
        return new StepPlan(alone.step(), outcome, because, alone.assessment());
    }
}
