package provisioner.engine;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import provisioner.compile.Program;
import provisioner.compile.Program.HostProgram;
import provisioner.complete.Accounting;
import provisioner.complete.Completeness;
import provisioner.complete.Declared;
import provisioner.complete.Depth;
import provisioner.plan.Outcome;
import provisioner.plan.PlannedTogether;
import provisioner.plan.Planner;
import provisioner.plan.StepPlan;
import provisioner.plan.StepReport;
import provisioner.resource.Difference;
import provisioner.resource.FirstOfEqual;
import provisioner.state.Query.SurveyQuery;

/**
 * The turns of hosts in a run that changes nothing. What was observed of a host is judged and forgotten, and its connection is closed
 * unless checks need it; what was found is kept until all hosts had their turn, so that it is shown in their order.
 */
final class HostTurns {
    private final Program program;
    private final RunOptions options;
    private final List<HostRun> runs;
    private final FirstOfEqual<List<Difference>> differences = new FirstOfEqual<>();
    private final Garbage garbage = new Garbage();
    private final Map<String, HostPlan> plans = new ConcurrentHashMap<>();
    private final Map<String, List<Event>> notes = new ConcurrentHashMap<>();

    HostTurns(Program program, RunOptions options, List<HostRun> runs) {
        this.program = program;
        this.options = options;
        this.runs = runs;
    }

    /** Hosts that are planned together, and how many of them have yet to be observed. */
    private record Group(List<HostRun> hosts, AtomicInteger left) {}

    /**
     * Plans a host, or hosts that depend on each other once the last of them was observed.
     *
     * @param kept whether the plans are needed afterwards
     */
    HostConnector.Turn planning(boolean kept) {
        Map<String, Group> groups = groups();
        return host -> {
            host.rest();
            Group group = Objects.requireNonNull(groups.get(host.name()), "every host is in a group");
            if (group.left.decrementAndGet() == 0) {
                plan(group.hosts.stream().filter(HostRun::takesPart).toList(), kept);
            }
            leave();
        };
    }

    private Map<String, Group> groups() {
        Map<String, HostRun> byName = runs.stream().collect(Collectors.toMap(HostRun::name, Function.identity()));
        Map<String, Group> groups = new LinkedHashMap<>();
        for (List<String> names : PlannedTogether.of(runs.stream()
                .map(HostRun::program)
                .map(host -> new PlannedTogether.Host(
                        host.host(),
                        host.possibleSteps(),
                        host.serviceAddress(),
                        host.pending().isPresent(),
                        host.awaited()))
                .toList())) {
            Group group = new Group(names.stream().map(byName::get).toList(), new AtomicInteger(names.size()));
            names.forEach(name -> groups.put(name, group));
        }
        return groups;
    }

    private void plan(List<HostRun> hosts, boolean kept) {
        SequencedMap<String, List<StepPlan>> made = planned(hosts);
        hosts.forEach(host ->
                notes.put(host.name(), BetweenHosts.open(List.of(host), other -> made.getOrDefault(other, List.of()))));
        for (HostRun host : hosts) {
            List<StepPlan> steps = made.getOrDefault(host.name(), List.of());
            if (kept) {
                plans.put(host.name(), host.plan(steps));
            }
            host.judged(reports(steps));
        }
    }

    /** The plans of hosts from what was observed. */
    static SequencedMap<String, List<StepPlan>> planned(List<HostRun> hosts) {
        SequencedMap<String, Planner.HostInput> known = new LinkedHashMap<>();
        hosts.forEach(host -> known.put(
                host.name(),
                new Planner.HostInput(
                        host.program().steps(), host.observed(), host.program().serviceAddress(), host.awaited())));
        return Planner.plan(known);
    }

    /** Those that were kept, in the order of the hosts. */
    Map<String, HostPlan> plans() {
        Map<String, HostPlan> all = new LinkedHashMap<>();
        runs.forEach(host -> Optional.ofNullable(plans.get(host.name())).ifPresent(plan -> all.put(host.name(), plan)));
        return all;
    }

    /** What is to be said about the plans beside their steps, in the order of the hosts. */
    List<Event> notes() {
        return runs.stream()
                .flatMap(host -> notes.getOrDefault(host.name(), List.of()).stream())
                .toList();
    }

    /**
     * Looks for drift, and where that is wanted for what nobody accounts for.
     *
     * @param checks runs those of a host by itself, where it does not stay connected until the others run
     */
    HostConnector.Turn verifying(CheckPhase checks) {
        boolean checked = runs.size() <= options.parallel() && hasChecks();
        return host -> {
            boolean drifted = false;
            if (host.takesPart()) {
                List<StepPlan> steps = Planner.verify(host.program().steps(), host.observed());
                options.complete()
                        .filter(depth -> program.covers(host.name()))
                        .ifPresent(depth -> host.results().completed(found(host, depth)));
                drifted = steps.stream().anyMatch(step -> step.outcome() == Outcome.DRIFTED);
                host.judged(reports(steps));
            }
            if (!checked) {
                checks.runAlone(host, drifted);
                host.rest();
            }
            leave();
        };
    }

    /** A host makes room for the next one, if there are more than there is room for. */
    private void leave() {
        if (runs.size() > options.parallel()) {
            garbage.collect();
        }
    }

    /** Whether there are checks, or may be once facts are known. */
    private boolean hasChecks() {
        return !program.globalChecks().isEmpty()
                || program.hosts().stream()
                        .anyMatch(host ->
                                !host.checks().isEmpty() || host.pending().isPresent());
    }

    /** What the host has, compared with what anybody accounts for. Of hosts beyond the limit only some steps are known. */
    private Completeness found(HostRun host, Depth depth) {
        HostProgram declared = host.program();
        // The inventory need not say who logs in: the SSH configuration or the operator's own name may decide.
        String login = Objects.requireNonNull(
                        options.targets().get(host.name()), "every host of the program has a target")
                .user();
        SurveyQuery query = depth.query(declared.steps());
        Declared steps = new Declared(program.playbook(), login, declared.steps(), declared.beyond());
        return Optional.ofNullable(host.observed().unreadable().get(query))
                .map(Completeness::unknown)
                .orElseGet(() -> new Accounting(steps, declared.accepted(), depth.lab())
                        .of(host.observed().get(query).survey(), host.observed()));
    }

    /** What many hosts have alike is held once. */
    private List<StepReport> reports(List<StepPlan> steps) {
        return steps.stream()
                .map(StepReport::of)
                .map(report ->
                        report.differences().isEmpty() ? report : report.with(differences.of(report.differences())))
                .toList();
    }
}
