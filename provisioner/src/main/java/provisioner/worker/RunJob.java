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
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/** What happens to a job: it is run, and has its next time, or is done. db-scheduler says when, and by which worker. */
final class RunJob {
    /** A job that has killed so many workers one after another is not done again at once. */
    private static final int MOST_DEATHS = 5;

    private static final Duration AFTER_DEATHS = Duration.ofMinutes(15);
    private static final int REFUSED = 64;

    private final Worker.Settings settings;
    private final Worker.Verifier verifier;
    private final Optional<Notifier> notifier;
    private final Consumer<String> log;
    private final Insistence insistence;

    RunJob(Worker.Settings settings, Worker.Verifier verifier, Optional<Notifier> notifier, Consumer<String> log) {
        this.settings = settings;
        this.notifier = notifier;
        this.verifier = verifier;
        this.log = log;
        this.insistence = new Insistence(settings.lease(), log);
    }

    Task<Job> task() {
        return Tasks.custom(Work.task(settings.pool()), Job.class)
                .onFailure(this::failed)
                .onDeadExecution(this::dead)
                .execute(this::execute);
    }

    private CompletionHandler<Job> execute(TaskInstance<Job> instance, ExecutionContext context) {
        Job job = instance.getData();
        Optional<String> refusal = settings.project().refusal(job.verify());
        if (refusal.isPresent()) {
            log.accept(instance.getId() + " is refused: " + refusal.get());
        } else {
            log.accept(instance.getId() + " begins");
        }
        Instant started = Instant.now();
        int exit = refusal.isPresent() ? REFUSED : run(job);
        Duration took = Duration.between(started, Instant.now());
        log.accept(String.format(
                Locale.ROOT, "%s ended with %d after %.1f s", instance.getId(), exit, took.toMillis() / 1000.0));
        Job.Ended end = new Job.Ended(exit, started.plus(took).getEpochSecond(), took.toMillis(), settings.name());
        return (complete, operations) -> insistence.on(() -> ended(job.ended(end), exit, complete, operations));
    }

    private int run(Job job) {
        if (notifier.isPresent()) {
            try {
                notifier.get().tellOf(job.verify().site());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Worker.INTERRUPTED;
            }
        }
        return verifier.run(job.arguments());
    }

    private static void ended(Job job, int exit, ExecutionComplete complete, ExecutionOperations<Job> operations) {
        Instant now = complete.getTimeDone();
        // What was interrupted is done again, by another worker: this one was told to stop.
        Optional<Instant> next = exit == Worker.INTERRUPTED ? Optional.of(now) : job.next(now);
        if (next.isPresent()) {
            operations.reschedule(complete, next.get(), job);
        } else {
            operations.remove();
        }
    }

    /** A mistake of ours, or a job that cannot be read. It is in nobody's way, and is tried again later. */
    private void failed(ExecutionComplete failed, ExecutionOperations<Job> operations) {
        String why = failed.getCause().map(WorkException::firstLine).orElse("unknown");
        log.accept(failed.getExecution().taskInstance.getId() + " could not be run: " + why);
        insistence.on(() -> operations.reschedule(failed, failed.getTimeDone().plus(AFTER_DEATHS)));
    }

    /** Its worker has died. */
    private void dead(ExecutionComplete dead, ExecutionOperations<Job> operations) {
        Execution execution = dead.getExecution();
        boolean atOnce = execution.consecutiveFailures < MOST_DEATHS;
        Instant again = atOnce ? dead.getTimeDone() : dead.getTimeDone().plus(AFTER_DEATHS);
        log.accept(execution.taskInstance.getId() + " is done again" + (atOnce ? "" : " at " + again) + ": worker "
                + execution.pickedBy + " says nothing any more");
        operations.reschedule(dead, again);
    }
}
