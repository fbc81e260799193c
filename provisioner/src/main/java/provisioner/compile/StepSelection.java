package provisioner.compile;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import provisioner.compile.Program.HostProgram;
import provisioner.resource.CheckNotRun;
import provisioner.resource.CheckStep;
import provisioner.resource.Step;
import provisioner.source.Location;
import provisioner.source.Problems;

/**
 * The steps and checks that {@code --step} names, by their name or their identifier. Steps around others are no steps of
 * their own: they come along if anything of what they surround does.
 */
final class StepSelection {
    private static final Location OPTION = Location.ofFile("--step");
    private static final String LEFT_OUT = "--step leaves it out";

    private final Set<String> wanted;

    private StepSelection(List<String> wanted) {
        this.wanted = Set.copyOf(wanted);
    }

    /**
     * What is left of the program.
     *
     * @param wanted names and identifiers; empty for all steps
     * @param problems receives those that no step has, unless steps are missing because of other problems
     */
    static Program of(Program program, List<String> wanted, Problems problems) {
        if (wanted.isEmpty() || !problems.isEmpty()) {
            return program;
        }
        StepSelection selection = new StepSelection(wanted);
        selection.check(program, problems);
        return selection.within(program);
    }

    private void check(Program program, Problems problems) {
        Set<String> names = new TreeSet<>();
        Set<String> known = new TreeSet<>();
        for (HostProgram host : program.hosts()) {
            for (Step step : host.possibleSteps()) {
                if (step.around().isEmpty()) {
                    names.add(step.name());
                    known.addAll(List.of(step.name(), step.id(), host.host() + "/" + step.id()));
                }
            }
        }
        checks(program).forEach(check -> names.add(check.name()));
        known.addAll(names);
        String ofFacts =
                program.hosts().stream().anyMatch(host -> host.pending().isPresent())
                        ? "; a step whose name follows from facts can be chosen only by its tags"
                        : "";
        for (String name : new TreeSet<>(wanted)) {
            if (!known.contains(name)) {
                problems.add(
                        OPTION,
                        "no step of these hosts has the name or the id '" + name + "'",
                        Problems.near(name, known)
                                        .or(() -> Problems.near(name, names))
                                        .orElse("provisioner plan -v lists all steps")
                                + ofFacts);
            }
        }
    }

    private static Stream<CheckStep> checks(Program program) {
        return Stream.concat(
                program.globalChecks().stream(), program.hosts().stream().flatMap(host -> host.checks().stream()));
    }

    private Program within(Program program) {
        List<HostProgram> hosts = new ArrayList<>();
        Set<CheckStep> checks = new HashSet<>();
        for (HostProgram host : program.hosts()) {
            HostProgram kept = host.only(steps -> kept(program, host, steps), this::kept);
            checks.addAll(kept.checks());
            if (!kept.possibleSteps().isEmpty() || program.covers(host.host())) {
                hosts.add(kept);
            }
        }
        List<CheckStep> global = kept(List.of(), program.globalChecks());
        checks.addAll(global);
        List<CheckNotRun> deselected = Stream.concat(
                        program.deselected().stream(),
                        checks(program)
                                .filter(check -> !checks.contains(check))
                                .map(check -> CheckNotRun.of(check, LEFT_OUT)))
                .toList();
        return program.only(hosts, global, deselected);
    }

    private List<Step> kept(Program program, HostProgram host, List<Step> steps) {
        return steps.stream()
                .filter(step -> step.around()
                        .map(around -> anyOf(program, around.subject(), step.playIndex()))
                        .orElseGet(() -> names(host, step)))
                .toList();
    }

    /** Whether anything of a play is kept on a host. */
    private boolean anyOf(Program program, String host, int play) {
        return program.hosts().stream()
                .filter(one -> one.host().equals(host))
                .anyMatch(one -> one.possibleSteps().stream()
                        .anyMatch(step -> step.playIndex() == play && step.isOwn() && names(one, step)));
    }

    private boolean names(HostProgram host, Step step) {
        return Stream.of(step.name(), step.id(), host.host() + "/" + step.id()).anyMatch(wanted::contains);
    }

    /** Those that are named, and those that the kept steps have of their own. */
    private List<CheckStep> kept(List<Step> kept, List<CheckStep> checks) {
        return checks.stream()
                .filter(check -> wanted.contains(check.name())
                        || kept.stream()
                                .anyMatch(step -> step.around().isEmpty()
                                        && step.playIndex() == check.playIndex()
                                        && step.location().equals(check.location())
                                        && step.name().equals(check.name())))
                .toList();
    }
}
