package provisioner.compile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import provisioner.inventory.HostPattern;
import provisioner.inventory.Inventory;
import provisioner.playbook.Play;
import provisioner.playbook.Playbook;
import provisioner.playbook.Role;
import provisioner.playbook.RoleUse;
import provisioner.source.Problem;
import provisioner.source.Problems;
import provisioner.template.Evaluator;
import provisioner.template.LazyScope;
import provisioner.template.RenderException;

/** The roles that each host has in the playbook, whatever the limit and the tags leave out of a run. */
final class RolesInUse {
    private record Used(Play play, RoleUse use) {}

    /**
     * A role as a host has it.
     *
     * @param scope for what the role declares; values are found when they are asked for
     */
    record Use(RoleUse use, LazyScope scope) {
        Role role() {
            return use.role();
        }
    }

    private final Evaluator evaluator;
    private final Function<String, LazyScope> scopes;
    private final Map<String, List<Used>> used = new HashMap<>();

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
            }
        }
    }

    /**
     * In the order of the playbook.
     *
     * @param problems receives the problems with conditions
     */
    List<Use> of(String host, Function<Role, Boolean> wanted, Consumer<Problem> problems) {
        List<Use> uses = new ArrayList<>();
        for (Used each : used.getOrDefault(host, List.of())) {
            if (wanted.apply(each.use.role())) {
                LazyScope outer = scopes.apply(host).within(each.play.optionalGroups());
                if (holds(each.use, outer, problems)) {
                    uses.add(new Use(each.use, new RoleScopes(evaluator).lazy(each.use, outer)));
                }
            }
        }
        return uses;
    }

    private boolean holds(RoleUse use, LazyScope outer, Consumer<Problem> problems) {
        try {
            return use.when().isEmpty() || evaluator.condition(use.when().get(), outer);
        } catch (RenderException e) {
            problems.accept(e.problem());
            return false;
        }
    }
}
