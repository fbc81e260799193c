package provisioner.compile;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import provisioner.playbook.Parameter;
import provisioner.playbook.Role;
import provisioner.playbook.RoleUse;
import provisioner.playbook.Roles;
import provisioner.source.Node;
import provisioner.source.Problems;
import provisioner.template.Evaluator;
import provisioner.template.LazyScope;
import provisioner.template.Refusal;
import provisioner.template.Scope;

/**
 * The parameters of roles as a host has them: what the playbook gives it there, or its variable, or the default. So a
 * template reads another role's port where that role declares it.
 */
final class RoleParameters {
    private record Key(String host, String role) {}

    private final Roles roles;
    private final RolesInUse inUse;
    private final Evaluator evaluator;
    private final Function<String, LazyScope> scopes;
    private final Map<Key, Scope> known = new HashMap<>();
    private final Set<Key> underway = new HashSet<>();

    RoleParameters(Roles roles, RolesInUse inUse, Evaluator evaluator, Function<String, LazyScope> scopes) {
        this.roles = roles;
        this.inUse = inUse;
        this.evaluator = evaluator;
        this.scopes = scopes;
    }

    /** @throws Refusal if there is no such role */
    Scope of(String host, String name) {
        Key key = new Key(host, name);
        Scope scope = known.get(key);
        if (scope == null) {
            Role role = roles.find(name)
                    .orElseThrow(() -> new Refusal(
                            "unknown role '" + name + "'", Problems.nearestOf("roles", name, roles.names())));
            if (!underway.add(key)) {
                throw new Refusal("role '" + name + "' must not be used under a condition on its own parameters", "");
            }
            scope = new OfHost(host, role, uses(host, role));
            known.put(key, scope);
        }
        return scope;
    }

    private List<LazyScope> uses(String host, Role role) {
        // The compiler reports a wrong condition where the role is used.
        List<LazyScope> uses = inUse.of(host, role::equals, (use, problem) -> {}).stream()
                .map(RolesInUse.Use::scope)
                .toList();
        if (!uses.isEmpty()) {
            return uses;
        }
        Node.Mapping nothing = Node.Mapping.empty(role.location());
        RoleUse unused = new RoleUse(role, role.location(), nothing, Optional.empty(), List.of());
        return List.of(new RoleScopes(evaluator).lazy(unused, scopes.apply(host)));
    }

    private static final class OfHost implements Scope {
        private final String host;
        private final Role role;
        private final List<LazyScope> uses;

        OfHost(String host, Role role, List<LazyScope> uses) {
            this.host = host;
            this.role = role;
            this.uses = uses;
        }

        @Override
        public boolean has(String name) {
            return role.parameters().containsKey(name);
        }

        @Override
        public Object get(String name) {
            Parameter parameter = Objects.requireNonNull(role.parameters().get(name));
            Set<Object> values = new HashSet<>();
            uses.forEach(use -> values.add(RoleScopes.value(parameter, role, use)));
            if (values.size() > 1) {
                String message = "'" + name + "' of role '" + role.name() + "' must be the same wherever " + host
                        + " has the role, to be read by others";
                throw new Refusal(message, "set it in the inventory, not with the use of the role");
            }
            return values.iterator().next();
        }

        @Override
        public Collection<String> names() {
            return role.parameters().keySet();
        }
    }
}
