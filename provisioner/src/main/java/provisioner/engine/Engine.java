package provisioner.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import provisioner.compile.Program;
import provisioner.compile.Program.HostProgram;
import provisioner.plan.Outcome;
import provisioner.plan.StepPlan;
import provisioner.plan.StepReport;
import provisioner.resource.CheckNotRun;

/** Runs a program. Each run has its own object. */
public final class Engine {
    private final Program program;
    private final RunOptions options;
    private final Consumer<Event> events;
    private final HostConnector hosts;
    private final List<HostRun> runs;
    private final CheckPhase checks;
    private final Instant startedAt = Instant.now();
    private boolean declined;
    private CheckPhase.Results results = CheckPhase.Results.NONE;

    /** @param listener receives one event at a time, from any thread */
    public Engine(Program program, RunOptions options, Consumer<Event> listener) {
        this.program = program;
        this.options = options;
        this.events = oneAtATime(listener);
        this.hosts = new HostConnector(options, events);
        this.runs = program.hosts().stream().map(HostRun::new).toList();
        this.checks = new CheckPhase(runs, program.globalChecks(), options, events);
    }

    private static Consumer<Event> oneAtATime(Consumer<Event> listener) {
        Object lock = new Object();
        return event -> {
            synchronized (lock) {
                listener.accept(event);
            }
        };
    }

    /** The summary of a run, and the plan of each host if there is one. */
    public record Result(Summary summary, Map<String, HostPlan> plans) {}

    /**
     * Observes and plans. Changes nothing.
     *
     * @param kept whether the plans are needed afterwards
     */
    public Result plan(boolean kept) throws InterruptedException {
        start(Command.PLAN);
        HostTurns turns = new HostTurns(program, options, runs);
        try {
            hosts.open(runs, Command.PLAN, () -> {}, turns.planning(kept));
            turns.notes().forEach(events);
            showExceptions();
            showReports();
        } finally {
            hosts.close(runs);
        }
        return new Result(end(Command.PLAN), turns.plans());
    }

    /** Observes, finds drift and runs the checks. */
    public Result verify() throws InterruptedException {
        start(Command.VERIFY);
        try {
            hosts.open(runs, Command.VERIFY, checks::warmUp, new HostTurns(program, options, runs).verifying(checks));
            showReports();
            for (HostRun host : working()) {
                host.results()
                        .completeness()
                        .ifPresent(found -> events.accept(new Event.HostCompleted(host.name(), found)));
            }
            results = checks.verify(program.globalChecks());
        } finally {
            hosts.close(runs);
        }
        return new Result(end(Command.VERIFY), Map.of());
    }

    /** What was found on each host, in their order. */
    private void showReports() {
        for (HostRun host : working()) {
            host.results().take().forEach(report -> ended(host, report));
        }
    }

    /** Applies the steps, observes again and runs the checks. */
    public Result provision() throws InterruptedException {
        start(Command.PROVISION);
        try {
            hosts.open(runs, Command.PROVISION, checks::warmUp);
            if (matchesApproval() && isWanted()) {
                new ProvisionRun(program, options, hosts, runs, events).run();
                BetweenHosts.changed(working()).forEach(events);
            }
            // If a host failed, the service as a whole is not in the desired state, which was reported.
            results = checks.run(program.globalChecks(), left());
        } finally {
            hosts.close(runs);
        }
        return new Result(end(Command.PROVISION), Map.of());
    }

    /** Shows what would be done and asks whether it is to be, if there is anything to do and anybody to ask. */
    private boolean isWanted() throws InterruptedException {
        if (options.question().isEmpty()) {
            return true;
        }
        SequencedMap<String, List<StepReport>> plan = new LinkedHashMap<>();
        Map<String, HostPlan> plans = planned();
        plans.forEach((host, made) ->
                plan.put(host, made.steps().stream().map(StepReport::of).toList()));
        if (plan.values().stream().flatMap(List::stream).noneMatch(StepReport::acts)) {
            return true;
        }
        BetweenHosts.open(
                        working(),
                        host -> Optional.ofNullable(plans.get(host))
                                .map(HostPlan::steps)
                                .orElse(List.of()))
                .forEach(events);
        showExceptions();
        events.accept(new Event.PlanMade(plan));
        declined = !options.question().get().isAnsweredYes();
        if (declined) {
            runs.forEach(host -> host.leaveOut("nothing was changed, because the answer was not 'yes'"));
        }
        return !declined;
    }

