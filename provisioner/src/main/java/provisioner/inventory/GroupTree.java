package provisioner.inventory;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;
import provisioner.source.Location;
import provisioner.source.Node;
import provisioner.source.Problems;

/** The groups and their children. A group that contains itself is a problem; the link that closes the cycle is cut. */
final class GroupTree {

    /**
     * A group as written.
     *
     * @param hosts the hosts that the group itself names
     * @param children the groups that it names, each with its location
     * @param settings its variables and connection settings
     */
    record Declared(
            String name,
            Location location,
            Set<String> hosts,
            SequencedMap<String, Location> children,
            Settings settings) {}

    /** The variables and connection settings of one level. */
    record Settings(SequencedMap<String, Node.Entry> variables, SequencedMap<String, Node.Entry> connection) {}

    private final SequencedMap<String, Declared> groups;
    private final Map<String, Set<String>> descendants = new LinkedHashMap<>();
    private final Map<String, Set<String>> members = new LinkedHashMap<>();
    private final Problems problems;

    GroupTree(SequencedMap<String, Declared> groups, Problems problems) {
        this.groups = groups;
        this.problems = problems;
        groups.keySet().forEach(group -> resolve(group, new ArrayList<>()));
    }

    private Set<String> resolve(String group, List<String> path) {
        Set<String> known = descendants.get(group);
        if (known != null) {
            return known;
        }
        if (path.contains(group)) {
            reportCycle(path.subList(path.indexOf(group), path.size()));
            return Set.of();
        }
        path.add(group);
        Set<String> below = new LinkedHashSet<>();
        for (String child : declared(group).children().keySet()) {
            below.add(child);
            below.addAll(resolve(child, path));
        }
        path.removeLast();
        descendants.put(group, below);
        return below;
    }

    private void reportCycle(List<String> members) {
        String way = members.stream()
                .map(name -> name + " (" + declared(name).location() + ")")
                .collect(Collectors.joining(" → "));
        String first = members.getFirst();
        problems.add(declared(first).location(), "group '" + first + "' contains itself: " + way + " → " + first);
    }

    private Declared declared(String group) {
        Declared declared = groups.get(group);
        if (declared == null) {
            throw new IllegalArgumentException("no group " + group);
        }
        return declared;
    }

    /** Whether {@code group} is below {@code ancestor}. */
    boolean isBelow(String group, String ancestor) {
        return descendants.getOrDefault(ancestor, Set.of()).contains(group);
    }

    /** The hosts of a group and of all groups below it. */
    Set<String> members(String group) {
        return members.computeIfAbsent(group, name -> {
            Set<String> all = new LinkedHashSet<>(declared(name).hosts());
            descendants
                    .getOrDefault(name, Set.of())
                    .forEach(child -> all.addAll(declared(child).hosts()));
            return all;
        });
    }

    /** The groups that contain a host, directly or through other groups. */
    List<Declared> groupsOf(String host) {
        return groups.values().stream()
                .filter(group -> members(group.name()).contains(host))
                .toList();
    }
}
