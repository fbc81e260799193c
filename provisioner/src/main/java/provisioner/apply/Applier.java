package provisioner.apply;

import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import provisioner.parallel.Mishap;
import provisioner.plan.Outcome;
import provisioner.plan.Planner;
import provisioner.plan.StepPlan;
import provisioner.plan.StepReport;
import provisioner.probe.ProbeException;
import provisioner.remote.target.RemoteException;
import provisioner.resource.Assessment;
import provisioner.resource.Step;

/**
 * Brings a list of steps about on one host, in order. A step that is as desired costs nothing; those that are not cost one
 * round trip for each {@link ChangeBatch} of neighbours, in which they are applied and observed again. The first step that
 * fails ends the list.
 */
public final class Applier {
    /** Why steps were skipped that the operator did not want to be begun any more. */
    public static final String INTERRUPTED = "the run was interrupted";

    private final HostState state;
    private final ChangeRunner changes;
    private final StepListener listener;
    private final BooleanSupplier stopping;
    private final ChangeGate gate;
    private boolean open;
    private boolean begun;

    /**
     * @param stopping asked before each step; the steps that are left when it says yes are skipped
     * @param gate opened before the first step that is not as desired
     */
    public Applier(
            HostState state, Executor executor, StepListener listener, BooleanSupplier stopping, ChangeGate gate) {
        this.state = state;
        this.changes = new ChangeRunner(state, executor, listener, stopping);
        this.listener = listener;
        this.stopping = stopping;
        this.gate = gate;
    }

    /**
     * @param begun whether anything may have been changed
     * @param failed whether not everything is as desired now
     */
    public record Result(boolean begun, boolean failed) {}

    /**
     * @throws RemoteException where the host was lost; the listener has heard how far it came
     */
    public Result apply(List<Step> steps) throws RemoteException, InterruptedException {
        int next = 0;
        while (next < steps.size()) {
            if (stopping.getAsBoolean()) {
                skip(steps.subList(next, steps.size()), INTERRUPTED);
                return new Result(begun, true);
            }
            if (!open && acts(steps.subList(next, steps.size()))) {
                Optional<String> refusal = gate.open();
                if (refusal.isPresent()) {
                    skip(steps.subList(next, steps.size()), refusal.get());
                    return new Result(begun, true);
                }
                open = true;
            }
            List<StepReport> reports = attempt(steps, next);
            next += reports.size();
            reports.forEach(listener::ended);
            Optional<StepReport> failed = reports.stream()
                    .filter(report -> report.outcome() == Outcome.FAILED)
                    .findFirst();
            if (failed.isPresent()) {
                String because = "step '" + failed.get().step().name() + "' failed";
                skip(steps.subList(next, steps.size()), because);
                return new Result(begun, true);
            }
        }
        return new Result(begun, false);
    }

    /** What cannot even be judged is left to the attempt, which says so. */
    private boolean acts(List<Step> steps) throws RemoteException, InterruptedException {
        Step step = steps.getFirst();
        try {
            state.refresh(step.queries(), () -> ChangeBatch.ahead(steps));
        } catch (ProbeException e) {
            return false;
        }
        Assessment assessment = Planner.judge(step, state.prediction()).assessment();
        return assessment instanceof Assessment.Differs || assessment instanceof Assessment.Unverifiable;
    }

    private void skip(List<Step> steps, String because) {
        steps.forEach(step -> listener.ended(StepReport.skipped(step, because)));
    }

    /** One step, or as many as go together with it; at least one report, and none for those that were not begun. */
    private List<StepReport> attempt(List<Step> steps, int first) throws RemoteException, InterruptedException {
        Step step = steps.get(first);
        try {
            state.refresh(step.queries(), () -> ChangeBatch.ahead(steps.subList(first, steps.size())));
            StepPlan plan = Planner.judge(step, state.prediction());
            return switch (plan.assessment()) {
                case Assessment.InSync ignored -> List.of(StepReport.of(plan));
                case Assessment.Impossible ignored -> List.of(StepReport.of(plan));
                case Assessment.Unknown ignored -> List.of(StepReport.of(plan));
                case Assessment.Unverifiable unverifiable -> {
                    begun = true;
                    yield List.of(changes.runUnverifiable(plan, unverifiable));
                }
                case Assessment.Differs ignored -> {
                    begun = true;
                    ChangeBatch batch = ChangeBatch.of(state.prediction(), steps, first, plan);
                    int next = first + batch.plans().size();
                    yield changes.runBatch(batch, ChangeBatch.ahead(steps.subList(next, steps.size())));
                }
            };
        } catch (ProbeException e) {
            return List.of(StepReport.failed(step, e.getMessage()));
        } catch (RuntimeException | Error e) {
            state.abandon();
            return List.of(StepReport.failed(step, Mishap.of(e)));
        }
    }
}
