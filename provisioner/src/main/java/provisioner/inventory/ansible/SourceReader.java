package provisioner.inventory.ansible;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import provisioner.source.InputFiles;
import provisioner.source.Location;
import provisioner.source.Node;
import provisioner.source.Problems;

/** Reads one source in the form that it has: a directory, an executable, YAML, INI, or a list of hosts. */
final class SourceReader {
    /** What Ansible passes over in a directory. */
    private static final Pattern IGNORED = Pattern.compile("^\\..*|^host_vars$|^group_vars$|^vars_plugins$"
            + "|.*(?:\\.pyc|\\.pyo|\\.bak|~|\\.rpm|\\.md|\\.txt|\\.rst|\\.orig|\\.ini|\\.cfg|\\.retry)$");

    /** How a program begins that is no script. */
    private static final byte[] PROGRAM = {0x7f, 'E', 'L', 'F'};

    private static final List<String> YAML = List.of("", "yml", "yaml", "json");

    private final Registry registry;
    private final Documents documents;
    private final InputFiles files;
    private final Problems problems;

    SourceReader(Registry registry, Documents documents, InputFiles files, Problems problems) {
        this.registry = registry;
        this.documents = documents;
        this.files = files;
        this.problems = problems;
    }

    /** Whether a source is no file but names hosts: {@code web-1,web-2,}. */
    static boolean isHostList(InputFiles files, Path source) {
        return source.toString().indexOf(',') >= 0 && !files.exists(source);
    }

    void read(Path source) {
        Path absolute = files.absolute(source);
        if (isHostList(files, source)) {
            hostList(source.toString());
        } else if (Files.isDirectory(absolute)) {
            directory(source);
        } else if (isScript(absolute)) {
            // Its digest, so that a saved plan notices when it changes.
            files.digest(source, null, problems);
            new ScriptInventory(registry, absolute, files.display(source), problems).read();
        } else {
            documents.text(source).ifPresent(text -> file(source, text));
        }
    }

    private void hostList(String list) {
        for (String entry : list.split(",")) {
            if (!entry.isBlank()) {
                Location at = Location.ofFile("-i " + list);
                try {
                    HostNames names = HostNames.of(entry.strip());
                    names.names().forEach(host -> registry.host(host, Registry.UNGROUPED, names.port(), at));
                } catch (HostNames.InvalidRange e) {
                    registry.host(entry.strip(), Registry.UNGROUPED, OptionalInt.empty(), at);
                }
            }
        }
    }

    private void directory(Path source) {
        try (Stream<Path> list = Files.list(files.absolute(source))) {
            list.map(path -> String.valueOf(path.getFileName()))
                    .filter(name -> !IGNORED.matcher(name).matches())
                    .sorted()
                    .forEach(name -> read(source.resolve(name)));
        } catch (IOException e) {
            problems.add(Location.ofFile(files.display(source)), "cannot list this directory: " + e.getMessage());
        }
    }

    /** Whether it is an executable, or a directory that contains one. */
    static boolean hasScript(InputFiles files, Path source) {
        try (Stream<Path> all = Files.walk(files.absolute(source))) {
            return all.anyMatch(file -> Files.isRegularFile(file) && isScript(file));
        } catch (IOException e) {
            return false; // a list of hosts, or nothing that can be read
        }
    }

    /**
     * Some file systems mark every file as one that can be executed. The kernel takes no text for a program, and Ansible reads it then;
     * but Java would have sh run it.
     */
    private static boolean isScript(Path file) {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] begin = in.readNBytes(PROGRAM.length);
            return begin.length > 1 && begin[0] == '#' && begin[1] == '!'
                    || Files.isExecutable(file) && Arrays.equals(begin, PROGRAM);
        } catch (IOException e) {
            return false; // whoever reads it reports that
        }
    }

    private void file(Path source, Documents.Text text) {
        String shown = files.display(source);
        String name = String.valueOf(source.getFileName());
        String extension = name.lastIndexOf('.') > 0 ? name.substring(name.lastIndexOf('.') + 1) : "";
        if (extension.equals("toml")) {
            problems.add(Location.ofFile(shown), "inventories in TOML are not supported", "convert it to YAML");
            return;
        }
        if (YAML.contains(extension)) {
            Problems found = new Problems();
            Optional<Node> document = Documents.parse(text, shown, found);
            if (document.orElse(null) instanceof Node.Mapping mapping) {
                problems.addAll(found);
                yaml(mapping, shown);
                return;
            }
            if (!extension.isEmpty()) {
                problems.addAll(found);
                if (found.isEmpty()) {
                    problems.add(Location.ofFile(shown), "an inventory must be a mapping of groups");
                }
                return;
            }
        }
        new IniReader(registry, shown, problems).read(text.text());
    }

    private void yaml(Node.Mapping document, String shown) {
        Optional<Node.Entry> plugin = document.get("plugin");
        if (plugin.isPresent()) {
            problems.add(
                    plugin.get().location(),
                    "inventory plugins are not supported",
                    "let an executable print the inventory: a file with '#!/bin/sh' and 'exec ansible-inventory -i "
                            + shown + " --list'");
            return;
        }
        new YamlInventory(registry, problems).read(document);
    }
}
