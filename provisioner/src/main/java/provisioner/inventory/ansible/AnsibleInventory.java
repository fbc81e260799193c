package provisioner.inventory.ansible;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import provisioner.inventory.Listing;
import provisioner.source.Location;
import provisioner.source.Node;

/**
 * What sources say, as Ansible sees it. Values are as written, but canonical: see {@link Documents}.
 *
 * @param groups by name, in the order in which they were read; {@code all} comes first
 * @param hosts by name, in the order in which they were read
 */
public record AnsibleInventory(SequencedMap<String, Group> groups, SequencedMap<String, Host> hosts) {
    public AnsibleInventory {
        groups = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(groups));
        hosts = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(hosts));
    }

    /** What {@code ansible-inventory} would show. */
    public Listing listing() {
        SequencedMap<String, Listing.Group> listed = new LinkedHashMap<>();
        groups.forEach((name, group) -> listed.put(name, new Listing.Group(group.hosts, group.children)));
        SequencedMap<String, SequencedMap<String, Node.Entry>> variables = new LinkedHashMap<>();
        hosts.forEach((name, host) -> variables.put(name, host.variables));
        return new Listing(listed, variables);
    }

    /**
     * A group.
     *
     * @param hosts those that it names itself
     * @param children the groups right below it
     * @param members its hosts and those of all groups below it
     * @param variables those that are written for the group, also in {@code group_vars}
     */
    public record Group(
            String name,
            List<String> hosts,
            List<String> children,
            List<String> members,
            SequencedMap<String, Node.Entry> variables) {
        public Group {
            hosts = List.copyOf(hosts);
            children = List.copyOf(children);
            members = List.copyOf(members);
            variables = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(variables));
        }
    }

    /**
     * A host.
     *
     * @param location where it is first named
     * @param groups all that contain it but {@code all}, sorted by name
     * @param variables those that apply to it, by Ansible's precedence
     */
    public record Host(
            String name, Location location, List<String> groups, SequencedMap<String, Node.Entry> variables) {
        public Host {
            groups = List.copyOf(groups);
            variables = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(variables));
        }
    }
}
