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
import provisioner.inventory.Host;
import provisioner.inventory.Inventory;
import provisioner.remote.target.ConnectionKind;
import provisioner.remote.target.Destination;
import provisioner.secret.store.AnsibleVault;
import provisioner.secret.store.SecretException;
import provisioner.source.Node;
import provisioner.source.VariableNames;
import provisioner.source.YamlWriter;

/**
 * Writes an inventory of Ansible in provisioner's own form. Groups keep their variables. Where Ansible merges groups in a way
 * that provisioner does not, the host gets the value that it had.
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
        SequencedMap<String, Object> common = common();
        file.putAll(common);
        SequencedMap<String, Node> ofAll = own(Registry.ALL);
        if (!ofAll.isEmpty()) {
            file.put("vars", values(ofAll));
        }
        SequencedMap<String, Object> hosts = new LinkedHashMap<>();
        translated.hosts().forEach((name, host) -> {
            SequencedMap<String, Object> written = connection(host);
            written.keySet().removeAll(common.keySet());
            SequencedMap<String, Node> differing = differing(host);
            if (!differing.isEmpty()) {
                written.put("vars", values(differing));
            }
            hosts.put(name, written);
        });
        List<String> options = options();
        file.put("hosts", options.isEmpty() ? hosts : new YamlWriter.Remarked(options, hosts));
        SequencedMap<String, Object> groups = new LinkedHashMap<>();
        read.groups().values().stream()
                .filter(this::isWritten)
                .forEach(group -> groups.put(group.name(), group(group)));
        if (!groups.isEmpty()) {
            file.put("groups", groups);
        }
        return YamlWriter.mapping(file);
    }

    /** A group with the name of its only host is that host. */
    private boolean isWritten(AnsibleInventory.Group group) {
        return !GROUPS_OF_ALL.contains(group.name()) && !translated.hosts().containsKey(group.name());
    }

    /** How to reach a host, where all hosts have the same. */
    private SequencedMap<String, Object> common() {
        SequencedMap<String, Object> common = new LinkedHashMap<>();
        translated.hosts().values().stream().findFirst().ifPresent(first -> common.putAll(connection(first)));
        common.keySet().removeAll(List.of("address", "service_address"));
        translated
                .hosts()
                .values()
                .forEach(host -> common.entrySet().retainAll(connection(host).entrySet()));
        return common;
    }

    /** What this form cannot say, as remarks. */
    private List<String> options() {
        SequencedSet<String> remarks = new LinkedHashSet<>();
        translated
                .hosts()
                .values()
                .forEach(host -> host.destination()
                        .options()
                        .forEach(option -> remarks.add("Write into ~/.ssh/config for these hosts (" + option.location()
                                + "): " + option.line())));
        return List.copyOf(remarks);
    }

    /** The variables that a group sets itself, those of {@code all} at the top. */
    private SequencedMap<String, Node> own(String group) {
        SequencedMap<String, Node> own = new LinkedHashMap<>();
        Objects.requireNonNull(read.groups().get(group)).variables().forEach((name, entry) -> {
            if (isName(name)) {
                own.put(name, Translation.translated(entry.value()));
            }
        });
        return own;
    }

    /** Templates can refer to it, and it is written in no other way. */
    private static boolean isName(String name) {
        return name.matches("[A-Za-z]\\w*")
                && !VariableNames.RESERVED.contains(name)
                && !name.equals("service_address");
    }

    /** The variables of a host that provisioner would not take from its groups, or not with this value. */
    private SequencedMap<String, Node> differing(Host host) {
        SequencedMap<String, Node> differing = new LinkedHashMap<>();
        host.variables().forEach((name, entry) -> {
            Object value = withoutPlaces(entry.value());
            Optional<Object> inherited = inherited(host.name(), name);
            if (isName(name) && !inherited.equals(Optional.of(value))) {
                differing.put(name, entry.value());
            }
        });
        return differing;
    }

    /** The value by provisioner's precedence; empty if none applies, or groups side by side set different ones. */
    private Optional<Object> inherited(String host, String variable) {
        List<AnsibleInventory.Group> setting = read.groups().values().stream()
                .filter(this::isWritten)
                .filter(group ->
                        group.members().contains(host) && group.variables().containsKey(variable))
                .toList();
        List<Object> nearest = setting.stream()
                .filter(group -> setting.stream().noneMatch(other -> isBelow(other.name(), group)))
                .map(group ->
                        withoutPlaces(Objects.requireNonNull(own(group.name()).get(variable))))
                .distinct()
                .toList();
        if (nearest.isEmpty()) {
            return Optional.ofNullable(own(Registry.ALL).get(variable)).map(Converter::withoutPlaces);
        }
        return nearest.size() == 1 ? Optional.of(nearest.getFirst()) : Optional.empty();
    }

    private boolean isBelow(String name, AnsibleInventory.Group group) {
        return group.children().stream()
                .anyMatch(child -> child.equals(name)
                        || isBelow(name, Objects.requireNonNull(read.groups().get(child))));
    }

    private static Object withoutPlaces(Node node) {
        return switch (node) {
            case Node.Scalar scalar -> List.of(scalar.text(), scalar.plain(), scalar.tag());
            case Node.Sequence list ->
                list.items().stream().map(Converter::withoutPlaces).toList();
            case Node.Mapping mapping -> {
                Map<String, Object> values = new LinkedHashMap<>();
                mapping.entries().forEach((key, entry) -> values.put(key, withoutPlaces(entry.value())));
                yield values;
            }
        };
    }

    private static SequencedMap<String, Object> connection(Host host) {
        SequencedMap<String, Object> written = new LinkedHashMap<>();
        Destination destination = host.destination();
        if (destination.kind() != ConnectionKind.SSH) {
            written.put("connection", destination.kind().program());
        }
        if (!destination.address().equals(host.name())) {
            written.put("address", destination.address());
        }
        if (!host.serviceAddress().equals(destination.address())) {
            written.put("service_address", host.serviceAddress());
        }
        destination.port().ifPresent(port -> written.put("port", port));
        destination.user().ifPresent(user -> written.put("user", user));
        destination.keys().stream().limit(1).forEach(key -> written.put("key", key.toString()));
        return written;
    }

    private SequencedMap<String, Object> group(AnsibleInventory.Group group) {
        SequencedMap<String, Object> written = new LinkedHashMap<>();
        List<String> hosts = new ArrayList<>(group.hosts());
        List<String> children = new ArrayList<>(group.children());
        children.stream().filter(translated.hosts()::containsKey).forEach(hosts::add);
        children.removeIf(translated.hosts()::containsKey);
        if (!hosts.isEmpty()) {
            written.put("hosts", hosts);
        }
        if (!children.isEmpty()) {
            written.put("groups", children);
        }
        SequencedMap<String, Node> own = own(group.name());
        // Nobody would ever see those of a group without hosts.
        if (!own.isEmpty() && !group.members().isEmpty()) {
            written.put("vars", values(own));
        }
        return written;
    }

    private SequencedMap<String, Object> values(SequencedMap<String, Node> nodes) {
        SequencedMap<String, Object> values = new LinkedHashMap<>();
        nodes.forEach((name, node) -> values.put(name, value(node)));
        return values;
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
            case "NaN", "Infinity", "-Infinity" -> scalar.text();
            default -> new YamlWriter.Plain(scalar.text());
        };
    }
}
