package provisioner.apply;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import provisioner.apply.Executor.ScriptRun;
import provisioner.plan.Outcome;
import provisioner.plan.Planner;
import provisioner.plan.Prediction;
import provisioner.plan.StepPlan;
import provisioner.resource.Action;
import provisioner.resource.Assessment;
import provisioner.resource.Step;
import provisioner.state.Effect;
import provisioner.state.Query;
import provisioner.state.Reading;

/**
 * Neighbouring steps that are brought about in one exchange.
 *
 * <p>Changes of packages become one apt transaction. Other changes go together as long as what each of them has to do
 * can be told for certain from what is known and what those before it do, as it is told in a plan. All are observed
 * afterwards. A step that leaves anything open goes alone: it may be a command, which may take its time, and where the
 * connection is lost it should be clear what was at work.
 *
 * @param plans in the steps' order; those in sync between the changes are among them
 * @param work what is run on the host for those that differ
 */
record ChangeBatch(List<StepPlan> plans, Work work) {
    /** So that a group's script stays one that a shell reads at once, and an interrupt does not wait for long. */
    private static final int MOST_STEPS = 50;

    private static final int MOST_BYTES = 1 << 20;

    sealed interface Work {}

    /**
     * One action that is all there is to do, whether for one step or for several.
     *
     * @param timeout of the step that may take longest
     */
    record Alone(Action action, Duration timeout) implements Work {}

    /** A script for each step. */
    record Scripts(List<ScriptRun> runs) implements Work {}

    ChangeBatch {
        plans = List.copyOf(plans);
    }

    /**
     * The effects of what goes together are taken into what is known.
     *
     * @param known of the host
     * @param plan the first step's, which differs; what it asks for is fresh
     */
    static ChangeBatch of(Prediction known, List<Step> steps, int first, StepPlan plan) {
        if (action(plan) instanceof Action.Packages) {
            return packages(known, steps, first);
        }
        foresee(known, plan);
        return asNeighbour(plan)
                .map(script -> scripts(known, steps.subList(first + 1, steps.size()), plan, script))
                .orElseGet(() -> new ChangeBatch(
                        List.of(plan), new Alone(action(plan), plan.step().timeout())));
    }

    /** The steps that it is done for. */
    List<StepPlan> pending() {
        return plans.stream()
                .filter(plan -> !(plan.assessment() instanceof Assessment.InSync))
                .toList();
    }

    private static ChangeBatch packages(Prediction known, List<Step> steps, int first) {
        List<StepPlan> plans = new ArrayList<>();
        List<Action.Packages> actions = new ArrayList<>();
        for (Step step : steps.subList(first, steps.size())) {
            if (!isFresh(known, step)) {
                break;
            }
            StepPlan plan = Planner.judge(step, known);
            if (differs(plan) && action(plan) instanceof Action.Packages packages) {
                if (!actions.isEmpty() && !alike(actions.getFirst(), packages)) {
                    break;
                }
                actions.add(packages);
            } else if (!(plan.assessment() instanceof Assessment.InSync && asksOnlyForPackages(step))) {
                // What anything else finds as desired now, the packages may be about to alter.
                break;
            }
            plans.add(plan);
        }
        plans.stream().filter(ChangeBatch::differs).forEach(plan -> foresee(known, plan));
        Duration longest = plans.stream()
                .map(plan -> plan.step().timeout())
                .max(Comparator.naturalOrder())
                .orElseThrow();
        return new ChangeBatch(plans, new Alone(AptTransaction.together(actions), longest));
    }

    /** What is installed may bring back what a step before it has removed. So that step is looked at first. */
    private static boolean alike(Action.Packages some, Action.Packages others) {
        return some.install().isEmpty() == others.install().isEmpty()
                && some.remove().isEmpty() == others.remove().isEmpty();
    }

    private static boolean asksOnlyForPackages(Step step) {
        return step.queries().stream().allMatch(Query.PackageQuery.class::isInstance);
    }

