package provisioner.inventory;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import provisioner.source.Fields;
import provisioner.source.InputFiles;
import provisioner.source.Location;
import provisioner.source.Node;
import provisioner.source.Problems;
import provisioner.source.VariableNames;
import provisioner.source.YamlReader;

/** Reads an inventory file, which docs/inventory.md describes. */
public final class InventoryReader {
    private static final int MOST_TO_LIST = 5;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?");

    /**
     * @param ssh where SSH connects to
     * @param service where other hosts reach its services
     */
    record Addresses(Optional<Node.Scalar> ssh, Optional<Node.Scalar> service) {}

    /** @param written the name or the range of names that stands for it */
    private record Declared(
            String name, String written, Location location, Addresses addresses, GroupTree.Settings settings) {}

    private final Problems problems;
    private final SequencedMap<String, Declared> hosts = new LinkedHashMap<>();
    private final SequencedMap<String, GroupTree.Declared> groups = new LinkedHashMap<>();

    private InventoryReader(Problems problems) {
        this.problems = problems;
    }

    /** The inventory; empty if the file cannot be read. Nobody may use it after a problem. */
    public static Optional<Inventory> read(InputFiles files, Path file, Problems problems) {
        return YamlReader.read(files, file, problems).map(node -> read(node, files.absolute(file), problems));
    }

    /**
     * The inventory in a document. Nobody may use it after a problem.
     *
     * @param file absolute; paths in the document are relative to its directory
     */
    public static Inventory read(Node document, Path file, Problems problems) {
        return new InventoryReader(problems).inventory(Fields.of(document, "an inventory", problems), file);
    }

    private Inventory inventory(Fields fields, Path file) {
        GroupTree.Settings all = settings(fields);
        fields.mapping("hosts")
                .ifPresentOrElse(declared -> declared.entries().values().forEach(this::host), () -> {
                    if (!fields.has("hosts")) {
                        fields.missing("hosts", "an inventory needs 'hosts'", "");
                    }
                });
        fields.mapping("groups").ifPresent(declared -> groups(declared.entries()));
        List<AcceptedSource> accepted = accepted(fields);
        fields.done();
        GroupTree tree = new GroupTree(groups, problems);
        Precedence precedence = new Precedence(tree);
        Connections connections = new Connections(file, problems);
        SequencedMap<String, Host> settled = new LinkedHashMap<>();
        for (Declared host : hosts.values()) {
            List<GroupTree.Declared> of = tree.groupsOf(host.name);
            var variables = precedence.settle(host.name, all, of, host.settings, GroupTree.Settings::variables);
            var connection = precedence.settle(host.name, all, of, host.settings, GroupTree.Settings::connection);
            settled.put(host.name, connections.host(host.name, host.location, host.addresses, connection, variables));
        }
        precedence.report(problems);
        SequencedMap<String, List<String>> members = members(tree);
        List<Host> balancers = members.getOrDefault("loadbalancer", List.of()).stream()
                .map(settled::get)
                .toList();
        VirtualAddresses.check(settled.values(), balancers, problems);
        return new Inventory(settled, members, accepted);
    }

    private List<AcceptedSource> accepted(Fields inventory) {
        List<AcceptedSource> accepted = new ArrayList<>();
        for (Node item : inventory.list("accepted")) {
            Fields fields = Fields.of(item, "an entry of 'accepted'", problems);
            if (item instanceof Node.Mapping) {
                String pattern = fields.string("pattern");
                String reason = fields.string("reason");
                String hosts = fields.optionalString("hosts").orElse(Inventory.ALL);
                fields.done();
                accepted.add(new AcceptedSource(
                        new Node.Scalar(fields.at("pattern"), pattern, false, ""),
                        reason,
                        new Node.Scalar(fields.at("hosts"), hosts, false, "")));
            }
        }
        return accepted;
    }

    private SequencedMap<String, List<String>> members(GroupTree tree) {
        SequencedMap<String, List<String>> members = new LinkedHashMap<>();
        members.put(Inventory.ALL, List.copyOf(hosts.keySet()));
        for (String group : groups.keySet()) {
            Set<String> of = tree.members(group);
            members.put(group, hosts.keySet().stream().filter(of::contains).toList());
        }
        return members;
    }

    private GroupTree.Settings settings(Fields fields) {
        Optional<Node.Mapping> variables = fields.mapping("vars");
        variables.ifPresent(v -> VariableNames.check(v, problems));
        SequencedMap<String, Node.Entry> connection = new LinkedHashMap<>();
        for (String key : Connections.KEYS) {
            fields.node(key).ifPresent(v -> connection.put(key, new Node.Entry(fields.keyAt(key), key, v)));
        }
        return new GroupTree.Settings(variables.map(Node.Mapping::entries).orElseGet(LinkedHashMap::new), connection);
    }

