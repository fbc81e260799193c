package provisioner.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import provisioner.check.Checks;
import provisioner.check.Verdict;
import provisioner.compile.Program;
import provisioner.parallel.Parallel;
import provisioner.resource.Check;
import provisioner.resource.Step;

/** The checks at the end of a run, while its connections are open: all of them side by side, since most only wait. */
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

    /** Makes the first checks faster, by what can be done while hosts are waited for; returns at once. */
    void warmUp() {
        if (prepared.compareAndSet(false, true)) {
            List<Check> own = runs.stream()
                    .flatMap(host -> assignments(host).stream())
                    .map(Assignment::check)
                    .toList();
            Thread.ofVirtual().name("warm up checks").start(() -> checks.warmUp(own));
        }
    }

    /** @param reported the host that it is said of; empty for a global one */
    private record Assignment(Optional<String> reported, String host, Step step, Check check) {}

    List<Event.CheckEnded> run(List<HostRun> hosts, List<Program.GlobalCheck> global) throws InterruptedException {
        List<Assignment> assignments = new ArrayList<>();
        global.forEach(one -> assignments.add(new Assignment(Optional.empty(), one.host(), one.step(), one.check())));
        hosts.forEach(host -> assignments.addAll(assignments(host)));
        List<Event.CheckEnded> results = new CopyOnWriteArrayList<>();
        new Parallel(options.parallel())
                .forEach(assignments, assignment -> run(assignment).ifPresent(results::add));
        return List.copyOf(results);
    }

    private static List<Assignment> assignments(HostRun host) {
        List<Assignment> assignments = new ArrayList<>();
        for (Step step : host.program().steps()) {
            if (step.declaration() instanceof Check check) {
                assignments.add(new Assignment(Optional.of(host.name()), host.name(), step, check));
            }
        }
        return assignments;
    }

    private Optional<Event.CheckEnded> run(Assignment assignment) throws InterruptedException {
        if (options.stopping().getAsBoolean()) {
            return Optional.empty();
        }
        String name = assignment.step.name();
        Optional<String> leftOut = leftOut(assignment.check);
        if (leftOut.isPresent()) {
            events.accept(new Event.HostNote(assignment.host, "'" + name + "' was left out: " + leftOut.get()));
            return Optional.empty();
        }
        Instant start = Instant.now();
        Verdict verdict = checks.run(assignment.check, assignment.host);
        Event.CheckEnded ended = new Event.CheckEnded(
                assignment.reported, name, verdict.passed(), verdict.detail(), Duration.between(start, Instant.now()));
        events.accept(ended);
        return Optional.of(ended);
    }

    /** Why a check is not run, if it is not. */
    private Optional<String> leftOut(Check check) {
        if (options.readOnly() && check.writes()) {
            return Optional.of("it writes, and --read-only was given");
        }
        List<String> asked = check.asks();
        return asked.isEmpty() || asked.stream().anyMatch(connected::covers)
                ? Optional.empty()
                : Optional.of("none of its hosts takes part in this run");
    }
}
