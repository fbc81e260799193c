package provisioner.compile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import provisioner.inventory.HostPattern;
import provisioner.inventory.Inventory;
import provisioner.playbook.Play;
import provisioner.playbook.Playbook;
import provisioner.playbook.Role;
import provisioner.playbook.RoleUse;
import provisioner.source.Problem;
import provisioner.source.Problems;
import provisioner.state.Maker;
import provisioner.template.Evaluator;
import provisioner.template.LazyScope;
import provisioner.template.RenderException;

/** The roles that each host has in the playbook, whatever the limit and the tags leave out of a run. */
final class RolesInUse {
    private record Used(Play play, RoleUse use) {}

    /**
     * A role as a host has it.
     *
     * @param optionalGroups those of its play and its own
     * @param scope for what the role declares; values are found when they are asked for
     */
    record Use(RoleUse use, Set<String> optionalGroups, LazyScope scope) {
        Role role() {
            return use.role();
        }
    }

    private final Evaluator evaluator;
    private final Function<String, LazyScope> scopes;
    private final Map<String, List<Used>> used = new HashMap<>();
    private final Map<String, List<Play>> plays = new HashMap<>();

    /** @param scopes the variables of each host */
    RolesInUse(Playbook playbook, Inventory inventory, Evaluator evaluator, Function<String, LazyScope> scopes) {
        this.evaluator = evaluator;
        this.scopes = scopes;
        for (Play play : playbook.plays()) {
            // The compiler reports what is wrong with a pattern.
            for (String host : HostPattern.select(
                    play.hosts().text(), inventory, play.hosts().location(), new Problems())) {
                List<Used> ofHost = used.computeIfAbsent(host, name -> new ArrayList<>());
                play.roles().forEach(use -> ofHost.add(new Used(play, use)));
                plays.computeIfAbsent(host, name -> new ArrayList<>()).add(play);
            }
        }
    }

    /**
     * Whoever makes things on the host in the playbook: the plays that are for it, and their roles there. So is a role whose condition
     * does not hold: a condition chooses what a run does, such as which server it makes the source, and not what is taken away.
     */
    Set<Maker> makers(String host, Makers names) {
        Set<Maker> makers = new HashSet<>();
        used.getOrDefault(host, List.of()).forEach(each -> makers.add(names.of(each.play, Optional.of(each.use))));
        plays.getOrDefault(host, List.of()).forEach(play -> makers.add(names.of(play, Optional.empty())));
        return makers;
    }

    /** What the roles that it has are called, each once. */
    List<String> names(String host) {
        return of(host, role -> true, (use, problem) -> {}).stream()
                .map(use -> use.role().name())
                .distinct()
                .toList();
    }

    /** Those that a play of the playbook is for. */
    Set<String> hosts() {
        return used.keySet();
    }

    /**
     * In the order of the playbook.
     *
     * @param problems receives the problems with conditions, and where they are used
     */
    List<Use> of(String host, Function<Role, Boolean> wanted, BiConsumer<RoleUse, Problem> problems) {
        List<Use> uses = new ArrayList<>();
        for (Used each : used.getOrDefault(host, List.of())) {
            if (wanted.apply(each.use.role())) {
                LazyScope outer = scopes.apply(host).within(each.play.optionalGroups());
                if (holds(each.use, outer, problems)) {
                    Set<String> groups = new HashSet<>(each.play.optionalGroups());
                    groups.addAll(each.use.role().optionalGroups());
                    uses.add(new Use(each.use, groups, new RoleScopes(evaluator).lazy(each.use, outer)));
                }
            }
        }
        return uses;
    }

    private boolean holds(RoleUse use, LazyScope outer, BiConsumer<RoleUse, Problem> problems) {
        try {
            return use.when().isEmpty() || evaluator.condition(use.when().get(), outer);
        } catch (RenderException e) {
            problems.accept(use, e.problem());
            return false;
        }
    }
}
