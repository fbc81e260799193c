package provisioner.inventory;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * What an inventory file declares.
 *
 * @param hosts by name, in the order of the file
 * @param groups each group's host names, those of child groups included, in the order of the hosts; {@code all} comes
 *     first
 */
public record Inventory(SequencedMap<String, Host> hosts, SequencedMap<String, List<String>> groups) {
    /** The group of all hosts. */
    public static final String ALL = "all";

    public Inventory {
        hosts = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(hosts));
        SequencedMap<String, List<String>> copy = new LinkedHashMap<>();
        groups.forEach((name, members) -> copy.put(name, List.copyOf(members)));
        groups = Collections.unmodifiableSequencedMap(copy);
    }
}
