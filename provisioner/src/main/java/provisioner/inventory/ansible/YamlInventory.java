package provisioner.inventory.ansible;

import java.util.LinkedHashMap;
import java.util.SequencedMap;
import provisioner.source.Location;
import provisioner.source.Node;
import provisioner.source.Problems;

/** Reads a YAML inventory as Ansible's own {@code plugins/inventory/yaml.py} does. */
final class YamlInventory {
    private final Registry registry;
    private final Problems problems;

    YamlInventory(Registry registry, Problems problems) {
        this.registry = registry;
        this.problems = problems;
    }

    void read(Node.Mapping document) {
        document.entries().values().forEach(this::group);
    }

    private void group(Node.Entry entry) {
        if (isNothing(entry.value())) {
            registry.group(entry.key());
            return;
        }
        if (!(entry.value() instanceof Node.Mapping body)) {
            problems.add(
                    entry.location(),
                    "group '" + entry.key() + "' must be a mapping, found "
                            + entry.value().kind());
            return;
        }
        registry.group(entry.key());
        for (Node.Entry part : body.entries().values()) {
            switch (part.key()) {
                case "vars" -> entries(part).values().forEach(variable -> registry.set(entry.key(), variable));
                case "children" ->
                    entries(part).values().forEach(child -> {
                        group(child);
                        if (registry.hasGroup(child.key())) {
                            registry.addChild(entry.key(), child.key(), child.location());
                        }
                    });
                case "hosts" -> entries(part).values().forEach(host -> host(entry.key(), host));
                default ->
                    problems.add(
                            part.location(),
                            "unknown key '" + part.key() + "' in group '" + entry.key() + "'",
                            "a group has 'hosts', 'vars' and 'children'");
            }
        }
    }

    /** A mapping; a single word stands for one without a value. */
    private SequencedMap<String, Node.Entry> entries(Node.Entry part) {
        if (part.value() instanceof Node.Mapping mapping) {
            return mapping.entries();
        }
        SequencedMap<String, Node.Entry> single = new LinkedHashMap<>();
        if (part.value() instanceof Node.Scalar scalar && !scalar.plain()) {
            single.put(
                    scalar.text(),
                    new Node.Entry(scalar.location(), scalar.text(), Canonical.nothing(scalar.location())));
        } else if (!isNothing(part.value())) {
            problems.add(
                    part.value().location(),
                    "'" + part.key() + "' must be a mapping, found "
                            + part.value().kind(),
                    part.value() instanceof Node.Sequence ? "write 'NAME:' in place of '- NAME'" : "");
        }
        return single;
    }

    private void host(String group, Node.Entry entry) {
        Location at = entry.location();
        try {
            HostNames names = HostNames.of(entry.key());
            for (String host : names.names()) {
                registry.host(host, group, names.port(), at);
                if (entry.value() instanceof Node.Mapping variables) {
                    variables.entries().values().forEach(variable -> registry.set(host, variable));
                } else if (!isNothing(entry.value())) {
                    problems.add(entry.value().location(), "the variables of a host must be a mapping");
                }
            }
        } catch (HostNames.InvalidRange e) {
            problems.add(at, String.valueOf(e.getMessage()));
        }
    }

    private static boolean isNothing(Node node) {
        return node instanceof Node.Scalar scalar && scalar.isNull();
    }
}
