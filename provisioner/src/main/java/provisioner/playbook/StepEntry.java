package provisioner.playbook;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import provisioner.source.Location;
import provisioner.source.Node;

/** What may stand in a list of steps: a step, or several of them that have something in common. */
public sealed interface StepEntry permits StepSource, StepGroup {
    /** Where it begins. */
    Location location();

    /** A condition; empty for always. */
    Optional<Node.Scalar> when();

    /** What it is repeated for; empty for once. */
    Optional<ForEach> forEach();

    List<String> tags();

    /** This entry and everything in it, in order. */
    default Stream<StepEntry> all() {
        return Stream.of(this);
    }
}
