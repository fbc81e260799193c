package provisioner.resource;

import java.util.List;

/** The hosts that a playbook has plays for, with their roles, and the links that these roles declare, for people. */
public record Topology(List<Place> places, List<Link> links) {
    /** Of a playbook without roles. */
    public static final Topology NONE = new Topology(List.of(), List.of());

    public Topology {
        places = List.copyOf(places);
        links = List.copyOf(links);
    }

    /** @param roles by name, in the playbook's order */
    public record Place(String host, List<String> roles) {
        public Place {
            roles = List.copyOf(roles);
        }
    }

    /** Either end of a link. */
    public sealed interface End {}

    /** A host of the inventory. */
    public record Inside(String host) implements End {}

    /** @param who networks, addresses or names; {@code any} for everybody */
    public record Outside(String who) implements End {}

    /**
     * @param from who opens connections
     * @param name what the role calls it
     * @param ports as a firewall's rule has them
     */
    public record Link(End from, End to, String name, List<String> ports) {
        public Link {
            ports = List.copyOf(ports);
        }
    }
}
