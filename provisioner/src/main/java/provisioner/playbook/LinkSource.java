package provisioner.playbook;

import java.util.Optional;
import provisioner.source.Location;
import provisioner.source.Node;

/**
 * An entry of a role's {@code opens} or {@code reaches}, as written.
 *
 * @param values not rendered, without the condition
 */
public record LinkSource(Location location, Node.Mapping values, Optional<Node.Scalar> when) {}
