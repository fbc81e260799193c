package provisioner.playbook;

import java.nio.file.Path;
import java.util.List;

/**
 * A playbook: plays in their order.
 *
 * @param directory absolute; roles stand in {@code roles/} below it
 */
public record Playbook(Path directory, List<Play> plays) {
    public Playbook {
        plays = List.copyOf(plays);
    }
}
