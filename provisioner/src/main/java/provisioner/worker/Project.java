package provisioner.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** The worker's own directory. Nothing outside of it is read for a job, and no program is run to read an inventory. */
record Project(Path directory) {

    /** Why this cannot be verified here; empty if it can. */
    Optional<String> refusal(Verify verify) {
        try {
            Path whole = directory.toRealPath();
            for (String file : new String[] {verify.site(), verify.playbook()}) {
                Path path = directory.resolve(file);
                if (!Files.exists(path)) {
                    return Optional.of("there is no " + file + " in this worker's project");
                }
                if (!path.toRealPath().startsWith(whole)) {
                    return Optional.of(file + " leads out of this worker's project");
                }
            }
            return hasPrograms(directory.resolve(verify.site()))
                    ? Optional.of(verify.site() + " must not be executable, nor have executable files in it:"
                            + " whoever writes to the database could run them")
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.of("the worker's project cannot be read: " + e);
        }
    }

    private static boolean hasPrograms(Path inventory) throws IOException {
        try (Stream<Path> files = Files.walk(inventory)) {
            return files.anyMatch(file -> Files.isRegularFile(file) && Files.isExecutable(file));
        }
    }
}
