package provisioner.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;
import provisioner.check.Checks;
import provisioner.check.Verdict;
import provisioner.parallel.Mishap;
import provisioner.parallel.Parallel;
import provisioner.resource.Check;
import provisioner.resource.CheckStep;

/** Runs the checks at the end of a run, while its connections are open: side by side, because most only wait. */
final class CheckPhase {
    private final RunOptions options;
    private final Consumer<Event> events;
    private final RunConnections connected;
    private final Checks checks;
    private final List<HostRun> runs;
    private final AtomicBoolean prepared = new AtomicBoolean();

    CheckPhase(List<HostRun> runs, RunOptions options, Consumer<Event> events) {
        this.options = options;
        this.events = events;
        this.connected = new RunConnections(runs);
        this.checks = new Checks(connected);
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

    List<Event.CheckEnded> run(List<HostRun> hosts, List<CheckStep> global) throws InterruptedException {
        List<CheckStep> all = Stream.concat(
                        global.stream(), hosts.stream().flatMap(host -> host.program().checks().stream()))
                .toList();
        List<Event.CheckEnded> results = new CopyOnWriteArrayList<>();
        new Parallel(options.parallel()).forEach(all, step -> run(step).ifPresent(results::add));
        return List.copyOf(results);
    }

    private Optional<Event.CheckEnded> run(CheckStep step) throws InterruptedException {
        if (options.stopping().getAsBoolean()) {
            return Optional.empty();
        }
        Optional<String> leftOut = leftOut(step.check());
        if (leftOut.isPresent()) {
            events.accept(new Event.HostNote(step.host(), "'" + step.name() + "' was skipped: " + leftOut.get()));
            return Optional.empty();
        }
        Instant start = Instant.now();
        Verdict verdict = judge(step);
        Event.CheckEnded ended = new Event.CheckEnded(
                step.global() ? Optional.empty() : Optional.of(step.host()),
                step.name(),
                verdict.passed(),
                verdict.detail(),
                Duration.between(start, Instant.now()));
        events.accept(ended);
        return Optional.of(ended);
    }

    /** Whatever an answer contains, only this check can fail because of it. */
    private Verdict judge(CheckStep step) throws InterruptedException {
        try {
            return checks.run(step.check(), step.host());
        } catch (RuntimeException | Error e) {
            return Verdict.failed(Mishap.of(e));
        }
    }

    /** Why a check is skipped, if it is. */
    private Optional<String> leftOut(Check check) {
        if (options.readOnly() && check.writes()) {
            return Optional.of("it writes test data, and --read-only was given");
        }
        List<String> asked = check.asks();
        return asked.isEmpty() || asked.stream().anyMatch(connected::covers)
                ? Optional.empty()
                : Optional.of("none of its hosts is part of this run");
    }
}
