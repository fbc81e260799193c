package provisioner.playbook;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import provisioner.source.Location;
import provisioner.source.Node;

/**
 * A step as written: a resource type with its parameters, under a name.
 *
 * @param name what is true once it is done; may hold references
 * @param location where the step begins
 * @param parameters not rendered
 * @param when a condition; empty for always
 * @param forEach a list, or a reference to one
 * @param once for a check: run for the play as a whole, not for each of its hosts
 * @param timeout for one try; empty for the default
 * @param retries how often it is tried again after a failure
 * @param on for a step around a play's own, the pattern of the hosts on which it is done; empty for the play's host
 */
public record StepSource(
        Node.Scalar name,
        Location location,
        String type,
        Node.Mapping parameters,
        Optional<Node.Scalar> when,
        Optional<Node> forEach,
        boolean once,
        List<String> tags,
        Optional<Duration> timeout,
        int retries,
        Optional<Node.Scalar> on) {
    public StepSource {
        tags = List.copyOf(tags);
    }
}
