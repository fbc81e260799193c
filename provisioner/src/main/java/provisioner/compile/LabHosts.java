package provisioner.compile;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import provisioner.inventory.Inventory;
import provisioner.remote.target.Destination;
import provisioner.source.Problems;

/**
 * The lab's hosts, which replace the inventory's hosts of the same names. With a lab nobody ever uses an address of the
 * inventory, neither to connect nor in another host's templates. A stopped host keeps the lab's address.
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

    /**
     * An address of the inventory that moves does not exist in the lab, which has one of its own.
     *
     * @param given the variables that go before the inventory's
     */
    void checkVirtualAddress(Inventory inventory, Set<String> given, Problems problems) {
        inventory
                .virtualAddress()
                .filter(entry -> !given.contains(Inventory.VIRTUAL_ADDRESS))
                .ifPresent(entry -> problems.add(entry.location(), "the lab has no virtual address", hint()));
    }

    /** The message for a host that the lab does not have. */
    public static String missing(String host) {
        return "the lab has no host " + host;
    }

    /** The hint for that message. */
    public String hint() {
        return "start it: " + start;
    }
}
