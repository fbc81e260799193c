package provisioner.inventory.sources;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What {@code -i} names.
 *
 * @param paths at least one; several only if they are Ansible's
 * @param vaultPasswordFiles for what {@code ansible-vault} has encrypted
 */
public record Sources(List<Path> paths, List<Path> vaultPasswordFiles) {
    public Sources {
        paths = List.copyOf(paths);
        vaultPasswordFiles = List.copyOf(vaultPasswordFiles);
        if (paths.isEmpty()) {
            throw new IllegalArgumentException("no inventory");
        }
    }

    /** A single file. */
    public static Sources of(Path path) {
        return new Sources(List.of(path), List.of());
    }

    /** The first one. The secrets file is beside it. */
    public Path first() {
        return paths.getFirst();
    }

    /** As on the command line, behind the first {@code -i}. */
    @Override
    public String toString() {
        return paths.stream().map(Path::toString).collect(Collectors.joining(" -i "));
    }
}
