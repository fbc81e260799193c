package provisioner.compile;

import java.util.List;
import java.util.Optional;
import provisioner.compile.Compiler.Covered;
import provisioner.compile.facts.FactValues;
import provisioner.compile.facts.FactsPass;
import provisioner.inventory.Inventory;
import provisioner.playbook.Parameter;
import provisioner.playbook.RoleUse;
import provisioner.source.Location;
import provisioner.source.Problem;
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
        FactsPass facts = new FactsPass(FactValues.SAMPLES.getFirst(), true);
        facts.declare(scope);
        try {
            Optional<String> text = Values.text(roles.lazy(use, scope).get(parameter.name()));
            if (facts.hasRead()) {
                refuse(use, parameter);
                return Optional.empty();
            }
            return text.map(known -> new Value(host, known, scope));
        } catch (RenderException e) {
            return Optional.empty();
        }
    }

    /** No host's facts are known where they would have to be compared. */
    private void refuse(RoleUse use, Parameter parameter) {
        Location at = use.with()
                .get(parameter.name())
                .map(entry -> entry.value().location())
                .orElse(use.location());
        Problem problem = new Problem(
                at,
                "'%s' must not depend on facts, because it must be the same on all hosts of the group '%s'"
                        .formatted(parameter.name(), parameter.sameIn().orElseThrow()),
                "give the whole group one value");
        if (!problems.list().contains(problem)) {
            problems.add(problem.location(), problem.message(), problem.hint());
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
