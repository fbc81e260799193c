package provisioner.inventory.ansible;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.Set;
import java.util.stream.Stream;
import provisioner.inventory.Host;
import provisioner.inventory.Inventory;
import provisioner.remote.target.Destination;
import provisioner.secret.store.AnsibleVault;
import provisioner.secret.store.SecretException;
import provisioner.source.Node;
import provisioner.source.VariableNames;
import provisioner.source.YamlWriter;

/**
 * Writes an inventory of Ansible in provisioner's own form. A variable goes to the top if all hosts have the same value, to a
 * group that sets it if all its hosts do, and to the hosts otherwise: so each host has what it had, also where Ansible merges
 * groups in a way that provisioner does not.
 */
public final class Converter {
    private static final Set<String> GROUPS_OF_ALL = Set.of(Registry.ALL, Registry.UNGROUPED);

    private final AnsibleInventory read;
    private final Inventory translated;
    private final AnsibleVault vault;

    public Converter(AnsibleInventory read, Inventory translated, AnsibleVault vault) {
        this.read = read;
        this.translated = translated;
        this.vault = vault;
    }

    /** The file's text. */
    public String text() {
        SequencedMap<String, Object> file = new LinkedHashMap<>();
        SequencedMap<String, SequencedMap<String, Object>> ofGroups = new LinkedHashMap<>();
        SequencedMap<String, SequencedMap<String, Object>> ofHosts = new LinkedHashMap<>();
        SequencedMap<String, Object> ofAll = new LinkedHashMap<>();
        for (String variable : names()) {
            place(variable, ofAll, ofGroups, ofHosts);
        }
        if (!ofAll.isEmpty()) {
            file.put("vars", ofAll);
        }
        SequencedMap<String, Object> hosts = new LinkedHashMap<>();
        translated.hosts().forEach((name, host) -> hosts.put(name, host(host, ofHosts.get(name))));
        file.put("hosts", hosts);
        SequencedMap<String, Object> groups = new LinkedHashMap<>();
        read.groups().forEach((name, group) -> {
            if (!GROUPS_OF_ALL.contains(name) && !translated.hosts().containsKey(name)) {
                groups.put(name, group(group, ofGroups.get(name)));
            }
        });
        if (!groups.isEmpty()) {
            file.put("groups", groups);
        }
        return YamlWriter.mapping(file);
    }

    /** Of all variables that templates can refer to. How to reach a host is written otherwise. */
    private SequencedSet<String> names() {
        SequencedSet<String> names = new LinkedHashSet<>();
        translated.hosts().values().forEach(host -> names.addAll(host.variables().keySet()));
        names.removeIf(name -> !name.matches("[A-Za-z]\\w*")
                || VariableNames.RESERVED.contains(name)
                || name.equals("service_address"));
        return names;
    }

    private void place(
            String variable,
            SequencedMap<String, Object> ofAll,
            SequencedMap<String, SequencedMap<String, Object>> ofGroups,
            SequencedMap<String, SequencedMap<String, Object>> ofHosts) {
        SequencedMap<String, Node> values = new LinkedHashMap<>();
        translated.hosts().forEach((name, host) -> Optional.ofNullable(host.variables().get(variable))
                .ifPresent(entry -> values.put(name, entry.value())));
        if (values.size() == translated.hosts().size() && same(values.values().stream())) {
            ofAll.put(variable, value(values.firstEntry().getValue()));
            return;
        }
        Set<String> covered = new LinkedHashSet<>();
        for (AnsibleInventory.Group group : read.groups().values()) {
            boolean sets = group.variables().containsKey(variable) && !GROUPS_OF_ALL.contains(group.name());
            List<String> members = group.members();
            boolean whole = sets
                    && !members.isEmpty()
                    && !translated.hosts().containsKey(group.name())
                    && members.stream().allMatch(values::containsKey)
                    && members.stream().noneMatch(covered::contains)
                    && same(members.stream().map(values::get));
            if (whole) {
                ofGroups.computeIfAbsent(group.name(), name -> new LinkedHashMap<>())
                        .put(variable, value(Objects.requireNonNull(values.get(members.getFirst()))));
                covered.addAll(members);
            }
        }
        values.forEach((name, value) -> {
            if (!covered.contains(name)) {
                ofHosts.computeIfAbsent(name, host -> new LinkedHashMap<>()).put(variable, value(value));
            }
        });
    }

    private static boolean same(Stream<Node> values) {
        return values.map(Converter::withoutPlaces).distinct().limit(2).count() == 1;
    }

    private static Object withoutPlaces(Node node) {
        return switch (node) {
            case Node.Scalar scalar -> List.of(scalar.text(), scalar.plain(), scalar.tag());
            case Node.Sequence list -> list.items().stream().map(Converter::withoutPlaces).toList();
            case Node.Mapping mapping -> {
                Map<String, Object> values = new LinkedHashMap<>();
                mapping.entries().forEach((key, entry) -> values.put(key, withoutPlaces(entry.value())));
                yield values;
            }
        };
    }

    private static SequencedMap<String, Object> host(Host host, SequencedMap<String, Object> variables) {
        SequencedMap<String, Object> written = new LinkedHashMap<>();
        Destination destination = host.destination();
        if (!destination.address().equals(host.name())) {
            written.put("address", destination.address());
        }
        if (!host.serviceAddress().equals(destination.address())) {
            written.put("service_address", host.serviceAddress());
        }
        destination.port().ifPresent(port -> written.put("port", port));
        destination.user().ifPresent(user -> written.put("user", user));
        if (!destination.keys().isEmpty()) {
            written.put("key", destination.keys().getFirst().toString());
        }
        if (variables != null) {
            written.put("vars", variables);
        }
        return written;
    }

    private static SequencedMap<String, Object> group(
            AnsibleInventory.Group group, SequencedMap<String, Object> variables) {
        SequencedMap<String, Object> written = new LinkedHashMap<>();
        if (!group.hosts().isEmpty()) {
            written.put("hosts", group.hosts());
        }
        if (!group.children().isEmpty()) {
            written.put("groups", group.children());
        }
        if (variables != null) {
            written.put("vars", variables);
        }
        return written;
    }

    private Object value(Node node) {
        return switch (node) {
            case Node.Scalar scalar -> single(scalar);
            case Node.Sequence list -> list.items().stream().map(this::value).toList();
            case Node.Mapping mapping -> {
                SequencedMap<String, Object> values = new LinkedHashMap<>();
                mapping.entries().forEach((key, entry) -> values.put(key, value(entry.value())));
                yield values;
            }
        };
    }

    private Object single(Node.Scalar scalar) {
        if (!scalar.tag().isEmpty()) {
            try {
                return scalar.tag().equals(Documents.VAULTED)
                        ? new YamlWriter.Tagged(Documents.VAULT, vault.encrypt(scalar.text()))
                        : new YamlWriter.Tagged(scalar.tag(), scalar.text());
            } catch (SecretException e) {
                throw new IllegalStateException("a password that has just been used is gone", e);
            }
        }
        if (!scalar.plain()) {
            return scalar.text();
        }
        return switch (scalar.text()) {
            case "true", "false" -> Boolean.valueOf(scalar.text());
            case "null" -> new YamlWriter.Plain("null");
            default -> new YamlWriter.Plain(scalar.text());
        };
    }
}
