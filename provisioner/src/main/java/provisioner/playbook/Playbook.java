package provisioner.playbook;

import java.nio.file.Path;
import java.util.List;

/**
 * A playbook: plays in order.
 *
 * @param directory absolute; contains {@code roles/}
 */
public record Playbook(Path directory, List<Play> plays, Roles roles) {
    public Playbook {
        plays = List.copyOf(plays);
    }
}
