package provisioner.worker;

import com.github.kagkarlsson.scheduler.ScheduledExecution;
import com.github.kagkarlsson.scheduler.ScheduledExecutionsFilter;
import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.exceptions.DbSchedulerException;
import com.github.kagkarlsson.scheduler.exceptions.TaskInstanceCurrentlyExecutingException;
import com.github.kagkarlsson.scheduler.exceptions.TaskInstanceNotFoundException;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.shaded.jdbc.SQLRuntimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** What workers are to do: added, listed and removed. */
public final class WorkList implements AutoCloseable {
    private final JobText text = new JobText();

    /** Held, or Java would forget it. What fails here is thrown, too. */
    private final SchedulerLog quiet = SchedulerLog.to(line -> {});

    private final SchedulerClient client;
    private final Approvals approvals;

    public WorkList(DataSource source) {
        this.approvals = new Approvals(source);
        // It knows no tasks, so it lists the work of all pools, as it is in the database.
        this.client = SchedulerClient.Builder.create(source)
                .serializer(text)
                .tableName(Work.TABLE)
                .jdbcCustomization(Work.dialect(source))
                .build();
    }

    /**
     * Adds an entry, with all its shards or not at all.
     *
     * @param due when it is to be run first
     * @throws IllegalArgumentException with a message for users, if the names cannot be
     */
    public void add(String pool, String name, List<Job> shards, Instant due) throws WorkException {
        String task = Work.task(pool);
        Work.name(name);
        if (named(pool, name).findAny().isPresent()) {
            throw new WorkException("pool " + pool + " has an entry '" + name
                    + "' already; remove it first, or give this one another name with --name");
        }
        List<TaskInstance<?>> instances = new ArrayList<>();
        shards.forEach(job -> instances.add(new TaskInstance<>(task, Work.instance(name, job), job)));
        asked(() -> {
            client.scheduleBatch(instances, due);
            return instances;
        });
    }

    /**
     * Has an approved plan carried out, once.
     *
     * @throws WorkException if it was approved before, too
     */
    public void approve(ApprovedPlan plan, Instant due) throws WorkException {
        Approval approval = plan.approval();
        if (!asked(() -> approvals.add(plan))) {
            throw new WorkException("plan " + approval.digest()
                    + " was approved before, and a plan is carried out at most once; make a new one");
        }
        asked(() -> client.scheduleIfNotExists(
                new TaskInstance<>(
                        Work.plan(approval.pool()), approval.digest(), new RunPlan.Planned(approval.digest())),
                due));
    }

    /** The approved plans, of all pools: those that have not ended, and those of the time since. */
    public List<PlanState> plans(Instant since) throws WorkException {
        return asked(() -> approvals.all(since));
    }

    private Stream<ScheduledExecution<Object>> named(String pool, String name) throws WorkException {
        List<String> tasks = List.of(Work.task(pool), Work.plan(pool));
        return all().stream()
                .filter(one -> tasks.contains(one.getTaskInstance().getTaskName()))
                .filter(one -> Work.entry(one.getTaskInstance().getId()).equals(name));
    }

    private List<ScheduledExecution<Object>> all() throws WorkException {
        return asked(() ->
                client.getScheduledExecutions(ScheduledExecutionsFilter.all().withIncludeUnresolved(true)));
    }

    /** What there is, by pool and name. */
    public List<Entry> entries() throws WorkException {
        List<Entry> entries = new ArrayList<>();
        for (ScheduledExecution<Object> one : all()) {
            Work.pool(one.getTaskInstance().getTaskName()).ifPresent(pool -> entries.add(entry(pool, one)));
        }
        entries.sort(Comparator.comparing(Entry::pool)
                .thenComparing(Entry::name)
                .thenComparing(one -> one.job().map(Job::shard).orElse(0)));
        return List.copyOf(entries);
    }

    private Entry entry(String pool, ScheduledExecution<Object> one) {
        Optional<Job> job;
        try {
            job = Optional.of(text.deserialize(Job.class, one.getRawData()));
        } catch (IllegalArgumentException e) {
            job = Optional.empty();
        }
        return new Entry(
                pool,
                Work.entry(one.getTaskInstance().getId()),
                job,
                one.getExecutionTime(),
                one.isPicked() ? Optional.ofNullable(one.getPickedBy()) : Optional.empty());
    }

    /** Removes an entry with all its shards. One that runs stays, because its worker still has to say how it ended. */
    public void remove(String pool, String name) throws WorkException {
        List<ScheduledExecution<Object>> entry = named(pool, name).toList();
        if (entry.isEmpty()) {
            throw new WorkException("pool " + pool + " has no entry '" + name + "'");
        }
        List<String> running = new ArrayList<>();
        for (ScheduledExecution<Object> one : entry) {
            asked(() -> {
                try {
                    client.cancel(one.getTaskInstance());
                } catch (TaskInstanceCurrentlyExecutingException e) {
                    running.add(String.valueOf(one.getPickedBy()));
                } catch (TaskInstanceNotFoundException e) {
                    // It was for once and has ended, or somebody else has removed it.
                }
                return running;
            });
        }
        if (!running.isEmpty()) {
            throw new WorkException("'" + name + "' is being run by " + String.join(", ", running)
                    + "; remove it again when that has ended");
        }
    }

    @Override
    public void close() {
        quiet.close();
    }

    private static <T> T asked(Supplier<T> question) throws WorkException {
        try {
            return question.get();
        } catch (SQLRuntimeException | DbSchedulerException e) {
            throw WorkException.of(e);
        }
    }
}
