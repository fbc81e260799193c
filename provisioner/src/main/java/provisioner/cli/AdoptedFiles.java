package provisioner.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import provisioner.state.Bytes;

/**
 * Where contents go that do not fit into a playbook.
 *
 * @param playbooks the playbook's directory, where steps look for files
 * @param relative the directory for the files, relative to it
 */
record AdoptedFiles(Path playbooks, String relative) {

    /** @throws UsageException if steps would not find the files */
    static Optional<AdoptedFiles> below(Path playbook, Optional<Path> directory) throws UsageException {
        if (directory.isEmpty()) {
            return Optional.empty();
        }
        Path playbooks = Path.of("")
                .toAbsolutePath()
                .resolve(playbook)
                .normalize()
                .resolveSibling(".")
                .normalize();
        Path wanted = Path.of("").toAbsolutePath().resolve(directory.get()).normalize();
        if (!wanted.startsWith(playbooks) || wanted.equals(playbooks)) {
            throw new UsageException("--files must be a directory below that of the playbook, such as "
                    + playbook.resolveSibling("adopted") + ", found " + directory.get());
        }
        return Optional.of(
                new AdoptedFiles(playbooks, playbooks.relativize(wanted).toString()));
    }

    /** @param files by their path relative to the playbook's directory */
    void write(Map<String, Bytes> files) throws IOException, FailedException {
        for (Map.Entry<String, Bytes> one : files.entrySet()) {
            Path path = playbooks.resolve(one.getKey());
            if (Files.exists(path)
                    && !Arrays.equals(Files.readAllBytes(path), one.getValue().toArray())) {
                throw new FailedException(
                        path + " exists with another content", "move it away, or name another directory with --files");
            }
        }
        for (Map.Entry<String, Bytes> one : files.entrySet()) {
            Path path = playbooks.resolve(one.getKey());
            Files.createDirectories(path.resolveSibling("."));
            Files.write(path, one.getValue().toArray());
        }
    }
}
