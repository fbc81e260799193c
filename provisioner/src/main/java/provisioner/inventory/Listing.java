package provisioner.inventory;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.UnaryOperator;
import provisioner.source.Node;

/**
 * An inventory as {@code provisioner inventory} shows it: in the JSON that {@code ansible-inventory --list} prints, or as a
 * tree.
 *
 * @param groups by name; {@code all} is the root
 * @param variables of each host, by its name
 */
public record Listing(
        SequencedMap<String, Group> groups, SequencedMap<String, SequencedMap<String, Node.Entry>> variables) {
    private static final String HOSTS = "hosts";
    private static final String CHILDREN = "children";

    /**
     * A group.
     *
     * @param hosts those that the group itself has
     * @param children the groups right below it
     */
    public record Group(List<String> hosts, List<String> children) {
        public Group {
            hosts = List.copyOf(hosts);
            children = List.copyOf(children);
        }
    }

    public Listing {
        groups = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(groups));
        variables = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(variables));
    }

    /** Of an inventory in provisioner's own form, whose groups already contain the hosts of the groups below them. */
    public static Listing of(Inventory inventory) {
        SequencedMap<String, Group> groups = new LinkedHashMap<>();
        List<String> names = inventory.groups().keySet().stream()
                .filter(name -> !name.equals(Inventory.ALL))
                .toList();
        List<String> ungrouped = new ArrayList<>(inventory.hosts().keySet());
        names.forEach(name -> ungrouped.removeAll(inventory.groups().getOrDefault(name, List.of())));
        List<String> below = new ArrayList<>(List.of("ungrouped"));
        below.addAll(names);
        groups.put(Inventory.ALL, new Group(List.of(), below));
        groups.put("ungrouped", new Group(ungrouped, List.of()));
        names.forEach(name -> groups.put(name, new Group(inventory.groups().getOrDefault(name, List.of()), List.of())));
        SequencedMap<String, SequencedMap<String, Node.Entry>> variables = new LinkedHashMap<>();
        inventory.hosts().forEach((name, host) -> variables.put(name, ListedHost.variables(host)));
        return new Listing(groups, variables);
    }

    /**
     * The whole inventory.
     *
     * @param secret what to show in place of a string that is encrypted with the file around it
     */
    public String json(UnaryOperator<String> secret) {
        SequencedMap<String, Object> all = new LinkedHashMap<>();
        group(Inventory.ALL, all);
        SequencedMap<String, Object> hosts = new LinkedHashMap<>();
        variables.forEach((name, of) -> {
            if (!of.isEmpty()) {
                hosts.put(name, of);
            }
        });
        all.put("_meta", Map.of("hostvars", hosts));
        return new ListingJson(secret).of(all);
    }

    /** The variables of one host; empty if there is no such host. */
    public Optional<String> host(String name, UnaryOperator<String> secret) {
        return Optional.ofNullable(variables.get(name)).map(of -> new ListingJson(secret).of(of));
    }

    private void group(String name, SequencedMap<String, Object> all) {
        Group group = Objects.requireNonNull(groups.get(name));
        SequencedMap<String, Object> parts = new LinkedHashMap<>();
        if (!name.equals(Inventory.ALL) && !group.hosts.isEmpty()) {
            parts.put(HOSTS, group.hosts);
        }
        if (!group.children.isEmpty()) {
            parts.put(CHILDREN, group.children);
        }
        if (!parts.isEmpty()) {
            all.put(name, parts);
        }
        group.children.stream().filter(child -> !all.containsKey(child)).forEach(child -> group(child, all));
    }

    /** The group and what is below it, as a tree; empty if there is no such group. */
    public Optional<String> graph(String root) {
        if (!groups.containsKey(root)) {
            return Optional.empty();
        }
        List<String> lines = new ArrayList<>();
        graph(root, 0, lines);
        return Optional.of(String.join("\n", lines));
    }

    private void graph(String name, int depth, List<String> lines) {
        Group group = Objects.requireNonNull(groups.get(name));
        lines.add(line("@" + name + ":", depth));
        group.children.forEach(child -> graph(child, depth + 1, lines));
        if (!name.equals(Inventory.ALL)) {
            group.hosts.forEach(host -> lines.add(line(host, depth + 1)));
        }
    }

    private static String line(String text, int depth) {
        return depth == 0 ? text : "  |".repeat(depth) + "--" + text;
    }
}
