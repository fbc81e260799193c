package provisioner.inventory;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;
import provisioner.source.Node;

/**
 * What an inventory file declares.
 *
 * @param hosts by name, in the order of the file
 * @param groups each group's host names, those of child groups included, in the order of the hosts; {@code all} comes
 *     first
 * @param accepted what may be on hosts although nothing declares it
 */
public record Inventory(
        SequencedMap<String, Host> hosts, SequencedMap<String, List<String>> groups, List<AcceptedSource> accepted) {
    /** The group of all hosts. */
    public static final String ALL = "all";

    /** The variable with the address that moves between load balancers. */
    public static final String VIRTUAL_ADDRESS = "virtual_address";

    /** The address that load balancers share, where it is first set; empty text sets none. */
    public Optional<Node.Entry> virtualAddress() {
        return hosts.values().stream()
                .flatMap(host -> Stream.ofNullable(host.variables().get(VIRTUAL_ADDRESS)))
                .filter(entry -> !(entry.value() instanceof Node.Scalar value
                        && value.text().isEmpty()))
                .findFirst();
    }

    public Inventory {
        hosts = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(hosts));
        SequencedMap<String, List<String>> copy = new LinkedHashMap<>();
        groups.forEach((name, members) -> copy.put(name, List.copyOf(members)));
        groups = Collections.unmodifiableSequencedMap(copy);
        accepted = List.copyOf(accepted);
    }
}
