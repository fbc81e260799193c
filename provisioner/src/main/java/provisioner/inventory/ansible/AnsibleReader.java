package provisioner.inventory.ansible;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import provisioner.secret.store.AnsibleVault;
import provisioner.source.InputFiles;
import provisioner.source.Node;
import provisioner.source.Problems;

/** Reads the sources of an inventory of Ansible, one after the other, and decides which variables apply to each host. */
public final class AnsibleReader {
    private final Registry registry;
    private final VariableFiles files;
    private final Map<String, Set<Registry.Group>> containing = new HashMap<>();

    private AnsibleReader(Registry registry, VariableFiles files) {
        this.registry = registry;
        this.files = files;
    }

    /**
     * The inventory; nobody may use it after a problem.
     *
     * @param sources files, directories, executables, or lists of hosts with commas
     */
    public static AnsibleInventory read(InputFiles files, List<Path> sources, AnsibleVault vault, Problems problems) {
        Registry registry = new Registry(problems);
        Documents documents = new Documents(files, vault, problems);
        SourceReader reader = new SourceReader(registry, documents, files, problems);
        List<Path> directories = new ArrayList<>();
        for (Path source : sources) {
            reader.read(source);
            Path absolute = files.absolute(source);
            if (Files.isDirectory(absolute)) {
                directories.add(source);
            } else if (!SourceReader.isHostList(files, source)) {
                directories.add(files.absolute(source).resolveSibling("."));
            }
        }
        registry.settle();
        return new AnsibleReader(registry, new VariableFiles(documents, files, directories, problems)).inventory();
    }

    /** Whether {@link #read} would start a program. */
    public static boolean startsPrograms(InputFiles files, List<Path> sources) {
        return sources.stream().anyMatch(source -> SourceReader.hasScript(files, source));
    }

    private AnsibleInventory inventory() {
        registry.hosts().forEach(host -> containing.put(host.name, registry.groupsOf(host.name)));
        SequencedMap<String, AnsibleInventory.Group> groups = new LinkedHashMap<>();
        for (Registry.Group group : registry.groups()) {
            SequencedMap<String, Node.Entry> variables = new LinkedHashMap<>(group.variables);
            variables.putAll(files.ofGroups(List.of(group.name)));
            groups.put(
                    group.name,
                    new AnsibleInventory.Group(
                            group.name,
                            List.copyOf(group.hosts),
                            group.children.stream().map(child -> child.name).toList(),
                            registry.hosts().stream()
                                    .map(host -> host.name)
                                    .filter(host -> containing(host).contains(group))
                                    .toList(),
                            variables));
        }
        SequencedMap<String, AnsibleInventory.Host> hosts = new LinkedHashMap<>();
        registry.hosts().forEach(host -> hosts.put(host.name, host(host)));
        return new AnsibleInventory(groups, hosts);
    }

    private Set<Registry.Group> containing(String host) {
        return containing.getOrDefault(host, Set.of());
    }

    private AnsibleInventory.Host host(Registry.Host host) {
        List<Registry.Group> groups = containing(host.name).stream()
                .filter(group -> !group.name.equals(Registry.ALL))
                .sorted(Comparator.<Registry.Group>comparingInt(group -> group.depth)
                        .thenComparingInt(group -> group.priority)
                        .thenComparing(group -> group.name))
                .toList();
        List<String> names = groups.stream().map(group -> group.name).toList();
        SequencedMap<String, Node.Entry> variables = new LinkedHashMap<>(registry.group(Registry.ALL).variables);
        groups.forEach(group -> variables.putAll(group.variables));
        variables.putAll(files.ofGroups(List.of(Registry.ALL)));
        variables.putAll(files.ofGroups(names));
        variables.putAll(host.variables);
        variables.putAll(files.ofHost(host.name));
        return new AnsibleInventory.Host(
                host.name, host.location, names.stream().sorted().toList(), variables);
    }
}
