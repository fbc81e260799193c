package provisioner.apply;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
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
import provisioner.remote.shell.StepResult;
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

    /** Runs a step without a probe. */
    StepReport runUnverifiable(StepPlan plan, Assessment.Unverifiable unverifiable)
            throws RemoteException, ProbeException, InterruptedException {
        Step step = plan.step();
        ChangeBatch batch =
                new ChangeBatch(List.of(plan), new ChangeBatch.Alone(unverifiable.action(), step.timeout()));
        listener.started(List.of(step));
        StepResult result = attempt(batch, Set.of()).results().getFirst();
        for (int left = step.retries(); left > 0 && result.failed() && !stopping.getAsBoolean(); left--) {
            noteAnotherTry(step, result.describe());
            result = attempt(batch, Set.of()).results().getFirst();
        }
        state.prediction().apply(step.name(), unverifiable.effects());
        if (result.failed()) {
            return failed(step, List.of(), result.describe(), result);
        }
        return new StepReport(step, Outcome.UNVERIFIABLE, "", List.of(), Optional.empty(), result.duration());
    }

    /**
     * @param ahead what will have to be known next: observed in the same round trip
     * @return the reports of the batch's first steps, up to the last that was begun
     */
    List<StepReport> runBatch(ChangeBatch batch, Set<Query<?>> ahead) throws RemoteException, InterruptedException {
        try {
            return runUntilDone(batch, ahead);
        } catch (ProbeException e) {
            return batch.plans().stream().map(plan -> unknown(plan, e)).toList();
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

    private List<StepReport> runUntilDone(ChangeBatch batch, Set<Query<?>> ahead)
            throws RemoteException, ProbeException, InterruptedException {
        List<StepPlan> pending = batch.pending();
        if (batch.work() instanceof ChangeBatch.Alone alone
                && (alone.action() instanceof Action.Packages || alone.action() instanceof Action.Upgrade)) {
            executor.aptHolder().ifPresent(holder -> listener.note("apt is waiting for " + holder));
        }
        listener.started(pending.stream().map(StepPlan::step).toList());
        int left =
                pending.stream().mapToInt(plan -> plan.step().retries()).max().orElse(0);
        while (true) {
            List<StepReport> reports = runOnce(batch, ahead);
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
        listener.note("retrying: " + step.name() + ": " + because);
    }

    private List<StepReport> runOnce(ChangeBatch batch, Set<Query<?>> ahead)
            throws RemoteException, ProbeException, InterruptedException {
        Set<Query<?>> ask = new LinkedHashSet<>();
        batch.plans().forEach(plan -> ask.addAll(plan.step().queries()));
        ask.addAll(state.stale(ahead));
        if (batch.work() instanceof ChangeBatch.Alone alone && alone.action() instanceof Action.Wait wait) {
            return List.of(await(batch.plans().getFirst(), wait, ask));
        }
        if (batch.work() instanceof ChangeBatch.Alone alone && alone.action() instanceof Action.Reboot reboot) {
            return List.of(reboot(batch.plans().getFirst(), reboot));
        }
        Executor.Applied applied = attempt(batch, ask);
        state.observe(applied.observed());
        List<StepReport> reports = new ArrayList<>();
        Iterator<StepResult> results = applied.results().iterator();
        for (StepPlan plan : batch.plans()) {
            if (plan.assessment() instanceof Assessment.InSync) {
                reports.add(StepReport.of(plan));
            } else if (results.hasNext()) {
                reports.add(verdict(plan, results.next()));
            } else {
                break;
            }
        }
        return reports;
    }

    private StepReport await(StepPlan plan, Action.Wait wait, Set<Query<?>> ask)
            throws RemoteException, ProbeException, InterruptedException {
        Waiting.Waited waited;
        try {
            waited = executor.waiting(stopping).until(plan.step(), wait.within(), ask);
        } catch (RemoteException e) {
            throw lost(List.of(plan), e);
        }
        state.observe(waited.observed());
        Outcome outcome = waited.failure().isPresent() ? Outcome.FAILED : Outcome.CHANGED;
        return new StepReport(
                plan.step(),
                outcome,
                waited.failure().orElse(""),
                plan.differences(),
                Optional.empty(),
                waited.duration());
    }

    private StepReport reboot(StepPlan plan, Action.Reboot reboot)
            throws RemoteException, ProbeException, InterruptedException {
        Instant start = Instant.now();
        listener.note("rebooting; it may take up to " + reboot.within().toSeconds() + " s");
        Optional<String> failure;
        try {
            failure = executor.rebooting(stopping).reboot(plan, reboot, state.asked());
            if (failure.isEmpty()) {
                state.renew();
            }
        } catch (RemoteException e) {
            throw lost(List.of(plan), e);
        }
        Duration duration = Duration.between(start, Instant.now());
        StepResult result = new StepResult(0, false, reboot.within(), duration, "", "");
        return failure.map(why -> new StepReport(
                        plan.step(), Outcome.FAILED, why, plan.differences(), Optional.empty(), duration))
                .orElseGet(() -> verdict(plan, result));
    }

    private Executor.Applied attempt(ChangeBatch batch, Set<Query<?>> ask)
            throws RemoteException, ProbeException, InterruptedException {
        List<StepPlan> pending = batch.pending();
        try {
            return switch (batch.work()) {
                case ChangeBatch.Alone(Action action, Duration timeout) -> executor.run(pending, action, timeout, ask);
                case ChangeBatch.Scripts(List<Executor.ScriptRun> runs) -> executor.runBatch(runs, ask);
            };
        } catch (RemoteException e) {
            throw lost(pending, e);
        }
    }

    /** A host that goes away now leaves it open how far these steps came: they have failed, and are named. */
    private RemoteException lost(List<StepPlan> pending, RemoteException e) {
        String at = pending.size() == 1 ? " while the step was running" : " while this step and others were running";
        pending.forEach(plan -> listener.ended(unfinished(plan, e.getMessage() + at)));
        return during(pending, e);
    }

    private static StepReport unfinished(StepPlan plan, String because) {
        Step step = plan.step();
        StepError error = new StepError(step.resource().title(), -1, "");
        return new StepReport(step, Outcome.FAILED, because, plan.differences(), Optional.of(error), Duration.ZERO);
    }

    private static RemoteException during(List<StepPlan> pending, RemoteException e) {
        String steps = pending.stream()
                .limit(NAMED)
                .map(plan -> "'" + plan.step().name() + "' (" + plan.step().location() + ")")
                .collect(Collectors.joining(", "));
        String more = pending.size() > NAMED ? " and " + (pending.size() - NAMED) + " more" : "";
        String at = pending.size() == 1 ? " was running" : " were running";
        String hint = e.kind() == RemoteException.Kind.LOST
                ? "the step keeps running unless the host went down; run again to check the result and continue"
                : e.hint();
        return new RemoteException(e.kind(), e.getMessage() + ", while " + steps + more + at, hint, e);
    }

    /** A step has changed what it should where its own probe now finds nothing to do, whatever its commands said. */
    private StepReport verdict(StepPlan before, StepResult result) {
        Step step = before.step();
        StepPlan after = Planner.judge(step, state.prediction());
        if (result.failed()) {
            return failed(step, before.differences(), result.describe(), result);
        }
        if (!(after.assessment() instanceof Assessment.InSync)) {
            String left = after.differences().isEmpty()
                    ? after.because()
                    : String.join(", ", Difference.summaries(after.differences(), executor.masker()));
            String message = "its commands succeeded, but the host still does not match the desired state: " + left;
            return failed(step, before.differences(), message, result);
        }
        result.notes().forEach(note -> listener.note(step.name() + ": " + note));
        return new StepReport(
                step, Outcome.CHANGED, before.because(), before.differences(), Optional.empty(), result.duration());
    }

    private static StepReport failed(Step step, List<Difference> differences, String because, StepResult result) {
        int exit = result.timedOut() ? -1 : result.exit();
        StepError error = new StepError(step.resource().title(), exit, result.said());
        return new StepReport(step, Outcome.FAILED, because, differences, Optional.of(error), result.duration());
    }
}
