package provisioner.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The worker's own directory. Nothing outside of it is read for a job, and no program is run to read an inventory. */
public record Project(Path directory) {

    /**
     * Checks that these are paths into a project.
     *
     * @throws IllegalArgumentException with a message for users, if one leads elsewhere
     */
    public static void within(List<String> inventories, String playbook) {
        inventories.forEach(inventory -> Verify.within("the plan's inventory", inventory));
        Verify.within("the plan's playbook", playbook);
    }

    /** Why this cannot be verified here; empty if it can. */
    Optional<String> refusal(Verify verify) {
        return refusal(List.of(verify.site()), verify.playbook());
    }

    /** Why these are not used here; empty if they can be. */
    public Optional<String> refusal(List<String> inventories, String playbook) {
        try {
            Path whole = directory.toRealPath();
            List<String> files = new ArrayList<>(inventories);
            files.add(playbook);
            for (String file : files) {
                Path path = directory.resolve(file);
                if (!Files.exists(path)) {
                    return Optional.of("there is no " + file + " in this worker's project");
                }
                if (!path.toRealPath().startsWith(whole)) {
                    return Optional.of(file + " leads out of this worker's project");
                }
            }
            for (String inventory : inventories) {
                if (hasPrograms(directory.resolve(inventory))) {
                    return Optional.of(inventory + " must not be executable, nor have executable files in it:"
                            + " whoever writes to the database could run them");
                }
            }
            return Optional.empty();
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
