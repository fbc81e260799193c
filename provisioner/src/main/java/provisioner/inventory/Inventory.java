package provisioner.inventory;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * What an inventory file declares.
 *
 * @param hosts by name, in the order of the file
 * @param groups the names of each group's hosts, those of its child groups included, in the order of the hosts;
 *     {@code all} is the first
 */
public record Inventory(SequencedMap<String, Host> hosts, SequencedMap<String, List<String>> groups) {
    /** The group that every host is in. */
    public static final String ALL = "all";

    public Inventory {
        hosts = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(hosts));
        SequencedMap<String, List<String>> copy = new LinkedHashMap<>();
        groups.forEach((name, members) -> copy.put(name, List.copyOf(members)));
        groups = Collections.unmodifiableSequencedMap(copy);
    }
}
