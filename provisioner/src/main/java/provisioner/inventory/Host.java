package provisioner.inventory;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import provisioner.remote.target.Destination;
import provisioner.source.Location;
import provisioner.source.Node;

/**
 * A host as declared.
 *
 * @param location where it is declared; all hosts of a range share it
 * @param serviceAddress where other hosts reach its services; the destination's address is for SSH
 * @param variables those that apply to it after precedence; their values are not rendered
 */
public record Host(
        Location location, Destination destination, String serviceAddress, SequencedMap<String, Node.Entry> variables) {
    public Host {
        variables = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(variables));
    }

    public String name() {
        return destination.host();
    }
}
