package provisioner.plan;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import provisioner.parallel.Mishap;
import provisioner.resource.Around.Phase;
import provisioner.resource.Assessment;
import provisioner.resource.HostValue;
import provisioner.resource.Resource;
import provisioner.resource.Step;
import provisioner.resource.Ways;
import provisioner.state.Effect;
import provisioner.state.Observed;
import provisioner.state.Query;

/** Plans steps by folding them over the known state of a host. Ignores checks, which have no plan. */
public final class Planner {
    private Planner() {}

    /**
     * A host's steps and its observed state.
     *
     * @param address as other hosts' steps write it
     * @param awaited the values of other hosts that its steps use
     */
    public record HostInput(List<Step> steps, Observed observed, String address, List<Awaited> awaited) {
        /** A host whose steps use no values of others. */
        public HostInput(List<Step> steps, Observed observed, String address) {
            this(steps, observed, address, List.of());
        }

        public HostInput {
            steps = List.copyOf(steps);
            awaited = List.copyOf(awaited);
        }
    }

    /** A value of another host, which an earlier play reads and a play uses. */
    public record Awaited(int play, String host, String variable) {
        /**
         * The step that reads the value, if what it will read is open.
         *
         * @param plans of that host
         */
        public Optional<String> open(List<StepPlan> plans) {
            return plans.stream()
                    .filter(plan -> plan.pending()
                            && plan.step().playIndex() < play
                            && plan.step().resource() instanceof HostValue read
                            && read.variable().equals(variable))
                    .map(plan -> plan.step().name() + " (" + host + ")")
                    .findFirst();
        }
    }

    /**
     * Plans hosts that may have steps around each other's, and answers about each other.
     *
     * @param hosts by name
     */
    public static SequencedMap<String, List<StepPlan>> plan(SequencedMap<String, HostInput> hosts) {
        return new PlayFold(hosts).plans();
    }

    /** Plans each step against the state that the steps before it leave. */
    public static List<StepPlan> plan(List<Step> steps, Observed observed) {
        return new HostFold(observed).plan(steps, new AroundPlan());
    }

    /**
     * Judges each step against the observed state alone. Ignores steps before others, whose state exists only while
     * another host is changed. What a host's own steps would repair is not the drift of steps after others as well.
     */
    public static List<StepPlan> verify(List<Step> steps, Observed observed) {
        Prediction state = new Prediction(observed);
        Prediction repaired = new Prediction(observed);
        List<StepPlan> plans = new ArrayList<>();
        for (Step step : steps) {
            if (step.is(Phase.BEFORE)) {
                continue;
            }
            StepPlan plan = judge(step, state);
            if (plan.outcome() == Outcome.FAILED && isWayRepaired(step, state, repaired)) {
                plan = judged(step, state, step.queries(), compared(step.resource(), state));
            }
            if (plan.outcome() == Outcome.FAILED && plan.assessment() instanceof Assessment.Unknown) {
                plan = unlessMended(plan, repaired);
            }
            if (plan.pending() && step.is(Phase.AFTER) && isRepaired(step, repaired)) {
                plan = new StepPlan(step, Outcome.UNCHANGED, "", new Assessment.InSync());
            }
            foresee(repaired, plan);
            plans.add(asDrift(plan));
        }
        return List.copyOf(plans);
    }

    /** What cannot be known before an earlier step has repaired its own drift belongs to that drift. */
    private static StepPlan unlessMended(StepPlan unknown, Prediction repaired) {
        StepPlan later = judge(unknown.step(), repaired);
        String cause = later.because().isEmpty()
                ? repaired.firstTouching(unknown.step().queries()).orElse("")
                : later.because();
        return later.outcome() == Outcome.FAILED
                ? unknown
                : new StepPlan(unknown.step(), Outcome.MAY_CHANGE, cause, unknown.assessment());
    }

    /** Whether only the way to its files speaks against a step, and an earlier step would repair that. */
    private static boolean isWayRepaired(Step step, Prediction state, Prediction repaired) {
        return state.unreadable(step.queries()).isEmpty()
                && Ways.refusal(step.resource(), state).isPresent()
                && repaired.firstUnsettling(step.queries()).isPresent();
    }

    private static boolean isRepaired(Step step, Prediction repaired) {
        return assess(step.resource(), repaired, step.queries()) instanceof Assessment.InSync;
    }

    /** An unknown state is not drift: the host could not be checked. */
    private static StepPlan asDrift(StepPlan plan) {
        if (plan.assessment() instanceof Assessment.Unknown && !plan.pending()) {
            return plan;
        }
        return switch (plan.outcome()) {
            case WOULD_CHANGE, MAY_CHANGE, FAILED ->
                new StepPlan(plan.step(), Outcome.DRIFTED, plan.because(), plan.assessment());
            default -> plan;
        };
    }

