package provisioner.apply;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
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
import provisioner.remote.target.RemoteException;
import provisioner.resource.Action;
import provisioner.resource.Assessment;
import provisioner.resource.Difference;
import provisioner.resource.Step;
import provisioner.state.Query;

/** Makes changes on one host, tries again as often as they allow, and judges each by what is observed afterwards. */
final class ChangeRunner {
    /** How many of the steps that were at work a message names. */
    private static final int NAMED = 3;

    private final HostState state;
    private final Executor executor;
    private final StepListener listener;
    private final BooleanSupplier stopping;

    ChangeRunner(HostState state, Executor executor, StepListener listener, BooleanSupplier stopping) {
        this.state = state;
        this.executor = executor;
        this.listener = listener;
        this.stopping = stopping;
    }

    /** A step without a probe. */
    StepReport run(StepPlan plan, Assessment.Unverifiable unverifiable)
            throws RemoteException, ProbeException, InterruptedException {
        Step step = plan.step();
        listener.started(List.of(step));
        Action action = unverifiable.action();
        Executor.Ended ended = run(List.of(plan), action, Set.of(), step.timeout());
        for (int left = step.retries(); left > 0 && ended.exit() != 0 && !stopping.getAsBoolean(); left--) {
            noteAnotherTry(step, ended.describe());
            ended = run(List.of(plan), action, Set.of(), step.timeout());
        }
        state.prediction().apply(step.name(), unverifiable.effects());
        if (ended.exit() != 0) {
            return failed(step, List.of(), ended.describe(), ended);
        }
        return new StepReport(step, Outcome.UNVERIFIABLE, "", List.of(), Optional.empty(), ended.duration());
    }

    /**
     * @param ahead what will have to be known next: observed in the same round trip
     * @return the reports of the group's first steps, up to the last that was begun
     */
    List<StepReport> make(ChangeBatch group, Set<Query<?>> ahead) throws RemoteException, InterruptedException {
        try {
            return makeUntilDone(group, ahead);
        } catch (ProbeException e) {
            return group.plans().stream().map(plan -> unknown(plan, e)).toList();
        }
    }

    /** Nobody can say what came of a change that could not be observed. */
    private static StepReport unknown(StepPlan plan, ProbeException e) {
        return plan.assessment() instanceof Assessment.InSync
                ? StepReport.of(plan)
                : new StepReport(
                        plan.step(),
                        Outcome.FAILED,
                        String.valueOf(e.getMessage()),
                        plan.differences(),
                        Optional.empty(),
                        Duration.ZERO);
    }

    private List<StepReport> makeUntilDone(ChangeBatch group, Set<Query<?>> ahead)
            throws RemoteException, ProbeException, InterruptedException {
        List<StepPlan> pending = group.pending();
        if (group.transaction().isPresent()) {
            executor.aptHolder().ifPresent(holder -> listener.note("apt waits for " + holder));
        }
        listener.started(pending.stream().map(StepPlan::step).toList());
        int left =
                pending.stream().mapToInt(plan -> plan.step().retries()).max().orElse(0);
        while (true) {
            List<StepReport> reports = makeOnce(group, pending, ahead);
            Optional<StepReport> failed = reports.stream()
                    .filter(report -> report.outcome() == Outcome.FAILED)
                    .findFirst();
            if (failed.isEmpty() || left-- == 0 || stopping.getAsBoolean()) {
                return reports;
            }
            noteAnotherTry(failed.get().step(), failed.get().because());
            pending.forEach(plan -> ChangeBatch.foresee(state.prediction(), plan));
        }
    }

    private void noteAnotherTry(Step step, String because) {
        listener.note("tried again: " + step.name() + ": " + because);
    }

