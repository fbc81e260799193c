package provisioner.playbook;

import java.util.List;
import java.util.Optional;
import provisioner.source.Location;
import provisioner.source.Node;

/**
 * A role as a play uses it.
 *
 * @param with values for its parameters
 * @param when a condition for all its steps
 */
public record RoleUse(Role role, Location location, Node.Mapping with, Optional<Node.Scalar> when, List<String> tags) {
    public RoleUse {
        tags = List.copyOf(tags);
    }
}
