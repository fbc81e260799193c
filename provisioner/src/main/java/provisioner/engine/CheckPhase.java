package provisioner.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;
import provisioner.check.Checks;
import provisioner.check.Verdict;
import provisioner.parallel.Mishap;
import provisioner.parallel.Parallel;
import provisioner.plan.Outcome;
import provisioner.resource.Check;
import provisioner.resource.CheckNotRun;
import provisioner.resource.CheckStep;

/** Runs the checks at the end of a run, while its connections are open: side by side, because most only wait. */
final class CheckPhase {
    private final RunOptions options;
    private final Consumer<Event> events;
    private final RunConnections connected;
    private final Checks checks;
    private final List<HostRun> runs;
    private volatile boolean retried = true;
    private final Map<CheckStep, Event.CheckEnded> before = new ConcurrentHashMap<>();
    private final AtomicBoolean prepared = new AtomicBoolean();

    /** @param global those of no particular host */
    CheckPhase(List<HostRun> runs, List<CheckStep> global, RunOptions options, Consumer<Event> events) {
        this.options = options;
        this.events = events;
        this.connected = new RunConnections(runs, options.parallel());
        this.checks = new Checks(
                connected,
                Stream.concat(runs.stream().flatMap(host -> host.program().checks().stream()), global.stream())
                        .map(CheckStep::check)
                        .toList());
        this.runs = runs;
    }

    /** Prepares the first checks in the background while the run waits for hosts. Returns at once. */
    void warmUp() {
        if (prepared.compareAndSet(false, true)) {
            List<Check> own = runs.stream()
                    .flatMap(host -> host.program().checks().stream())
                    .map(CheckStep::check)
                    .toList();
            Thread.ofVirtual().name("warm up checks").start(() -> checks.warmUp(own));
        }
    }

    /**
     * Runs the checks that look at no other host over the connection that this one still has. They are told with the others.
     *
     * @param drifted whether the host is known not to be as it must: then nothing that fails is worth waiting for
     */
    void runAlone(HostRun host, boolean drifted) throws InterruptedException {
        List<CheckStep> alone = host.takesPart()
                ? host.program().checks().stream()
                        .filter(step -> step.check().asks().isEmpty()
                                && step.check().needs().isEmpty())
                        .filter(step ->
                                !isInterrupted() && leftOut(step.check()).isEmpty())
                        .toList()
                : List.of();
        new Parallel(options.parallel()).forEach(alone, step -> before.put(step, ended(step, !drifted)));
    }

    /** Each check either ended or was not run. */
    record Results(List<Event.CheckEnded> ended, List<CheckNotRun> notRun) {
        static final Results NONE = new Results(List.of(), List.of());
    }

    /** As {@link #run}, where nothing was changed: if a host is known not to be as it must, nothing that fails is worth waiting for. */
    Results verify(List<CheckStep> global) throws InterruptedException {
        retried = runs.stream()
                .noneMatch(host ->
                        host.unreachable() || host.failed() || host.results().count(Outcome.DRIFTED) > 0);
        return run(global, Optional.empty());
    }

    /** @param globalObstacle why the global checks cannot be run, if they cannot */
    Results run(List<CheckStep> global, Optional<String> globalObstacle) throws InterruptedException {
        List<Event.CheckEnded> ended = new CopyOnWriteArrayList<>();
        List<CheckNotRun> notRun = new ArrayList<>();
        List<CheckStep> able = new ArrayList<>();
        for (CheckStep step : global) {
            globalObstacle.ifPresentOrElse(why -> notRun.add(CheckNotRun.of(step, why)), () -> able.add(step));
        }
        for (HostRun host : runs) {
            for (CheckStep step : host.program().checks()) {
                if (host.takesPart()) {
                    able.add(step);
                } else {
                    notRun.add(CheckNotRun.of(step, host.name() + ": " + host.reason()));
                }
            }
        }
        List<CheckNotRun> leftOut = Collections.synchronizedList(notRun);
        new Parallel(options.parallel()).forEach(able, step -> {
            Optional<String> why = before.containsKey(step) ? Optional.empty() : leftOut(step);
            if (why.isPresent()) {
                leftOut.add(CheckNotRun.of(step, why.get()));
            } else {
                ended.add(run(step));
            }
        });
        return new Results(List.copyOf(ended), List.copyOf(notRun));
    }

    private Optional<String> leftOut(CheckStep step) {
        if (isInterrupted()) {
            return Optional.of("the run was interrupted");
        }
        Optional<String> leftOut = leftOut(step.check());
        leftOut.ifPresent(
                why -> events.accept(new Event.HostNote(step.host(), "'" + step.name() + "' was skipped: " + why)));
        return leftOut;
    }

    private boolean isInterrupted() {
        return options.stopping().getAsBoolean();
    }

    private Event.CheckEnded run(CheckStep step) throws InterruptedException {
        events.accept(new Event.CheckStarted(hostOf(step), step.name()));
        Event.CheckEnded known = before.remove(step);
        Event.CheckEnded ended = known == null ? ended(step, retried) : known;
        events.accept(ended);
        return ended;
    }

    private static Optional<String> hostOf(CheckStep step) {
        return step.global() ? Optional.empty() : Optional.of(step.host());
    }

    private Event.CheckEnded ended(CheckStep step, boolean again) throws InterruptedException {
        Instant start = Instant.now();
        Verdict verdict = judge(step, again);
        return new Event.CheckEnded(
                hostOf(step), step.name(), verdict.passed(), verdict.detail(), Duration.between(start, Instant.now()));
    }

    /** Whatever an answer contains, only this check can fail because of it. */
    private Verdict judge(CheckStep step, boolean again) throws InterruptedException {
        try {
            // What a check has just written needs its time to arrive.
            boolean waits = again || step.check().writes();
            return checks.run(step.check(), step.host(), waits ? step.check().within() : Duration.ZERO);
        } catch (RuntimeException | Error e) {
            return Verdict.failed(Mishap.of(e));
        }
    }

    /** Why a check is skipped, if it is. */
    private Optional<String> leftOut(Check check) {
        if (options.readOnly() && check.writes()) {
            return Optional.of("it writes test data, and --read-only was given");
        }
        Optional<String> away =
                check.needs().stream().filter(connected::isUnreachable).findFirst();
        if (away.isPresent()) {
            return Optional.of("it needs " + away.get() + ", which cannot be reached");
        }
        List<String> asked = check.asks();
        return asked.isEmpty() || asked.stream().anyMatch(connected::covers)
                ? Optional.empty()
                : Optional.of("none of its hosts is part of this run");
    }
}
