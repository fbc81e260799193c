package provisioner.apply;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import provisioner.plan.Outcome;
import provisioner.plan.Planner;
import provisioner.plan.StepPlan;
import provisioner.plan.StepReport;
import provisioner.plan.StepReport.StepError;
import provisioner.probe.ProbeException;
import provisioner.remote.RemoteException;
import provisioner.resource.Action;
import provisioner.resource.Assessment;
import provisioner.resource.Difference;
import provisioner.resource.Resource;
import provisioner.resource.Step;
import provisioner.state.Query;

/**
 * Brings a list of steps about on one host, in order. A step that is as desired costs nothing; one that is not costs one
 * round trip, in which it is applied and observed again. The first step that fails ends the list.
 */
public final class Applier {
    /** Why steps were skipped that the operator did not want to be begun any more. */
    public static final String INTERRUPTED = "the run was interrupted";

    private final HostState state;
    private final Executor executor;
    private final StepListener listener;
    private final BooleanSupplier stopping;
    private final Gate gate;
    private boolean open;

    /**
     * @param stopping asked before each step; the steps that are left when it says yes are skipped
     * @param gate opened before the first step that is not as desired
     */
    public Applier(HostState state, Executor executor, StepListener listener, BooleanSupplier stopping, Gate gate) {
        this.state = state;
        this.executor = executor;
        this.listener = listener;
        this.stopping = stopping;
        this.gate = gate;
    }

    /** Whether anything was changed, and whether everything is now as desired. */
    public record Result(boolean changed, boolean failed) {}

    /**
     * @throws RemoteException where the host was lost; the listener has heard how far it came
     */
    public Result apply(List<Step> steps) throws RemoteException, InterruptedException {
        List<Step> resources = steps.stream()
                .filter(step -> step.declaration() instanceof Resource)
                .toList();
        boolean changed = false;
        int next = 0;
        while (next < resources.size()) {
            if (stopping.getAsBoolean()) {
                skip(resources.subList(next, resources.size()), INTERRUPTED);
                return new Result(changed, true);
            }
            if (!open && acts(resources.get(next))) {
                Optional<String> refusal = gate.open();
                if (refusal.isPresent()) {
                    skip(resources.subList(next, resources.size()), refusal.get());
                    return new Result(changed, true);
                }
                open = true;
            }
            List<StepReport> reports = attempt(resources, next);
            next += reports.size();
            reports.forEach(listener::ended);
            changed |= reports.stream().anyMatch(report -> report.outcome() != Outcome.UNCHANGED);
            Optional<StepReport> failed = reports.stream()
                    .filter(report -> report.outcome() == Outcome.FAILED)
                    .findFirst();
            if (failed.isPresent()) {
                String because = "step '" + failed.get().step().name() + "' failed";
                skip(resources.subList(next, resources.size()), because);
                return new Result(true, true);
            }
        }
        return new Result(changed, false);
    }

    /** What cannot even be judged is left to the attempt, which says so. */
    private boolean acts(Step step) throws RemoteException, InterruptedException {
        try {
            state.refresh(resource(step).queries());
        } catch (ProbeException e) {
            return false;
        }
        Assessment assessment = judge(step).assessment();
        return assessment instanceof Assessment.Differs || assessment instanceof Assessment.Unverifiable;
    }

    private void skip(List<Step> steps, String because) {
        steps.forEach(step -> listener.ended(StepReport.skipped(step, because)));
    }

    /** One step, or as many as go together with it; at least one report. */
    private List<StepReport> attempt(List<Step> steps, int first) throws RemoteException, InterruptedException {
        Step step = steps.get(first);
        try {
            state.refresh(resource(step).queries());
            StepPlan plan = judge(step);
            return switch (plan.assessment()) {
                case Assessment.InSync ignored -> List.of(StepReport.of(plan));
                case Assessment.Impossible ignored -> List.of(StepReport.of(plan));
                case Assessment.Unverifiable unverifiable -> List.of(runUnverifiable(plan, unverifiable));
                case Assessment.Differs differs
                when differs.action() instanceof Action.Packages -> transact(steps, first);
                case Assessment.Differs differs ->
                    change(List.of(plan), differs.action(), step.timeout(), following(steps, first + 1));
            };
        } catch (ProbeException e) {
            return List.of(
                    new StepReport(step, Outcome.FAILED, e.getMessage(), List.of(), Optional.empty(), Duration.ZERO));
        }
    }

    private StepReport runUnverifiable(StepPlan plan, Assessment.Unverifiable unverifiable)
            throws RemoteException, ProbeException, InterruptedException {
        Step step = plan.step();
        listener.started(step);
        Action script = unverifiable.action();
        Executor.Ended ended = run(List.of(plan), script, Set.of(), step.timeout());
        for (int left = step.retries(); left > 0 && ended.exit() != 0 && !stopping.getAsBoolean(); left--) {
            noteAnotherTry(step, ended.describe());
            ended = run(List.of(plan), script, Set.of(), step.timeout());
        }
        state.prediction().apply(step.name(), unverifiable.effects());
        if (ended.exit() != 0) {
            return failed(step, List.of(), ended.describe(), ended);
        }
        return new StepReport(step, Outcome.UNVERIFIABLE, "", List.of(), Optional.empty(), ended.duration());
    }

