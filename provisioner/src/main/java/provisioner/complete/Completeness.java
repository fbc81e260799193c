package provisioner.complete;

import java.util.List;
import java.util.Map;
import provisioner.resource.Accepted;
import provisioner.state.Survey.Unknown;

/**
 * What came of a look at a whole host.
 *
 * @param unaccounted what nobody accounts for
 * @param accepted what the inventory accepts, by the exception that covers it
 * @param unknown what could not be looked at
 */
public record Completeness(List<Finding> unaccounted, Map<Accepted, List<Finding>> accepted, List<Unknown> unknown) {
    public Completeness {
        unaccounted = List.copyOf(unaccounted);
        unknown = List.copyOf(unknown);
    }

    /** Of a host that did not answer the question. */
    public static Completeness unknown(String why) {
        return new Completeness(List.of(), Map.of(), List.of(new Unknown("the host beside its packages", why)));
    }
}
