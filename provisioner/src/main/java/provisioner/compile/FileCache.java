package provisioner.compile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import provisioner.source.InputFiles;
import provisioner.source.Location;
import provisioner.source.Problems;
import provisioner.state.Bytes;

/** The files that steps name. Each is read once, regardless of the number of hosts. */
final class FileCache {
    private static final int LARGEST_FILE = 256 << 20;

    private final InputFiles files;
    private final Map<Path, String> texts = new HashMap<>();
    private final Map<Path, Bytes> contents = new HashMap<>();

    FileCache(InputFiles files) {
        this.files = files;
    }

    InputFiles files() {
        return files;
    }

    Optional<String> text(Path file, Location usedAt, Problems problems) {
        if (!texts.containsKey(file)) {
            files.text(file, usedAt, problems).ifPresent(text -> texts.put(file, text));
        }
        return Optional.ofNullable(texts.get(file));
    }

    Optional<Bytes> bytes(Path file, Location usedAt, Problems problems) {
        if (!contents.containsKey(file)) {
            files.bytes(file, LARGEST_FILE, usedAt, problems).ifPresent(b -> contents.put(file, Bytes.of(b)));
        }
        return Optional.ofNullable(contents.get(file));
    }

    /** All files below a directory, sorted; empty after a problem. */
    Optional<List<Path>> tree(Path directory, Location usedAt, Problems problems) {
        if (!Files.isDirectory(directory)) {
            String reason = Files.exists(directory) ? ": not a directory" : ": no such directory";
            problems.add(usedAt, "cannot read " + files.display(directory) + reason);
            return Optional.empty();
        }
        try (Stream<Path> found = Files.walk(directory)) {
            return Optional.of(found.filter(Files::isRegularFile).sorted().toList());
        } catch (IOException e) {
            problems.add(usedAt, "cannot read " + files.display(directory) + ": " + e.getMessage());
            return Optional.empty();
        }
    }
}
