package provisioner.playbook;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import provisioner.source.Location;
import provisioner.source.Node;

/**
 * Steps with a common condition, common items and common tags: written in place, or in a file that is included.
 *
 * @param name what distinguishes its steps' identifiers; may contain references
 */
public record StepGroup(
        Optional<Node.Scalar> name,
        Location location,
        Optional<Node.Scalar> when,
        Optional<ForEach> forEach,
        List<String> tags,
        List<StepEntry> steps)
        implements StepEntry {
    public StepGroup {
        tags = List.copyOf(tags);
        steps = List.copyOf(steps);
    }

    @Override
    public Stream<StepEntry> all() {
        return Stream.concat(Stream.of(this), steps.stream().flatMap(StepEntry::all));
    }
}
