package provisioner.inventory;

import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import provisioner.source.Location;
import provisioner.source.Node;
import provisioner.source.Problems;
import provisioner.state.Cidr;

/** The variable {@code virtual_address}: an address that moves between hosts, and so cannot be the own one of any. */
final class VirtualAddresses {
    private VirtualAddresses() {}

    /**
     * Reports each value once, wherever it applies.
     *
     * @param hosts all of the inventory
     * @param holders those between which the address moves
     */
    static void check(Collection<Host> hosts, Collection<Host> holders, Problems problems) {
        Set<Location> seen = new HashSet<>();
        for (Host host : hosts) {
            Node.Entry entry = host.variables().get(Inventory.VIRTUAL_ADDRESS);
            // What a reference or a tag stands for is known only later.
            if (entry != null
                    && entry.value() instanceof Node.Scalar value
                    && value.tag().isEmpty()
                    && !value.text().isEmpty()
                    && value.text().indexOf('$') < 0
                    && seen.add(value.location())) {
                check(value, hosts, holders, problems);
            }
        }
        everywhere(hosts, problems);
    }

    /** The firewall of every host has to know that load balancers may ask it. */
    private static void everywhere(Collection<Host> hosts, Problems problems) {
        Optional<Node.Entry> entry = hosts.stream()
                .flatMap(host -> Stream.ofNullable(host.variables().get(Inventory.VIRTUAL_ADDRESS)))
                .findFirst();
        Optional<Host> without = hosts.stream()
                .filter(host -> !host.variables().containsKey(Inventory.VIRTUAL_ADDRESS))
                .findFirst();
        if (entry.isPresent() && without.isPresent()) {
            String message = "'" + Inventory.VIRTUAL_ADDRESS + "' must be set for all hosts, and "
                    + without.get().name() + " has none";
            problems.add(entry.get().location(), message, "write it under 'vars' at the top of the inventory");
        }
    }

    private static void check(Node.Scalar value, Collection<Host> hosts, Collection<Host> holders, Problems problems) {
        Optional<Cidr> address = value.text().indexOf('/') < 0 ? Cidr.parse(value.text()) : Optional.empty();
        if (address.isEmpty()) {
            String message = "'" + Inventory.VIRTUAL_ADDRESS + "' must be an IP address, found '" + value.text() + "'";
            problems.add(value.location(), message, "such as 203.0.113.100, without a prefix length");
            return;
        }
        for (Host host : hosts) {
            if (is(host.serviceAddress(), address.get())
                    || is(host.destination().address(), address.get())) {
                String message = "'" + Inventory.VIRTUAL_ADDRESS + "' must be no host's own address, and "
                        + value.text() + " is that of " + host.name();
                problems.add(value.location(), message, "choose a free address of the same network");
            }
        }
        if (holders.size() < 2) {
            String message =
                    "'" + Inventory.VIRTUAL_ADDRESS + "' must have two hosts or more to move between, and the group"
                            + " 'loadbalancer' has " + holders.size();
            problems.add(
                    value.location(),
                    message,
                    "add a host to the group, or remove '" + Inventory.VIRTUAL_ADDRESS + "'");
        }
        // The load balancers ask every host, from their own addresses.
        hosts.stream()
                .filter(host -> Cidr.parse(host.serviceAddress())
                        .filter(own -> own.v6() == address.get().v6())
                        .isEmpty())
                .findFirst()
                .ifPresent(host -> {
                    String message = "'" + Inventory.VIRTUAL_ADDRESS
                            + "' must be of the same IP version as the service address of " + host.name() + ", found "
                            + value.text() + " and " + host.serviceAddress();
                    problems.add(
                            value.location(),
                            message,
                            "give every host an IP address of that version as service_address");
                });
    }

    private static boolean is(String text, Cidr address) {
        return Cidr.parse(text).filter(address::equals).isPresent();
    }
}
