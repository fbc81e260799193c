package provisioner.template;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import provisioner.source.Problems;
import provisioner.source.VariableNames;

/** What Jinja's names mean: the host's variables, and what Ansible itself defines of the inventory. */
final class JinjaScope {
    /** A name that stands for nothing, which only the filter {@code default} accepts. */
    record Undefined(String name, String hint) {
        String message() {
            return "'" + name + "' is undefined";
        }
    }

    /** {@code groups}: the names of the hosts of each group. */
    private record Groups(Directory all) {}

    /** {@code hostvars}: the variables of each host. */
    private record HostVariables(Directory all) {}

    private static final Set<String> OF_HOSTS = Set.of("ansible_facts", "ansible_default_ipv4", "ansible_hostname");

    private final Scope scope;
    private final Consumer<Object> seen;

    JinjaScope(Scope scope, Consumer<Object> seen) {
        this.scope = scope;
        this.seen = seen;
    }

    @Nullable
    Object name(String name) {
        Object value = switch (name) {
            case "true", "True" -> true;
            case "false", "False" -> false;
            case "none", "None" -> null;
            case "groups" -> new Groups((Directory) existing(name));
            case "hostvars" -> new HostVariables((Directory) existing("hosts"));
            case "inventory_hostname", "inventory_hostname_short", "group_names" -> ofHost(host(), name);
            default -> variable(name);
        };
        if (value != null) {
            seen.accept(value);
        }
        return value;
    }

    private @Nullable Object variable(String name) {
        if (scope.has(name) && !VariableNames.RESERVED.contains(name)) {
            return scope.get(name);
        }
        return name.equals("ansible_host") ? host().getAddress() : undefined(name);
    }

    private Undefined undefined(String name) {
        String hint = OF_HOSTS.contains(name)
                ? "what a host says of itself is not known to an inventory"
                : Problems.didYouMean(
                        name,
                        scope.names().stream()
                                .filter(one -> !VariableNames.RESERVED.contains(one))
                                .toList());
        return new Undefined(name, hint);
    }

    private HostView host() {
        return (HostView) existing("host");
    }

    private Object existing(String name) {
        Object value = scope.get(name);
        if (value == null) {
            throw new Refusal("'" + name + "' is not known here", "");
        }
        return value;
    }

    private static Object ofHost(HostView host, String name) {
        return switch (name) {
            case "inventory_hostname" -> host.getName();
            case "inventory_hostname_short" ->
                host.getName().matches("[0-9.]+|.*:.*")
                        ? host.getName()
                        : host.getName().split("\\.", 2)[0];
            default -> host.peers().groupsOf(host.getName());
        };
    }

    /** A part of a value: {@code value.key}, {@code value['key']}, {@code value[0]}. */
    @Nullable
    Object part(@Nullable Object value, Object key) {
        String name = String.valueOf(key);
        Object part = switch (value) {
            case Undefined undefined -> undefined;
            case Groups(Directory all) when all.containsKey(name) -> ((GroupView) all.get(name)).getNames();
            case HostVariables(Directory all) when all.containsKey(name) -> all.get(name);
            case HostView host -> ofAnother(host, name);
            case Map<?, ?> map when map.containsKey(name) -> map.get(name);
            case List<?> list
            when key instanceof Integer index && (index < 0 ? -index <= list.size() : index < list.size()) ->
                list.get(index < 0 ? list.size() + index : index);
            case null, default -> new Undefined(name, "");
        };
        if (part != null) {
            seen.accept(part);
        }
        return part;
    }

    private static @Nullable Object ofAnother(HostView host, String name) {
        if (host.getVars().containsKey(name)) {
            return host.getVars().get(name);
        }
        return switch (name) {
            case "inventory_hostname", "inventory_hostname_short", "group_names" -> ofHost(host, name);
            case "ansible_host" -> host.getAddress();
            default -> new Undefined(name, "");
        };
    }

    /** A value that steps can use. */
    static @Nullable Object plain(@Nullable Object value) {
        if (value instanceof Groups || value instanceof HostVariables || value instanceof HostView) {
            throw new Refusal("groups, hostvars and hosts cannot be values themselves; use a part of them", "");
        }
        return value;
    }
}
