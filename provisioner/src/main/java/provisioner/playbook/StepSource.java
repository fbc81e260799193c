package provisioner.playbook;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import provisioner.source.Location;
import provisioner.source.Node;

/**
 * A step as written: a name, a resource type and its parameters.
 *
 * @param name the fact that it establishes; may contain references
 * @param location where the step begins
 * @param parameters not rendered
 * @param when a condition; empty for always
 * @param forEach empty for a step that is not repeated
 * @param once whether it is done once for the play, not for each host
 * @param timeout of one attempt; empty for the default
 * @param retries how often to retry it after a failure
 * @param on the pattern of the hosts that it is done on; empty for the play's host
 * @param check a command that must succeed once the step is done: a string, or a list of words
 */
public record StepSource(
        Node.Scalar name,
        Location location,
        String type,
        Node.Mapping parameters,
        Optional<Node.Scalar> when,
        Optional<ForEach> forEach,
        boolean once,
        List<String> tags,
        Optional<Duration> timeout,
        int retries,
        Optional<Node.Scalar> on,
        Optional<Node> check)
        implements StepEntry {
    public StepSource {
        tags = List.copyOf(tags);
    }
}