    private static ChangeBatch scripts(Prediction known, List<Step> others, StepPlan plan, ScriptRun script) {
        List<StepPlan> plans = new ArrayList<>(List.of(plan));
        List<ScriptRun> runs = new ArrayList<>(List.of(script));
        long bytes = bytes(script);
        for (Step step : others) {
            if (plans.size() >= MOST_STEPS || !isSettled(known, step)) {
                break;
            }
            StepPlan next = Planner.judge(step, known);
            if (differs(next)) {
                Optional<ScriptRun> neighbour = asNeighbour(next);
                bytes += neighbour.map(ChangeBatch::bytes).orElse(0L);
                if (neighbour.isEmpty() || bytes > MOST_BYTES) {
                    break;
                }
                foresee(known, next);
                if (plans.stream().anyMatch(earlier -> isUndone(earlier, next, known))) {
                    break;
                }
                runs.add(neighbour.get());
            } else if (!(next.assessment() instanceof Assessment.InSync) || !isFresh(known, step)) {
                break;
            }
            plans.add(next);
        }
        return new ChangeBatch(plans, new Scripts(runs));
    }

    /**
     * Whether a later step alters what an earlier one has brought about. Then the earlier one is looked at before. The answers
     * that the later one alters are read again when its turn comes.
     */
    private static boolean isUndone(StepPlan earlier, StepPlan later, Prediction known) {
        String name = later.step().name();
        boolean touched = earlier.step().queries().stream()
                .anyMatch(query -> known.alteredBy(query)
                        .or(() -> known.unsettledBy(query))
                        .filter(name::equals)
                        .isPresent());
        return touched && Planner.judge(earlier.step(), known).outcome() != Outcome.UNCHANGED;
    }

    /** The script of a step that may go with others. What is tried again when it fails is so on its own. */
    private static Optional<ScriptRun> asNeighbour(StepPlan plan) {
        return plan.outcome() == Outcome.WOULD_CHANGE
                        && plan.step().retries() == 0
                        && plan.assessment() instanceof Assessment.Differs differs
                        && differs.effects().stream().noneMatch(Effect.Unsettles.class::isInstance)
                        && differs.action() instanceof Action.Script script
                        && script.confirm().isEmpty()
                ? Optional.of(new ScriptRun(List.of(plan), script, plan.step().timeout()))
                : Optional.empty();
    }

    private static long bytes(ScriptRun run) {
        return run.script().blobs().values().stream()
                .mapToLong(blob -> blob.size())
                .sum();
    }

    private static boolean differs(StepPlan plan) {
        return plan.assessment() instanceof Assessment.Differs;
    }

    /** @param plan one that differs */
    private static Action action(StepPlan plan) {
        if (plan.assessment() instanceof Assessment.Differs differs) {
            return differs.action();
        }
        throw new IllegalArgumentException("nothing to do: " + plan.step().name());
    }

    /** Takes in what a step that differs is about to do. */
    static void foresee(Prediction known, StepPlan plan) {
        if (plan.assessment() instanceof Assessment.Differs differs) {
            known.apply(plan.step().name(), differs.effects());
        }
    }

    private static boolean isSettled(Prediction known, Step step) {
        return known.firstUnsettling(step.queries()).isEmpty();
    }

    /**
     * What should be known of the host before these steps: what the first asks for, and what those ask for that may go
     * together with it. A user's own probe, a database and a port are asked only when their turn comes: nobody knows what
     * that costs, and whether they are there yet.
     */
    static Set<Query<?>> ahead(List<Step> steps) {
        Set<Query<?>> queries = new LinkedHashSet<>();
        steps.stream()
                .limit(MOST_STEPS)
                .flatMap(step -> step.queries().stream())
                .filter(query -> !asksElsewhere(query))
                .forEach(queries::add);
        steps.stream().limit(1).forEach(step -> queries.addAll(step.queries()));
        return queries;
    }

    private static boolean asksElsewhere(Query<?> query) {
        return query instanceof Query.GuardQuery
                || query instanceof Query.OwnQuery
                || query instanceof Query.NameQuery
                || query instanceof Query.ReadingQuery q && q.reading() == Reading.GIT
                || query instanceof Query.UpgradeQuery
                || query instanceof Query.DatabaseQuery
                || query instanceof Query.ServedQuery;
    }

    private static boolean isFresh(Prediction known, Step step) {
        return step.queries().stream().allMatch(known::isFresh);
    }
}
