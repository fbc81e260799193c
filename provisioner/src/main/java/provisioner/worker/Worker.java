package provisioner.worker;

import com.github.kagkarlsson.scheduler.CurrentlyExecuting;
import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.task.Task;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.sql.DataSource;

/** Takes the work of a pool, one run at a time, until it is stopped. */
public final class Worker {
    /** The exit code of a run that was interrupted. */
    public static final int INTERRUPTED = 130;

    /** Other pools' work is none of ours: db-scheduler would delete tasks that it has not known for a while. */
    private static final Duration NEVER = Duration.ofDays(36_500);

    private static final Duration NO_LIMIT = Duration.ofDays(365);

    private final Settings settings;
    private final Scheduler scheduler;
    private final SchedulerLog log;
    private final ScheduledExecutorService watch;
    private final Runnable giveUp;
    private final Optional<Notifier> notifier;

    /**
     * What a worker is.
     *
     * @param name of this worker; no other one has it
     * @param directory of the project whose sites it verifies
     */
    public record Settings(String pool, String name, Lease lease, Path directory) {
        /** @throws IllegalArgumentException with a message for users, if it cannot be */
        public Settings {
            Work.task(pool);
        }

        /** Its project. */
        public Project project() {
            return new Project(directory);
        }
    }

    /** Runs a verify. */
    public interface Verifier {
        /**
         * @param arguments of the command line
         * @return the exit code
         */
        int run(List<String> arguments);
    }

    /**
     * Prepares a worker.
     *
     * @param notifier tells of what the runs find; empty if nobody is told
     * @param provisioner empty for a worker that takes no approved plans
     * @param log told in one line each what it does
     * @param giveUp ends the process at once: its work may be another worker's by now
     * @throws WorkException if it cannot work with this database
     */
    public Worker(
            DataSource source,
            Settings settings,
            Verifier verifier,
            Optional<Notifier> notifier,
            Optional<Provisioner> provisioner,
            Consumer<String> log,
            Runnable giveUp)
            throws WorkException {
        this.settings = settings;
        this.giveUp = giveUp;
        this.notifier = notifier;
        this.log = SchedulerLog.to(log);
        this.watch = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().factory());
        DatabaseTime.mustAgree(source);
        List<Task<?>> tasks = new ArrayList<>(List.of(new RunJob(settings, verifier, notifier, log).task()));
        provisioner.ifPresent(own -> tasks.add(new RunPlan(settings, own, new Approvals(source), log).task()));
        this.scheduler = scheduler(source, settings, tasks);
    }

    private static Scheduler scheduler(DataSource source, Settings settings, List<Task<?>> tasks) {
        Lease lease = settings.lease();
        return Scheduler.create(source, tasks)
                .serializer(new JobText())
                .tableName(Work.TABLE)
                .jdbcCustomization(Work.dialect(source))
                .schedulerName(new SchedulerName.Fixed(settings.name()))
                .threads(1)
                .pollingInterval(lease.poll())
                .heartbeatInterval(lease.heartbeat())
                .missedHeartbeatsLimit(Lease.MISSED)
                .deleteUnresolvedAfter(NEVER)
                .shutdownMaxWait(NO_LIMIT)
                .build();
    }

    /** Takes work from now on. */
    public void start() {
        scheduler.start();
        notifier.ifPresent(Notifier::start);
        long period = settings.lease().heartbeat().toMillis();
        watch.scheduleAtFixedRate(this::look, period, period, TimeUnit.MILLISECONDS);
    }

    /** Whether the work in hand is still ours. */
    private void look() {
        for (CurrentlyExecuting one : scheduler.getCurrentlyExecuting()) {
            if (one.getHeartbeatState().getFractionDead() > Lease.GIVE_UP) {
                giveUp.run();
            }
        }
    }

    /** Takes no more work, and returns when the run in hand has ended. */
    public void stop() {
        scheduler.stop();
        notifier.ifPresent(Notifier::close);
        watch.shutdownNow();
        log.close();
    }
}
