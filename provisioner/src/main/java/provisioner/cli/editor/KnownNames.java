package provisioner.cli.editor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import provisioner.inventory.Inventory;
import provisioner.inventory.sources.Inventories;
import provisioner.inventory.sources.Sources;
import provisioner.playbook.OwnTypeReader;
import provisioner.playbook.Play;
import provisioner.playbook.PlaybookReader;
import provisioner.playbook.StepEntry;
import provisioner.resource.standard.StandardTypes;
import provisioner.source.InputFiles;
import provisioner.source.Problems;

/** The names that the user's files have. A file that cannot be read has none; problems are for other commands to tell. */
final class KnownNames {
    private final InputFiles files = new InputFiles(Path.of(""));
    private final Optional<Inventory> inventory;
    private final Path playbook;

    KnownNames(List<Path> inventories, Path playbook) {
        // No password: names are plain, and its file may be a program.
        this.inventory =
                new Inventories(files, new Sources(inventories, List.of()), Map.of(), new Problems()).readFiles();
        this.playbook = playbook;
    }

    List<String> hosts() {
        return inventory.map(read -> List.copyOf(read.hosts().keySet())).orElse(List.of());
    }

    List<String> groups() {
        return inventory.map(read -> List.copyOf(read.groups().keySet())).orElse(List.of());
    }

    /** The tags of the playbook's plays, of its roles and of all their steps. */
    SortedSet<String> tags() {
        SortedSet<String> tags = new TreeSet<>();
        Set<String> types = new TreeSet<>(StandardTypes.all().names());
        types.addAll(new OwnTypeReader(files, playbook.resolveSibling(".")).names());
        PlaybookReader.read(files, playbook, types, new Problems())
                .ifPresent(read -> read.plays().forEach(play -> add(play, tags)));
        return tags;
    }

    private static void add(Play play, Set<String> tags) {
        tags.addAll(play.tags());
        play.roles().forEach(use -> tags.addAll(use.tags()));
        play.entriesWithAround().map(StepEntry::tags).forEach(tags::addAll);
    }

    /** The YAML files of a directory, by their path from here. Those with secrets are left out. */
    static List<String> yaml(Path directory) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(Path::toString)
                    .filter(name -> name.endsWith(".yml") || name.endsWith(".yaml"))
                    .filter(name -> !name.endsWith(".secrets.yml"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }
}
