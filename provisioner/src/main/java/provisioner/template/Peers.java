package provisioner.template;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;

/** The hosts and groups that the templates of one host can refer to: {@code $host}, {@code $hosts} and {@code $groups}. */
public final class Peers {
    private static final String HOST = "host";

    private final String self;
    private final Map<String, Peer> hosts;
    private final Map<String, List<String>> groups;
    private final Readings readings;

    /** What the steps of hosts have read, as the templates of one host may know it. */
    @FunctionalInterface
    public interface Readings {
        /** For where nothing of it is known. */
        Readings NONE = (host, variable) -> {
            throw new Refusal(
                    "$hosts.get(\"" + host + "\").read." + variable
                            + " must not be used here: only the steps of a host know what earlier plays have read",
                    "write it in a step's parameters, condition or template");
        };

        /** @throws Refusal if it is not known */
        Object get(String host, String variable);
    }

    /**
     * What templates can read of a host.
     *
     * @param address the one for SSH; throws a {@link Refusal} if there is none
     * @param serviceAddress the one that other hosts use; likewise
     * @param roles the parameters of a role as this host has them
     */
    public record Peer(
            Supplier<String> address,
            Supplier<String> serviceAddress,
            Scope variables,
            Function<String, Scope> roles) {}

    /**
     * @param self the host that the templates are rendered for
     * @param hosts by name
     * @param groups the names of each group's hosts, in the group's order
     */
    public Peers(String self, Map<String, Peer> hosts, Map<String, List<String>> groups) {
        this(self, hosts, groups, Readings.NONE);
    }

    private Peers(String self, Map<String, Peer> hosts, Map<String, List<String>> groups, Readings readings) {
        this.self = self;
        this.hosts = hosts;
        this.groups = groups;
        this.readings = readings;
    }

    /** The hosts and groups of a scope. */
    public static Peers of(Scope scope) {
        return ((HostView) Objects.requireNonNull(scope.get(HOST))).peers();
    }

    /** These, with an empty group for each name that no group has. */
    Peers withOptional(Collection<String> names) {
        Map<String, List<String>> more = new LinkedHashMap<>(groups);
        names.forEach(name -> more.putIfAbsent(name, List.of()));
        return new Peers(self, hosts, more, readings);
    }

    /** These, with what their steps have read. */
    public Peers reading(Readings known) {
        return new Peers(self, hosts, groups, known);
    }

    /** Declares these in a scope. */
    public void declare(LazyScope scope) {
        scope.put(HOST, host(self));
        scope.put("hosts", new Directory(HOST, hosts.keySet(), this::host));
        scope.put("groups", groups());
    }

    String self() {
        return self;
    }

    Object reading(String host, String variable) {
        return readings.get(host, variable);
    }

    HostView host(String name) {
        return new HostView(name, Objects.requireNonNull(hosts.get(name)), this);
    }

    /** @throws Refusal if there is no such group */
    GroupView group(String name) {
        return (GroupView) groups().get(name);
    }

    /** The names of the groups that contain a host, sorted, without {@code all}. */
    List<String> groupsOf(String host) {
        return groups.entrySet().stream()
                .filter(group ->
                        !group.getKey().equals("all") && group.getValue().contains(host))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    private Directory groups() {
        return new Directory(
                "group",
                groups.keySet(),
                name -> new GroupView(this, "group '" + name + "'", Objects.requireNonNull(groups.get(name))));
    }
}
