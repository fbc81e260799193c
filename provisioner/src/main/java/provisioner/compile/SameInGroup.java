package provisioner.compile;

import java.util.List;
import java.util.Optional;
import provisioner.compile.Compiler.Covered;
import provisioner.inventory.Inventory;
import provisioner.playbook.Parameter;
import provisioner.playbook.RoleUse;
import provisioner.source.Location;
import provisioner.source.Problems;
import provisioner.template.Evaluator;
import provisioner.template.LazyScope;
import provisioner.template.RenderException;
import provisioner.template.Values;

/** Refuses hosts of a group that differ in a parameter of a role which says that they must not. */
final class SameInGroup {
    private final Inventory inventory;
    private final HostScopes scopes;
    private final RoleScopes roles;
    private final Problems problems;

    SameInGroup(Inventory inventory, HostScopes scopes, Evaluator evaluator, Problems problems) {
        this.inventory = inventory;
        this.scopes = scopes;
        this.roles = new RoleScopes(evaluator);
        this.problems = problems;
    }

    /** Looks at the whole group, whatever the limit. */
    void check(Covered covered) {
        if (covered.hosts().isEmpty()) {
            return;
        }
        for (RoleUse use : covered.play().roles()) {
            for (Parameter parameter : use.role().parameters().values()) {
                parameter
                        .sameIn()
                        .map(group -> inventory.groups().getOrDefault(group, List.of()))
                        .ifPresent(hosts -> check(covered, use, parameter, hosts));
            }
        }
    }

    private record Value(String host, String text, LazyScope scope) {}

    private void check(Covered covered, RoleUse use, Parameter parameter, List<String> hosts) {
        List<Value> values = hosts.stream()
                .flatMap(host -> value(covered, use, parameter, host).stream())
                .toList();
        values.stream()
                .filter(value -> !value.text.equals(values.getFirst().text))
                .findFirst()
                .ifPresent(other -> report(use, parameter, values.getFirst(), other));
    }

    /** Empty where it has none: its own problem is reported with the role's. */
    private Optional<Value> value(Covered covered, RoleUse use, Parameter parameter, String host) {
        LazyScope scope = scopes.of(host).within(covered.play().optionalGroups());
        try {
            return Values.text(roles.lazy(use, scope).get(parameter.name())).map(text -> new Value(host, text, scope));
        } catch (RenderException e) {
            return Optional.empty();
        }
    }

    private void report(RoleUse use, Parameter parameter, Value first, Value other) {
        String name = parameter.name();
        Optional<Location> set = use.with()
                .get(name)
                .map(entry -> entry.value().location())
                .or(() -> Optional.ofNullable(other.scope.declaredAt(name)));
        Location at = set.or(() -> Optional.ofNullable(other.scope.declaredAt(ReleaseValues.SUITE)))
                .orElse(use.location());
        String group = parameter.sameIn().orElseThrow();
        problems.add(
                at,
                "'%s' must be the same on all hosts of the group '%s', but it is '%s' on %s and '%s' on %s"
                        .formatted(name, group, first.text, first.host, other.text, other.host),
                set.isPresent()
                        ? "give the whole group one value"
                        : "here it follows from 'suite'; set '" + name
                                + "' for the group, or give its hosts one release");
    }
}