    private void host(Node.Entry entry) {
        Fields fields = fieldsOrNone(entry.value(), "a host");
        GroupTree.Settings settings = settings(fields);
        Optional<Node.Scalar> address = address(fields, "address");
        Optional<Node.Scalar> service = address(fields, "service_address");
        fields.done();
        List<String> names =
                HostRange.expand(entry.key(), entry.location(), problems).orElse(List.of());
        List<Optional<Node.Scalar>> addresses = addresses(address, names, entry.key());
        List<Optional<Node.Scalar>> services = addresses(service, names, entry.key());
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            if (!isName(name, "host", entry.location())) {
                return;
            }
            Addresses own = new Addresses(addresses.get(i), services.get(i));
            Declared host = new Declared(name, entry.key(), entry.location(), own, settings);
            Declared first = hosts.putIfAbsent(name, host);
            if (first != null) {
                problems.add(
                        entry.location(),
                        twice(first, name),
                        first.written.equals(name) ? "declare it once" : withoutIt(first, name));
            }
        }
    }

    private static Optional<Node.Scalar> address(Fields fields, String key) {
        return fields.optionalString(key)
                .flatMap(text -> fields.scalars(key).stream().findFirst());
    }

    /** The rest of a range, if it is short. */
    private String withoutIt(Declared first, String name) {
        List<String> rest = hosts.values().stream()
                .filter(host -> host.location.equals(first.location) && !host.name.equals(name))
                .map(host -> "'" + host.name + ":'")
                .toList();
        String others = rest.size() > MOST_TO_LIST ? "its other hosts, as two ranges," : String.join(" and ", rest);
        return "write " + others + " in place of '" + first.written + ":'; or delete this line with what it sets";
    }

    private String twice(Declared first, String name) {
        String range = first.written.equals(name) ? "" : " by '" + first.written + "'";
        return "host '" + name + "' is declared twice, first" + range + " at " + first.location;
    }

    /** The address for each name: none, or the items of the address's range. */
    private List<Optional<Node.Scalar>> addresses(Optional<Node.Scalar> address, List<String> names, String key) {
        List<Optional<Node.Scalar>> none =
                names.stream().map(n -> Optional.<Node.Scalar>empty()).toList();
        if (address.isEmpty()) {
            return none;
        }
        Node.Scalar written = address.get();
        Optional<List<String>> expanded = HostRange.expand(written.text(), written.location(), problems);
        if (expanded.isEmpty()) {
            return none;
        }
        if (!names.isEmpty() && expanded.get().size() != names.size()) {
            String message = "'%s' stands for %d host%s and '%s' for %d address%s"
                    .formatted(
                            key,
                            names.size(),
                            names.size() == 1 ? "" : "s",
                            written.text(),
                            expanded.get().size(),
                            expanded.get().size() == 1 ? "" : "es");
            problems.add(written.location(), message, "give both a range of the same size");
            return none;
        }
        return expanded.get().stream()
                .map(text -> Optional.of(new Node.Scalar(written.location(), text, written.plain(), written.tag())))
                .toList();
    }

    /** Whether hosts and groups can have this name. */
    static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    private boolean isName(String name, String kind, Location location) {
        if (isName(name)) {
            return true;
        }
        problems.add(location, "invalid " + kind + " name '" + name + "'", "use letters, digits, '-', '_' and '.'");
        return false;
    }

    private void groups(SequencedMap<String, Node.Entry> declared) {
        for (Node.Entry entry : declared.values()) {
            String name = entry.key();
            if (name.equals(Inventory.ALL)) {
                problems.add(entry.location(), "a group cannot be named 'all'", "put its vars at the top of the file");
            } else if (hosts.containsKey(name)) {
                problems.add(entry.location(), "'" + name + "' is a host and cannot also be a group");
            } else if (isName(name, "group", entry.location())) {
                groups.put(name, group(entry, declared.keySet()));
            }
        }
        // A child that is not a valid group was reported already, above or for its parent.
        groups.values().forEach(group -> group.children().keySet().retainAll(groups.keySet()));
    }

    private GroupTree.Declared group(Node.Entry entry, Set<String> known) {
        Fields fields = fieldsOrNone(entry.value(), "a group");
        GroupTree.Settings settings = settings(fields);
        Set<String> named = new LinkedHashSet<>();
        fields.scalars("hosts").forEach(item -> named.addAll(members(item)));
        SequencedMap<String, Location> children = new LinkedHashMap<>();
        for (Node.Scalar child : fields.scalars("groups")) {
            if (known.contains(child.text())) {
                children.put(child.text(), child.location());
            } else {
                problems.unknown(child.location(), "group", child.text(), known);
            }
        }
        fields.done();
        return new GroupTree.Declared(entry.key(), entry.location(), named, children, settings);
    }

    /** The hosts that an item of a group stands for: a name, a range or a glob. */
    private List<String> members(Node.Scalar item) {
        Optional<Predicate<String>> glob = HostPattern.glob(item.text());
        if (glob.isPresent()) {
            List<String> found = hosts.keySet().stream().filter(glob.get()).toList();
            if (found.isEmpty()) {
                problems.add(item.location(), "'" + item.text() + "' matches no host");
            }
            return found;
        }
        List<String> found = new ArrayList<>();
        for (String name :
                HostRange.expand(item.text(), item.location(), problems).orElse(List.of())) {
            if (hosts.containsKey(name)) {
                found.add(name);
            } else {
                problems.unknown(item.location(), "host", name, hosts.keySet());
            }
        }
        return found;
    }

    private Fields fieldsOrNone(Node node, String what) {
        boolean nothing = node instanceof Node.Scalar scalar && scalar.isNull();
        return Fields.of(nothing ? Node.Mapping.empty(node.location()) : node, what, problems);
    }
}
