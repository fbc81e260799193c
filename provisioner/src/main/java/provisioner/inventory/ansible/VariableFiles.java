package provisioner.inventory.ansible;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Stream;
import provisioner.source.InputFiles;
import provisioner.source.Location;
import provisioner.source.Node;
import provisioner.source.Problems;

/** The variables in {@code group_vars/} and {@code host_vars/} beside the sources of an inventory. */
final class VariableFiles {
    private static final List<String> EXTENSIONS = List.of("", ".yml", ".yaml", ".json");

    private final Documents documents;
    private final InputFiles files;
    private final List<Path> directories;
    private final Problems problems;
    private final Map<Path, SequencedMap<String, Node.Entry>> read = new HashMap<>();

    /** @param directories of the sources, in their order; a later one goes before an earlier one */
    VariableFiles(Documents documents, InputFiles files, List<Path> directories, Problems problems) {
        this.documents = documents;
        this.files = files;
        this.directories = List.copyOf(directories);
        this.problems = problems;
    }

    /** Those of groups, where a later group goes before an earlier one. */
    SequencedMap<String, Node.Entry> ofGroups(List<String> groups) {
        return of("group_vars", groups);
    }

    SequencedMap<String, Node.Entry> ofHost(String host) {
        return of("host_vars", List.of(host));
    }

    private SequencedMap<String, Node.Entry> of(String kind, List<String> names) {
        SequencedMap<String, Node.Entry> all = new LinkedHashMap<>();
        for (Path directory : directories) {
            Path base = directory.resolve(kind);
            if (Files.isDirectory(files.absolute(base))) {
                names.stream()
                        .filter(name -> !name.startsWith("/") && name.indexOf('\0') < 0)
                        .flatMap(name -> named(base, name).stream())
                        .forEach(file -> all.putAll(variables(file)));
            }
        }
        return all;
    }

    private List<Path> named(Path base, String name) {
        for (String extension : EXTENSIONS) {
            Path path = base.resolve(name + extension).normalize();
            if (files.exists(path)) {
                return Files.isDirectory(files.absolute(path)) ? below(path) : List.of(path);
            }
        }
        return List.of();
    }

    private List<Path> below(Path directory) {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> list = Files.list(files.absolute(directory))) {
            for (String name : list.map(path -> String.valueOf(path.getFileName()))
                    .sorted()
                    .toList()) {
                String extension = name.lastIndexOf('.') > 0 ? name.substring(name.lastIndexOf('.')) : "";
                Path path = directory.resolve(name);
                if (name.startsWith(".") || name.endsWith("~")) {
                    continue;
                }
                if (Files.isDirectory(files.absolute(path)) && extension.isEmpty()) {
                    found.addAll(below(path));
                } else if (Files.isRegularFile(files.absolute(path)) && EXTENSIONS.contains(extension)) {
                    found.add(path);
                }
            }
        } catch (IOException e) {
            problems.add(Location.ofFile(files.display(directory)), "cannot list this directory: " + e.getMessage());
        }
        return found;
    }

    private SequencedMap<String, Node.Entry> variables(Path file) {
        return read.computeIfAbsent(
                file,
                path -> documents
                        .read(path)
                        .map(node -> {
                            if (node instanceof Node.Mapping mapping) {
                                return mapping.entries();
                            }
                            problems.add(
                                    node.location(), "a file of variables must be a mapping, found " + node.kind());
                            return new LinkedHashMap<String, Node.Entry>();
                        })
                        .orElseGet(LinkedHashMap::new));
    }
}
