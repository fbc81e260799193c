package provisioner.resource;

import java.time.Duration;
import java.util.Optional;
import provisioner.source.Location;

/**
 * A resource as written at a place in a playbook, for one host.
 *
 * @param id unique within the host's program, also under {@code for_each}
 * @param play the play's name
 * @param playIndex 0-based
 * @param name what the step establishes: {@code nginx is installed}
 * @param timeout for one try of its action
 * @param retries how often its action is tried again after it failed
 * @param around empty for a step of the host's own
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
        Optional<Around> around) {

    public boolean is(Around.Phase phase) {
        return around.filter(a -> a.phase() == phase).isPresent();
    }
}
