package provisioner.playbook;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import provisioner.source.Location;
import provisioner.source.Node;

/**
 * Steps for a set of hosts. The roles' steps come before the play's own.
 *
 * @param hosts a host pattern
 * @param serial how many hosts at a time; empty for all of them
 * @param optionalGroups groups that its templates see as empty if the inventory does not have them
 * @param around empty lists if there is none
 */
public record Play(
        String name,
        Location location,
        Node.Scalar hosts,
        Optional<Serial> serial,
        List<String> optionalGroups,
        List<String> tags,
        List<RoleUse> roles,
        List<StepEntry> steps,
        AroundSource around) {
    public Play {
        optionalGroups = List.copyOf(optionalGroups);
        tags = List.copyOf(tags);
        roles = List.copyOf(roles);
        steps = List.copyOf(steps);
    }

    /** All its steps and groups, those in groups too: its roles' first, as they run. */
    public Stream<StepEntry> entries() {
        return Stream.concat(roles.stream().flatMap(use -> use.role().steps().stream()), steps.stream())
                .flatMap(StepEntry::all);
    }

    /** The same with those around them. */
    public Stream<StepEntry> entriesWithAround() {
        return Stream.of(entries(), around.before().stream(), around.after().stream())
                .flatMap(some -> some);
    }

    /** This play, with further values for the parameters of its roles. */
    Play with(Node.Mapping values) {
        List<RoleUse> uses = roles.stream().map(use -> use.with(values)).toList();
        return new Play(name, location, hosts, serial, optionalGroups, tags, uses, steps, around);
    }
}
