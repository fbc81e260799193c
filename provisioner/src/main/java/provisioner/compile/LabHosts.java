package provisioner.compile;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import provisioner.remote.target.Destination;

/**
 * The lab's hosts, which stand in for the inventory's hosts of the same names. With a lab no host is ever reached, or named to another
 * host, by the inventory's address. A host that is stopped keeps the lab's address.
 *
 * @param start the command that starts them
 */
public record LabHosts(Map<String, Destination> hosts, String start) {
    public LabHosts {
        hosts = Collections.unmodifiableMap(new LinkedHashMap<>(hosts));
    }

    public Optional<Destination> destination(String host) {
        return Optional.ofNullable(hosts.get(host));
    }

    /** What is wrong where the lab has no such host. */
    public static String missing(String host) {
        return "the lab has no host " + host;
    }

    /** What to do about it. */
    public String hint() {
        return "start it: " + start;
    }
}
