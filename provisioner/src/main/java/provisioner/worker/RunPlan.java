package provisioner.worker;

import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.Execution;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionContext;
import com.github.kagkarlsson.scheduler.task.ExecutionOperations;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import provisioner.worker.PlanState.State;
import provisioner.worker.Provisioner.RefusedException;

/**
 * What happens to an approved plan: it is begun at most once, by one worker. That it begins is written before it does, so
 * nobody begins it again, whatever becomes of that worker.
 */
final class RunPlan {
    private static final Duration LATER = Duration.ofMinutes(1);

    private final Worker.Settings settings;
    private final Provisioner provisioner;
    private final Approvals approvals;
    private final Consumer<String> log;
    private final Insistence insistence;

    RunPlan(Worker.Settings settings, Provisioner provisioner, Approvals approvals, Consumer<String> log) {
        this.settings = settings;
        this.provisioner = provisioner;
        this.approvals = approvals;
        this.log = log;
        this.insistence = new Insistence(settings.lease(), log);
    }

    /** What db-scheduler keeps; the rest is among the approvals. */
    record Planned(String digest) {}

    Task<Planned> task() {
        return Tasks.custom(Work.plan(settings.pool()), Planned.class)
                .onFailure(this::failed)
                .onDeadExecution(this::dead)
                .execute(this::execute);
    }

    private CompletionHandler<Planned> execute(TaskInstance<Planned> instance, ExecutionContext context) {
        String digest = instance.getId();
        Optional<ApprovedPlan> waiting = approvals.waiting(digest);
        if (waiting.isEmpty()) {
            log.accept("plan " + digest + " is not begun: it does not wait any more");
            return (complete, operations) -> end(digest, State.INTERRUPTED, Optional.empty(), operations);
        }
        try {
            String approver = provisioner.approver(waiting.get());
            return approvals.begin(digest, settings.name(), approver, Instant.now())
                    ? run(waiting.get(), approver)
                    : (complete, operations) -> insistence.on(operations::remove);
        } catch (RefusedException e) {
            log.accept("plan " + digest + " is refused: " + e.getMessage());
            return (complete, operations) -> insistence.on(() -> {
                approvals.refuse(digest, settings.name(), String.valueOf(e.getMessage()), Instant.now());
                operations.remove();
            });
        }
    }

    private CompletionHandler<Planned> run(ApprovedPlan plan, String approver) {
        String digest = plan.approval().digest();
        log.accept("plan " + digest + " begins, approved by " + approver);
        int exit = provisioner.run(plan);
        log.accept("plan " + digest + " ended with " + exit);
        State state = exit == Worker.INTERRUPTED ? State.INTERRUPTED : State.ENDED;
        return (complete, operations) -> end(digest, state, Optional.of(exit), operations);
    }

    private void end(String digest, State state, Optional<Integer> exit, ExecutionOperations<Planned> operations) {
        insistence.on(() -> {
            approvals.end(digest, state, exit.orElse(null), Instant.now());
            operations.remove();
        });
    }

    /** A mistake of ours, or the database was away. If it has begun by now, it is found then that it does not wait any more. */
    private void failed(ExecutionComplete failed, ExecutionOperations<Planned> operations) {
        String why = failed.getCause().map(WorkException::firstLine).orElse("unknown");
        log.accept("plan " + failed.getExecution().taskInstance.getId() + " could not be carried out: " + why);
        insistence.on(() -> operations.reschedule(failed, failed.getTimeDone().plus(LATER)));
    }

    /** Its worker has died. What was begun needs a new plan; nobody knows how far it came. */
    private void dead(ExecutionComplete dead, ExecutionOperations<Planned> operations) {
        Execution execution = dead.getExecution();
        String digest = execution.taskInstance.getId();
        String worker = "worker " + execution.pickedBy + " says nothing any more";
        if (approvals.end(digest, State.INTERRUPTED, null, Instant.now())) {
            log.accept("plan " + digest + " was interrupted and needs a new plan: " + worker);
            operations.remove();
        } else {
            // It was not begun, or it has ended and only the work was not removed.
            log.accept("plan " + digest + " is looked at again: " + worker);
            operations.reschedule(dead, dead.getTimeDone());
        }
    }
}