    /** Neighbouring changes of packages are one apt transaction. */
    private List<StepReport> transact(List<Step> steps, int first)
            throws RemoteException, ProbeException, InterruptedException {
        List<StepPlan> plans = new ArrayList<>();
        List<Action.Packages> actions = new ArrayList<>();
        int next = first;
        while (next < steps.size()) {
            Step step = steps.get(next);
            if (!state.stale(resource(step)).isEmpty()) {
                break;
            }
            StepPlan plan = judge(step);
            if (plan.assessment() instanceof Assessment.Differs differs
                    && differs.action() instanceof Action.Packages packages) {
                actions.add(packages);
            } else if (!(plan.assessment() instanceof Assessment.InSync && asksOnlyForPackages(step))) {
                // What anything else finds as desired now, the packages may be about to alter.
                break;
            }
            plans.add(plan);
            next++;
        }
        Step longest = plans.stream()
                .map(StepPlan::step)
                .max(Comparator.comparing(Step::timeout))
                .orElseThrow();
        Action.Script script = AptTransaction.script(actions, longest.timeout());
        executor.aptHolder().ifPresent(holder -> listener.note("apt waits for " + holder));
        return change(plans, script, longest.timeout(), following(steps, next));
    }

    private static boolean asksOnlyForPackages(Step step) {
        return resource(step).queries().stream().allMatch(Query.PackageQuery.class::isInstance);
    }

    /**
     * Applies one action for one or several steps, tries again as often as they allow, and judges each by what is
     * observed afterwards.
     *
     * @param ahead what will have to be known next: observed in the same round trip
     */
    private List<StepReport> change(List<StepPlan> plans, Action action, Duration timeout, Set<Query<?>> ahead)
            throws RemoteException, ProbeException, InterruptedException {
        List<StepPlan> pending = plans.stream()
                .filter(plan -> plan.assessment() instanceof Assessment.Differs)
                .toList();
        pending.forEach(plan -> listener.started(plan.step()));
        int left =
                pending.stream().mapToInt(plan -> plan.step().retries()).max().orElse(0);
        while (true) {
            List<StepReport> reports = changeOnce(plans, pending, action, timeout, ahead);
            Optional<StepReport> failed = reports.stream()
                    .filter(report -> report.outcome() == Outcome.FAILED)
                    .findFirst();
            if (failed.isEmpty() || left-- == 0 || stopping.getAsBoolean()) {
                return reports;
            }
            noteAnotherTry(failed.get().step(), failed.get().because());
        }
    }

    private void noteAnotherTry(Step step, String because) {
        listener.note("tried again: " + step.name() + ": " + because);
    }

    private List<StepReport> changeOnce(
            List<StepPlan> plans, List<StepPlan> pending, Action action, Duration timeout, Set<Query<?>> ahead)
            throws RemoteException, ProbeException, InterruptedException {
        for (StepPlan plan : pending) {
            if (plan.assessment() instanceof Assessment.Differs differs) {
                state.prediction().apply(plan.step().name(), differs.effects());
            }
        }
        Set<Query<?>> ask = new LinkedHashSet<>();
        plans.forEach(plan -> ask.addAll(resource(plan.step()).queries()));
        ask.addAll(state.stale(ahead));
        Executor.Ended ended = run(pending, action, ask, timeout);
        state.observe(ended.observed());
        return plans.stream().map(plan -> verdict(plan, ended)).toList();
    }

    /** A host that goes away now leaves it open how far these steps came: they have failed, and are named. */
    private Executor.Ended run(List<StepPlan> pending, Action action, Set<Query<?>> ask, Duration timeout)
            throws RemoteException, ProbeException, InterruptedException {
        try {
            return executor.run(pending, action, ask, timeout);
        } catch (RemoteException e) {
            pending.forEach(plan -> listener.ended(unfinished(plan, e)));
            throw during(pending, e);
        }
    }

    private static StepReport unfinished(StepPlan plan, RemoteException e) {
        Step step = plan.step();
        StepError error = new StepError(step.declaration().title(), -1, "");
        String because = e.getMessage() + " while it was at work";
        return new StepReport(step, Outcome.FAILED, because, plan.differences(), Optional.of(error), Duration.ZERO);
    }

    private static RemoteException during(List<StepPlan> pending, RemoteException e) {
        String steps = pending.stream()
                .map(plan -> "'" + plan.step().name() + "' (" + plan.step().location() + ")")
                .collect(Collectors.joining(", "));
        String hint = e.kind() == RemoteException.Kind.LOST
                ? "what was begun goes on to its end on the host, unless that went down; the next run finds out what came"
                        + " of it, and goes on from there"
                : e.hint();
        return new RemoteException(e.kind(), e.getMessage() + ", while " + steps + " was at work", hint, e);
    }

    /** A step has changed what it should where its own probe now finds nothing to do, whatever its commands said. */
    private StepReport verdict(StepPlan before, Executor.Ended ended) {
        if (before.assessment() instanceof Assessment.InSync) {
            return StepReport.of(before);
        }
        Step step = before.step();
        StepPlan after = judge(step);
        if (ended.exit() != 0) {
            return failed(step, before.differences(), ended.describe(), ended);
        }
        if (!(after.assessment() instanceof Assessment.InSync)) {
            String left = after.differences().isEmpty()
                    ? after.because()
                    : String.join(
                            ", ",
                            after.differences().stream().map(d -> d.summary()).toList());
            String message = "its commands succeeded, but the host is still not as desired: " + left;
            return failed(step, before.differences(), message, ended);
        }
        return new StepReport(
                step, Outcome.CHANGED, before.because(), before.differences(), Optional.empty(), ended.duration());
    }

    private static StepReport failed(Step step, List<Difference> differences, String because, Executor.Ended ended) {
        return new StepReport(
                step, Outcome.FAILED, because, differences, Optional.of(ended.error(step)), ended.duration());
    }

    private StepPlan judge(Step step) {
        return Planner.judge(step, resource(step), state.prediction());
    }

    private static Set<Query<?>> following(List<Step> steps, int next) {
        return next < steps.size() ? resource(steps.get(next)).queries() : Set.of();
    }

    private static Resource resource(Step step) {
        return (Resource) step.declaration();
    }
}
