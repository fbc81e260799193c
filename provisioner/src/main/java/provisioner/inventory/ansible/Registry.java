package provisioner.inventory.ansible;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import provisioner.source.Location;
import provisioner.source.Node;
import provisioner.source.Problems;

/**
 * Hosts and groups while sources are read into them, one after the other. It follows Ansible's {@code inventory/data.py} and
 * {@code inventory/group.py}, because the depth of a group, which decides precedence, depends on the order of reading.
 */
final class Registry {
    static final String ALL = "all";
    static final String UNGROUPED = "ungrouped";
    private static final String PRIORITY = "ansible_group_priority";

    /** A group. Its depth is the length of the longest way from {@code all}. */
    static final class Group {
        final String name;
        int depth;
        int priority = 1;
        final SequencedSet<String> hosts = new LinkedHashSet<>();
        final SequencedMap<String, Node.Entry> variables = new LinkedHashMap<>();
        final SequencedSet<Group> children = new LinkedHashSet<>();
        final SequencedSet<Group> parents = new LinkedHashSet<>();

        private Group(String name) {
            this.name = name;
        }

        Set<Group> ancestors() {
            Set<Group> found = new LinkedHashSet<>();
            Deque<Group> open = new ArrayDeque<>(parents);
            while (!open.isEmpty()) {
                Group next = open.removeFirst();
                if (found.add(next)) {
                    open.addAll(next.parents);
                }
            }
            return found;
        }

        private void pushDown() {
            Collection<Group> open = children;
            for (int below = depth + 1; !open.isEmpty(); below++) {
                Set<Group> next = new LinkedHashSet<>();
                for (Group child : open) {
                    if (child.depth < below) {
                        child.depth = below;
                        next.addAll(child.children);
                    }
                }
                open = next;
            }
        }
    }

    /** A host, with the variables that sources give it by its own name. */
    static final class Host {
        final String name;
        final Location location;
        final SequencedMap<String, Node.Entry> variables = new LinkedHashMap<>();

        private Host(String name, Location location) {
            this.name = name;
            this.location = location;
        }
    }

    private final SequencedMap<String, Group> groups = new LinkedHashMap<>();
    private final SequencedMap<String, Host> hosts = new LinkedHashMap<>();
    private final Problems problems;

    Registry(Problems problems) {
        this.problems = problems;
        group(ALL);
        group(UNGROUPED);
        addChild(ALL, UNGROUPED, Location.ofFile(ALL));
    }

    Collection<Group> groups() {
        return Collections.unmodifiableCollection(groups.values());
    }

    Collection<Host> hosts() {
        return Collections.unmodifiableCollection(hosts.values());
    }

    boolean hasGroup(String name) {
        return groups.containsKey(name);
    }

    Group group(String name) {
        return groups.computeIfAbsent(name, Group::new);
    }

    void host(String name, @Nullable String group, OptionalInt port, Location at) {
        Host host = hosts.get(name);
        if (host == null) {
            Host added = new Host(name, at);
            port.ifPresent(p -> added.variables.put(
                    "ansible_port",
                    new Node.Entry(at, "ansible_port", Canonical.integer(at, java.math.BigInteger.valueOf(p)))));
            hosts.put(name, added);
        }
        if (group != null) {
            group(group).hosts.add(name);
        }
    }

    /** Sets a variable of a group or, if there is no such group, of a host. As in Ansible, a group goes first. */
    void set(String name, Node.Entry variable) {
        Group group = groups.get(name);
        Host host = hosts.get(name);
        if (group != null && variable.key().equals(PRIORITY)) {
            priority(group, variable.value());
        } else if (group != null) {
            group.variables.put(variable.key(), variable);
        } else if (host != null) {
            host.variables.put(variable.key(), variable);
        }
    }

    private void priority(Group group, Node value) {
        if (value instanceof Node.Scalar scalar && scalar.text().matches("-?[0-9]{1,9}")) {
            group.priority = Integer.parseInt(scalar.text());
        } else {
            problems.add(value.location(), "'" + PRIORITY + "' must be an integer");
        }
    }

    /** Puts a group, or a host, below a group. */
    void addChild(String parent, String child, Location at) {
        Group above = group(parent);
        Group below = groups.get(child);
        if (below == null) {
            above.hosts.add(child);
            return;
        }
        if (above == below || above.ancestors().contains(below)) {
            problems.add(at, "group '" + child + "' cannot be below '" + parent + "', because it contains it");
            return;
        }
        if (above.children.add(below)) {
            below.depth = Math.max(above.depth + 1, below.depth);
            below.pushDown();
            below.parents.add(above);
        }
    }

    /** Every group that a host is in, directly or through others. */
    Set<Group> groupsOf(String host) {
        Set<Group> all = new LinkedHashSet<>();
        for (Group group : groups.values()) {
            if (group.hosts.contains(host)) {
                all.add(group);
                all.addAll(group.ancestors());
            }
        }
        return all;
    }

    /** Puts every group below {@code all}, and every host without a group into {@code ungrouped}. */
    void settle() {
        for (Group group : List.copyOf(groups.values())) {
            if (!group.name.equals(ALL) && group.parents.isEmpty()) {
                addChild(ALL, group.name, Location.ofFile(group.name));
            }
        }
        for (Host host : hosts.values()) {
            List<Group> others = new ArrayList<>(groupsOf(host.name));
            others.removeIf(group -> group.name.equals(ALL) || group.name.equals(UNGROUPED));
            if (others.isEmpty()) {
                group(UNGROUPED).hosts.add(host.name);
            } else {
                group(UNGROUPED).hosts.remove(host.name);
            }
        }
    }
}
