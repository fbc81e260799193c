package provisioner.resource;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import provisioner.source.Location;
import provisioner.state.Maker;
import provisioner.state.Query;

/**
 * A resource as written at a place in a playbook, for one host.
 *
 * @param id unique within the host's program, also under {@code for_each}
 * @param play the play's name
 * @param playIndex 0-based
 * @param name what the step establishes: {@code nginx is installed}
 * @param timeout for one try of its action
 * @param retries how often its action is tried again after it failed
 * @param around empty for a step that surrounds nothing
 * @param maker in whose name what it makes is noted; empty where that is not noted
 * @param delegation empty for a step that is not done for another host of its play
 */
public record Step(
        String id,
        String play,
        int playIndex,
        String name,
        Resource resource,
        Location location,
        Duration timeout,
        int retries,
        Optional<Around> around,
        Optional<Maker> maker,
        Optional<Delegation> delegation) {

    /** A step whose makings are not noted. */
    public Step(
            String id,
            String play,
            int playIndex,
            String name,
            Resource resource,
            Location location,
            Duration timeout,
            int retries,
            Optional<Around> around) {
        this(
                id,
                play,
                playIndex,
                name,
                resource,
                location,
                timeout,
                retries,
                around,
                Optional.empty(),
                Optional.empty());
    }

    public Step with(Resource other) {
        return new Step(id, play, playIndex, name, other, location, timeout, retries, around, maker, delegation);
    }

    /** Everything that must be known to judge it: the queries of its resource, and the ways to its files. */
    public Set<Query<?>> queries() {
        return Ways.queries(resource);
    }

    /** Whether it is what its play does to the host itself. */
    public boolean isOwn() {
        return around.isEmpty() && delegation.isEmpty();
    }

    public boolean is(Around.Phase phase) {
        return around.filter(a -> a.phase() == phase).isPresent();
    }
}
