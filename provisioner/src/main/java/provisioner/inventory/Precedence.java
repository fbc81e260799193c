package provisioner.inventory;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.Set;
import java.util.function.Function;
import provisioner.source.Location;
import provisioner.source.Node;
import provisioner.source.Problems;

/**
 * Decides which value applies to a host: the host's own comes first, then its groups', a child's before its parent's,
 * then the one for all hosts. Two groups side by side must not set different values.
 */
final class Precedence {
    /** @param variable whether it is a variable, and not a connection setting */
    private record Claim(String group, Node.Entry entry, boolean variable) {}

    private record Conflict(String name, Claim one, Claim other) {}

    private final GroupTree tree;
    private final Map<Conflict, List<String>> conflicts = new LinkedHashMap<>();

    Precedence(GroupTree tree) {
        this.tree = tree;
    }

    /** The variables or connection settings that apply to one host. */
    SequencedMap<String, Node.Entry> settle(
            String host,
            GroupTree.Settings all,
            List<GroupTree.Declared> groups,
            GroupTree.Settings own,
            Function<GroupTree.Settings, SequencedMap<String, Node.Entry>> kind) {
        SequencedMap<String, Node.Entry> settled = new LinkedHashMap<>(kind.apply(all));
        SequencedMap<String, List<Claim>> claims = new LinkedHashMap<>();
        for (GroupTree.Declared group : groups) {
            kind.apply(group.settings())
                    .forEach((name, entry) -> claims.computeIfAbsent(name, n -> new ArrayList<>())
                            .add(new Claim(
                                    group.name(),
                                    entry,
                                    group.settings().variables().get(name) == entry)));
        }
        claims.forEach((name, of) ->
                settled.put(name, nearest(host, name, of, kind.apply(own).containsKey(name))));
        settled.putAll(kind.apply(own));
        return settled;
    }

    private Node.Entry nearest(String host, String name, List<Claim> claims, boolean overridden) {
        List<Claim> nearest = claims.stream()
                .filter(claim -> claims.stream().noneMatch(other -> tree.isBelow(other.group, claim.group)))
                .toList();
        Claim first = nearest.isEmpty() ? claims.getFirst() : nearest.getFirst();
        for (Claim other : nearest) {
            if (!overridden && !same(first.entry.value(), other.entry.value())) {
                conflicts
                        .computeIfAbsent(new Conflict(name, first, other), c -> new ArrayList<>())
                        .add(host);
            }
        }
        return first.entry;
    }

    void report(Problems problems) {
        conflicts.forEach((conflict, hosts) -> {
            Location first = conflict.one.entry.location();
            String message = "%s must have one value of '%s', and has two: group '%s' (%s) sets %s, group '%s' sets %s"
                    .formatted(
                            names(hosts),
                            conflict.name,
                            conflict.one.group,
                            first,
                            shown(conflict.one),
                            conflict.other.group,
                            shown(conflict.other));
            String own = conflict.name + ": VALUE";
            String hint = "write " + hosts.getFirst() + ": "
                    + (conflict.one.variable ? "{vars: {" + own + "}}" : "{" + own + "}")
                    + " under 'hosts', or make one group a child of the other: the child's value counts";
            problems.add(conflict.other.entry.location(), message, hint);
        });
    }

    private static String shown(Claim claim) {
        Node value = claim.entry.value();
        if (!(value instanceof Node.Scalar scalar) || !scalar.tag().isEmpty()) {
            return "another value";
        }
        return scalar.plain() ? scalar.text() : '"' + scalar.text() + '"';
    }

    private static String names(List<String> hosts) {
        SequencedSet<String> all = new LinkedHashSet<>(hosts);
        return all.getFirst() + (all.size() == 1 ? "" : " and " + (all.size() - 1) + " more");
    }

    /** Whether two values are equal, regardless of their locations. */
    private static boolean same(Node a, Node b) {
        return switch (a) {
            case Node.Scalar x ->
                b instanceof Node.Scalar y
                        && x.text().equals(y.text())
                        && x.plain() == y.plain()
                        && x.tag().equals(y.tag());
            case Node.Sequence x ->
                b instanceof Node.Sequence y && x.tag().equals(y.tag()) && sameItems(x.items(), y.items());
            case Node.Mapping x ->
                b instanceof Node.Mapping y
                        && Set.copyOf(x.entries().keySet())
                                .equals(Set.copyOf(y.entries().keySet()))
                        && sameItems(values(x, x), values(y, x));
        };
    }

    private static List<Node> values(Node.Mapping mapping, Node.Mapping order) {
        return order.entries().keySet().stream()
                .map(key -> mapping.get(key).orElseThrow().value())
                .toList();
    }

    private static boolean sameItems(List<Node> a, List<Node> b) {
        if (a.size() != b.size()) {
            return false;
        }
        for (int i = 0; i < a.size(); i++) {
            if (!same(a.get(i), b.get(i))) {
                return false;
            }
        }
        return true;
    }
}