    private List<StepReport> makeOnce(ChangeBatch group, List<StepPlan> pending, Set<Query<?>> ahead)
            throws RemoteException, ProbeException, InterruptedException {
        Set<Query<?>> ask = new LinkedHashSet<>();
        group.plans().forEach(plan -> ask.addAll(plan.step().resource().queries()));
        ask.addAll(state.stale(ahead));
        List<Executor.Ended> ended = run(group, pending, ask);
        state.observe(ended.getFirst().observed());
        List<StepReport> reports = new ArrayList<>();
        int begun = 0;
        for (StepPlan plan : group.plans()) {
            if (plan.assessment() instanceof Assessment.InSync) {
                reports.add(StepReport.of(plan));
            } else if (begun == ended.size()) {
                break;
            } else {
                reports.add(verdict(plan, ended.get(begun++)));
            }
        }
        return reports;
    }

    /** @return how the pending ones ended, as far as they were begun */
    private List<Executor.Ended> run(ChangeBatch group, List<StepPlan> pending, Set<Query<?>> ask)
            throws RemoteException, ProbeException, InterruptedException {
        if (group.transaction().isPresent()) {
            ChangeBatch.Transaction all = group.transaction().get();
            return Collections.nCopies(pending.size(), run(pending, all.script(), ask, all.timeout()));
        }
        if (pending.size() == 1) {
            StepPlan only = pending.getFirst();
            return List.of(
                    run(pending, ChangeBatch.action(only), ask, only.step().timeout()));
        }
        List<Executor.ScriptRun> parts =
                pending.stream().map(ChangeRunner::part).toList();
        return attempt(pending, () -> executor.run(parts, ask));
    }

    private static Executor.ScriptRun part(StepPlan plan) {
        return new Executor.ScriptRun(
                List.of(plan),
                (Action.Script) ChangeBatch.action(plan),
                plan.step().timeout());
    }

    private Executor.Ended run(List<StepPlan> pending, Action action, Set<Query<?>> ask, Duration timeout)
            throws RemoteException, ProbeException, InterruptedException {
        return attempt(pending, () -> executor.run(pending, action, ask, timeout));
    }

    private interface Attempt<T> {
        T run() throws RemoteException, ProbeException, InterruptedException;
    }

    /** A host that goes away now leaves it open how far these steps came: they have failed, and are named. */
    private <T> T attempt(List<StepPlan> pending, Attempt<T> attempt)
            throws RemoteException, ProbeException, InterruptedException {
        try {
            return attempt.run();
        } catch (RemoteException e) {
            String at = pending.size() == 1 ? " while it was at work" : " while it and its neighbours were at work";
            pending.forEach(plan -> listener.ended(unfinished(plan, e.getMessage() + at)));
            throw during(pending, e);
        }
    }

    private static StepReport unfinished(StepPlan plan, String because) {
        Step step = plan.step();
        StepError error = new StepError(step.declaration().title(), -1, "");
        return new StepReport(step, Outcome.FAILED, because, plan.differences(), Optional.of(error), Duration.ZERO);
    }

    private static RemoteException during(List<StepPlan> pending, RemoteException e) {
        String steps = pending.stream()
                .limit(NAMED)
                .map(plan -> "'" + plan.step().name() + "' (" + plan.step().location() + ")")
                .collect(Collectors.joining(", "));
        String more = pending.size() > NAMED ? " and " + (pending.size() - NAMED) + " more" : "";
        String at = pending.size() == 1 ? " was at work" : " were at work";
        String hint = e.kind() == RemoteException.Kind.LOST
                ? "what was begun goes on to its end on the host, unless that went down; the next run finds out what came"
                        + " of it, and goes on from there"
                : e.hint();
        return new RemoteException(e.kind(), e.getMessage() + ", while " + steps + more + at, hint, e);
    }

    /** A step has changed what it should where its own probe now finds nothing to do, whatever its commands said. */
    private StepReport verdict(StepPlan before, Executor.Ended ended) {
        Step step = before.step();
        StepPlan after = Planner.judge(step, state.prediction());
        if (ended.exit() != 0) {
            return failed(step, before.differences(), ended.describe(), ended);
        }
        if (!(after.assessment() instanceof Assessment.InSync)) {
            String left = after.differences().isEmpty()
                    ? after.because()
                    : after.differences().stream().map(Difference::summary).collect(Collectors.joining(", "));
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
}