    /** Whether every host would still act as in the saved plan. If not, nothing is changed. */
    private boolean matchesApproval() {
        if (options.approved().isEmpty()) {
            return true;
        }
        Approval approved = options.approved().get();
        Map<String, HostPlan> now = planned();
        boolean matches = true;
        for (HostRun host : runs) {
            if (host.failed()) {
                matches = false;
                continue;
            }
            List<String> differing = approved.plan()
                    .differing(host.name(), Objects.requireNonNull(now.get(host.name())), approved.digest());
            if (!differing.isEmpty()) {
                matches = false;
                host.fail("its plan is stale", false);
                events.accept(new Event.HostFailed(
                        host.name(),
                        "the saved plan is stale; these steps would now act differently: "
                                + String.join(", ", differing),
                        "nothing was changed on any host; make a new plan",
                        false));
            }
        }
        return matches;
    }

    private Map<String, HostPlan> planned() {
        SequencedMap<String, List<StepPlan>> steps = HostTurns.planned(working());
        Map<String, HostPlan> plans = new LinkedHashMap<>();
        for (HostRun host : runs) {
            Optional.ofNullable(steps.get(host.name())).ifPresent(made -> plans.put(host.name(), host.plan(made)));
        }
        return plans;
    }

    private void showExceptions() {
        SequencedMap<String, List<String>> hostsOf = new LinkedHashMap<>();
        for (HostRun host : working()) {
            host.program().steps().stream()
                    .flatMap(step -> step.resource().exceptions().stream())
                    .distinct()
                    .forEach(text -> hostsOf.computeIfAbsent(text, t -> new ArrayList<>())
                            .add(host.name()));
        }
        hostsOf.forEach((text, on) -> events.accept(new Event.ExceptionDeclared(text, List.copyOf(on))));
    }

    private void start(Command command) {
        SequencedMap<String, Integer> steps = new LinkedHashMap<>();
        program.hosts().forEach(host -> steps.put(host.host(), host.steps().size()));
        int all = program.globalChecks().size();
        for (HostProgram host : program.hosts()) {
            all += host.checks().size();
        }
        events.accept(new Event.RunStarted(command, options.runId(), startedAt, steps, all));
        program.warnings().forEach(warning -> events.accept(new Event.InputWarning(warning)));
    }

    private void ended(HostRun host, StepReport report) {
        host.results().count(report);
        events.accept(new Event.StepEnded(host.name(), report));
    }

    private List<HostRun> working() {
        return runs.stream().filter(HostRun::takesPart).toList();
    }

    /** The hosts that are not part of the run any more, and why; empty if there are none. */
    private Optional<String> left() {
        List<String> left = runs.stream()
                .filter(host -> !host.takesPart() && !host.isAbsentBystander())
                .map(host -> host.name() + ": " + host.reason())
                .toList();
        return left.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", left));
    }

    private int checksFailed() {
        return (int) results.ended().stream().filter(check -> !check.passed()).count();
    }

    private List<CheckNotRun> checksNotRun(Command command) {
        return command == Command.PLAN
                ? List.of()
                : Stream.concat(results.notRun().stream(), program.deselected().stream())
                        .toList();
    }

    private Summary end(Command command) {
        List<Summary.HostSummary> summaries = new ArrayList<>();
        for (HostRun host : runs) {
            Summary.HostSummary summary = host.summary();
            summaries.add(summary);
            if (!summary.rebootRequired().isEmpty()) {
                events.accept(new Event.HostNote(
                        host.name(), "a reboot is required: " + String.join(", ", summary.rebootRequired())));
            }
        }
        boolean interrupted = options.stopping().getAsBoolean();
        Summary summary = new Summary(
                command,
                interrupted ? 130 : exitCode(command),
                summaries,
                results.ended().size() - checksFailed(),
                checksFailed(),
                checksNotRun(command),
                interrupted,
                declined,
                Duration.between(startedAt, Instant.now()));
        events.accept(new Event.RunEnded(summary));
        return summary;
    }

    /** The exit code of the command contract, without {@code --exit-code}. */
    private int exitCode(Command command) {
        boolean failed = runs.stream()
                .filter(host -> !host.isAbsentBystander())
                .anyMatch(host -> host.failed()
                        || host.isRefused()
                        || host.results().count(Outcome.FAILED) > 0
                        || host.results().hasUnknown());
        if (failed || declined) {
            return 1;
        }
        return switch (command) {
            case PLAN -> 0;
            case PROVISION -> checksFailed() > 0 ? 1 : 0;
            case VERIFY -> {
                boolean drifted = runs.stream()
                        .anyMatch(host -> host.results().count(Outcome.DRIFTED) > 0
                                || host.results().hasUnaccounted());
                yield drifted || checksFailed() > 0 ? 2 : 0;
            }
        };
    }
}
