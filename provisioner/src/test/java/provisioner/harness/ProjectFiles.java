package provisioner.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Copies of a project's files, which a test may alter. */
public final class ProjectFiles {
    private ProjectFiles() {}

    /** The inventories, playbooks and templates below {@code from}. */
    public static void copy(Path from, Path to) throws IOException {
        for (String top : List.of("inventory", "playbooks", "templates")) {
            try (Stream<Path> files = Files.walk(from.resolve(top))) {
                for (Path file : files.toList()) {
                    Path target = to.resolve(from.relativize(file));
                    if (Files.isDirectory(file)) {
                        Files.createDirectories(target);
                    } else if (!file.toString().endsWith(".secrets.yml")) {
                        Files.copy(file, target);
                    }
                }
            }
        }
    }
}