    /** Judges one step, which is not a check, at this point. */
    public static StepPlan judge(Step step, Prediction state) {
        Set<Query<?>> queries = step.queries();
        return judged(step, state, queries, assess(step.resource(), state, queries));
    }

    private static StepPlan judged(Step step, Prediction state, Set<Query<?>> queries, Assessment assessment) {
        Optional<String> unsettled = state.firstUnsettling(queries);
        return switch (assessment) {
            case Assessment.InSync ignored ->
                unsettled
                        .map(cause -> new StepPlan(step, Outcome.MAY_CHANGE, cause, assessment))
                        .orElseGet(() -> new StepPlan(step, Outcome.UNCHANGED, "", assessment));
            case Assessment.Differs ignored
            when state.undecidedBy().isPresent() ->
                new StepPlan(step, Outcome.MAY_CHANGE, state.undecidedBy().get(), assessment);
            case Assessment.Differs differs
            when unsettled.isPresent() && !differs.certain() ->
                new StepPlan(step, Outcome.MAY_CHANGE, unsettled.get(), assessment);
            case Assessment.Differs differs
            when !differs.openBecause().isEmpty() ->
                new StepPlan(step, Outcome.MAY_CHANGE, differs.openBecause(), assessment);
            case Assessment.Differs ignored -> new StepPlan(step, Outcome.WOULD_CHANGE, "", assessment);
            case Assessment.Unverifiable ignored -> new StepPlan(step, Outcome.UNVERIFIABLE, "", assessment);
            case Assessment.Impossible(String message, String hint) ->
                impossible(step, assessment, unsettled, hint.isEmpty() ? message : message + "; " + hint);
            case Assessment.Unknown(String message, Optional<String> because) ->
                impossible(step, assessment, unsettled.or(() -> because), message);
        };
    }

    /** An earlier step that leaves an answer open may repair it. */
    private static StepPlan impossible(Step step, Assessment assessment, Optional<String> unsettled, String why) {
        return unsettled
                .map(cause -> new StepPlan(step, Outcome.MAY_CHANGE, cause, assessment))
                .orElseGet(() -> new StepPlan(step, Outcome.FAILED, why, assessment));
    }

    /** Whatever a host's answers contain, only this step can fail because of them. */
    private static Assessment assess(Resource resource, Prediction state, Set<Query<?>> queries) {
        return state.unreadable(queries)
                .or(() -> Ways.refusal(resource, state))
                .<Assessment>map(Assessment.Unknown::new)
                .orElseGet(() -> compared(resource, state));
    }

    private static Assessment compared(Resource resource, Prediction state) {
        try {
            return resource.assess(state);
        } catch (RuntimeException | Error e) {
            return new Assessment.Unknown(Mishap.of(e));
        }
    }

    /** Adds the cause to a plan: the earlier step without which this one would have nothing to do. */
    static StepPlan withCause(StepPlan plan, Prediction predicted, Prediction beforehand) {
        Step step = plan.step();
        if (plan.outcome() != Outcome.WOULD_CHANGE) {
            return plan;
        }
        // Most steps are about what none before touches.
        return predicted
                .firstTouching(step.resource().queries())
                .filter(cause -> !(assess(step.resource(), beforehand, step.queries()) instanceof Assessment.Differs))
                .map(cause -> new StepPlan(step, plan.outcome(), cause, plan.assessment()))
                .orElse(plan);
    }

    /** Applies a planned step's effects to the prediction. */
    static void foresee(Prediction prediction, StepPlan plan) {
        String name = plan.step().name();
        switch (plan.assessment()) {
            case Assessment.Differs differs
            when plan.outcome() == Outcome.WOULD_CHANGE -> prediction.apply(name, differs.effects());
            // Whether or not it acts, its own state will be as desired, and its other effects are open. This does not
            // apply to a step that runs only if another host changes.
            case Assessment.Differs differs ->
                prediction.applyPerhaps(
                        name,
                        differs.effects(),
                        plan.step().is(Phase.BEFORE)
                                ? Set.of()
                                : plan.step().resource().queries());
            case Assessment.Unverifiable(var ignored, List<Effect> effects) -> prediction.apply(name, effects);
            case Assessment.InSync ignored -> {}
            case Assessment.Impossible ignored -> {}
            case Assessment.Unknown ignored -> {}
        }
    }

    /** All queries of the steps. */
    public static Set<Query<?>> queries(List<Step> steps) {
        Set<Query<?>> queries = new HashSet<>();
        queries.add(new Query.FactsQuery());
        steps.forEach(step -> queries.addAll(step.queries()));
        return queries;
    }
}
