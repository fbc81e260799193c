package provisioner.inventory;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import provisioner.source.Location;
import provisioner.source.Node;

/**
 * A host as declared.
 *
 * @param location where it is declared; several hosts of a range share it
 * @param address name or IP address to connect to
 * @param port empty, as the following, for what ssh's own configuration says
 * @param keys private key files, absolute
 * @param knownHosts known_hosts files, absolute
 * @param variables those that hold for it, after all precedence; values are not rendered
 */
public record Host(
        String name,
        Location location,
        String address,
        Optional<Integer> port,
        Optional<String> user,
        List<Path> keys,
        List<Path> knownHosts,
        SequencedMap<String, Node.Entry> variables) {
    public Host {
        keys = List.copyOf(keys);
        knownHosts = List.copyOf(knownHosts);
        variables = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(variables));
    }
}
