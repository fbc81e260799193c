package provisioner.inventory;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import provisioner.remote.target.Destination;
import provisioner.source.Location;
import provisioner.source.Node;
import provisioner.source.Problems;

/** What must be so in every inventory, whatever its form: for readers of other forms. */
public final class InventoryChecks {
    private static final String SERVICE_ADDRESS = "service_address";

    private final Problems problems;
    private final ServiceAddresses services;

    public InventoryChecks(Problems problems) {
        this.problems = problems;
        this.services = new ServiceAddresses(problems);
    }

    /** Checks the name of a host, which must be no group's unless that group is nothing but the host. */
    public void name(String host, Location at, Map<String, List<String>> groups) {
        if (!InventoryReader.isName(host)) {
            problems.add(
                    at,
                    "invalid host name '" + host + "'",
                    "use letters, digits, '-', '_' and '.', and write the address as ansible_host");
        }
        List<String> same = groups.get(host);
        if (same != null && !same.equals(List.of(host))) {
            problems.add(
                    at, "'" + host + "' is a group and cannot also be a host, unless it is that group's only host");
        }
    }

    /** A host, which other hosts reach at the variable {@code service_address}, or else where SSH does. */
    public Host host(Location at, Destination destination, SequencedMap<String, Node.Entry> variables) {
        Optional<Node.Scalar> own = Optional.ofNullable(variables.get(SERVICE_ADDRESS))
                .map(Node.Entry::value)
                .filter(Node.Scalar.class::isInstance)
                .map(Node.Scalar.class::cast);
        if (own.isPresent() && !own.get().tag().isEmpty()) {
            problems.add(own.get().location(), "'" + SERVICE_ADDRESS + "' must be written out, without references");
            own = Optional.empty();
        }
        String address = services.of(destination.host(), own, new Node.Scalar(at, destination.address(), false, ""));
        return new Host(at, destination, address, variables);
    }

    /** Checks what concerns several hosts. */
    public void whole(Inventory inventory) {
        List<Host> balancers = inventory.groups().getOrDefault("loadbalancer", List.of()).stream()
                .flatMap(name -> Optional.ofNullable(inventory.hosts().get(name)).stream())
                .toList();
        VirtualAddresses.check(inventory.hosts().values(), balancers, problems);
    }
}
