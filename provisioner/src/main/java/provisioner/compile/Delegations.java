package provisioner.compile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;
import provisioner.compile.Compiler.Covered;
import provisioner.inventory.HostPattern;
import provisioner.inventory.Inventory;
import provisioner.playbook.Play;
import provisioner.playbook.StepEntry;
import provisioner.playbook.StepGroup;
import provisioner.playbook.StepSource;
import provisioner.resource.Delegation;
import provisioner.resource.ResourceTypes;
import provisioner.source.Location;
import provisioner.source.Problem;
import provisioner.source.Problems;

/**
 * The steps of plays with {@code on}, which are done on other hosts once for each host of the play. They come after all that the play does
 * to its own hosts, so that the order of the list is the order on every host.
 */
final class Delegations {
    private final Inventory inventory;
    private final ResourceTypes types;
    private final SelectedTags tags;
    private final Set<String> limited;
    private final Map<String, Set<String>> selected = new HashMap<>();

    // By play: each host asks.
    private final Map<Integer, Set<String>> reached = new HashMap<>();

    /** @param limited the hosts within the limit */
    Delegations(Inventory inventory, ResourceTypes types, SelectedTags tags, Set<String> limited) {
        this.inventory = inventory;
        this.types = types;
        this.tags = tags;
        this.limited = Set.copyOf(limited);
    }

    /** Whether a step, or any step of a group, is done on other hosts. */
    static boolean has(StepEntry entry) {
        return entry.all().anyMatch(one -> one instanceof StepSource step && isDelegated(step));
    }

    private static boolean isDelegated(StepSource step) {
        return step.on().isPresent();
    }

    /**
     * Checks how plays use them.
     *
     * @param problems receives what is wrong, each once
     * @param warnings receives the hosts on which a limit leaves them out
     */
    void check(List<Covered> plays, Problems problems, Problems warnings) {
        SequencedMap<Problem, Problems> found = new LinkedHashMap<>();
        for (Covered covered : plays) {
            List<Tagged> steps = new ArrayList<>();
            Problems wrong = new Problems();
            Play play = covered.play();
            play.roles()
                    .forEach(use -> gather(use.role().steps(), StepWalk.union(play.tags(), use.tags()), steps, wrong));
            gather(play.steps(), Set.copyOf(play.tags()), steps, wrong);
            ordered(steps, wrong);
            steps.stream().filter(step -> isDelegated(step.step)).forEach(step -> target(step.step, wrong));
            Problems leftOut = new Problems();
            if (!covered.hosts().isEmpty()) {
                steps.stream().filter(step -> isDelegated(step.step)).forEach(step -> beyond(step, leftOut));
            }
            wrong.list().forEach(problem -> found.put(problem, problems));
            leftOut.list().forEach(problem -> found.put(problem, warnings));
        }
        found.forEach((problem, to) -> to.add(problem.location(), problem.message(), problem.hint()));
    }

    /** A step with the tags of everything that it is in. */
    private record Tagged(StepSource step, Set<String> tags) {}

    private void gather(List<StepEntry> entries, Set<String> of, List<Tagged> steps, Problems wrong) {
        for (StepEntry entry : entries) {
            Set<String> all = StepWalk.union(of, entry.tags());
            switch (entry) {
                case StepSource step -> steps.add(new Tagged(step, all));
                case StepGroup group -> {
                    if (group.forEach().isPresent() && has(group) && group.all().anyMatch(this::isOwn)) {
                        wrong.add(
                                group.location(),
                                "a repeated group must not have both steps with 'on' and steps without",
                                "the steps with 'on' come after all others: put them into a group of their own");
                    }
                    gather(group.steps(), all, steps, wrong);
                }
            }
        }
    }

    /** Whether it changes the play's own hosts. Checks come after all steps, wherever they are in the list. */
    private boolean isOwn(StepEntry entry) {
        return entry instanceof StepSource step && !isDelegated(step) && !types.isCheck(step.type());
    }

    private void ordered(List<Tagged> steps, Problems wrong) {
        Optional<StepSource> delegated = Optional.empty();
        for (Tagged each : steps) {
            if (delegated.isEmpty() && isDelegated(each.step)) {
                delegated = Optional.of(each.step);
            } else if (delegated.isPresent() && isOwn(each.step)) {
                wrong.add(
                        each.step.location(),
                        "'%s' must not come after '%s' (%s) in the same play, because what is done 'on' other hosts comes last"
                                .formatted(
                                        each.step.name().text(),
                                        delegated.get().name().text(),
                                        delegated.get().location()),
                        "put it before that step, or into a play of its own");
                return;
            }
        }
    }

    private void target(StepSource step, Problems wrong) {
        step.on().ifPresent(on -> {
            HostPattern.select(on.text(), inventory, on.location(), wrong);
            if (types.isCheck(step.type())) {
                wrong.add(
                        on.location(),
                        "'on' must be at a step that changes a host, and '" + step.type() + "' is a check",
                        "write it in a play for those hosts");
            }
        });
    }

    private void beyond(Tagged step, Problems warnings) {
        if (!tags.want(step.step, step.tags)) {
            return;
        }
        List<String> outside = targets(step.step).stream()
                .filter(host -> !limited.contains(host))
                .sorted()
                .toList();
        Location at = step.step.on().orElseThrow().location();
        if (!outside.isEmpty()) {
            warnings.add(
                    at,
                    "'" + step.step.name().text() + "' is left out on " + String.join(", ", outside)
                            + ": outside --limit",
                    "add that to --limit, or run without it");
        }
    }

    private Set<String> targets(StepSource step) {
        return step.on()
                .map(on -> selected.computeIfAbsent(
                        on.text(),
                        text -> Set.copyOf(HostPattern.select(text, inventory, on.location(), new Problems()))))
                .orElse(Set.of());
    }

    /** Whether any step of a play may be done on a host for others. */
    boolean reach(Covered covered, String host) {
        return reached.computeIfAbsent(covered.index(), index -> targets(covered.play()))
                .contains(host);
    }

    private Set<String> targets(Play play) {
        return play.entries()
                .filter(StepSource.class::isInstance)
                .flatMap(step -> targets((StepSource) step).stream())
                .filter(limited::contains)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** One walk through a play for one of its hosts, of which one other host takes what is done there. */
    Walk walk(String subject, String host) {
        return new Walk(subject, host);
    }

    /** Numbers the steps, also those for other hosts: so that their order is known across hosts. */
    final class Walk {
        private final String subject;
        private final String host;
        private int next;

        private Walk(String subject, String host) {
            this.subject = subject;
            this.host = host;
        }

        /** The host for which it is done. */
        String subject() {
            return subject;
        }

        /** How the next step is marked; empty if it is not done on this host. */
        Optional<Delegation> next(StepSource step) {
            Delegation delegation = new Delegation(subject, next++);
            return targets(step).contains(host) ? Optional.of(delegation) : Optional.empty();
        }
    }
}
