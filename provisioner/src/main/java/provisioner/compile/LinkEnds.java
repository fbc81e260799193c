package provisioner.compile;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.function.Function;
import provisioner.state.Cidr;

/**
 * The far end of a link.
 *
 * @param any whether everybody may use it
 * @param hosts of the inventory, by name
 * @param others networks, addresses and names outside it
 */
record LinkEnds(boolean any, SequencedSet<String> hosts, List<String> others) {
    LinkEnds {
        hosts = new LinkedHashSet<>(hosts);
        others = List.copyOf(others);
    }

    boolean isEmpty() {
        return !any && hosts.isEmpty() && others.isEmpty();
    }

    LinkEnds without(String host) {
        SequencedSet<String> rest = new LinkedHashSet<>(hosts);
        rest.remove(host);
        return new LinkEnds(any, rest, others);
    }

    /** These and those. */
    LinkEnds and(LinkEnds more) {
        SequencedSet<String> all = new LinkedHashSet<>(hosts);
        all.addAll(more.hosts);
        SequencedSet<String> far = new LinkedHashSet<>(others);
        far.addAll(more.others);
        return new LinkEnds(any || more.any, all, List.copyOf(far));
    }

    /** As a firewall's rule has them. */
    List<String> words(Function<String, String> addresses) {
        if (any) {
            return List.of("any");
        }
        List<String> words = new ArrayList<>(hosts.stream().map(addresses).toList());
        words.addAll(others);
        return words;
    }

    /** Whether a host that is not one of these may be among them all the same: a name stands for unknown addresses. */
    boolean mayInclude(String address) {
        Optional<Cidr> host = Cidr.parse(address);
        return any
                || others.stream()
                        .map(Cidr::parse)
                        .anyMatch(network -> network.isEmpty()
                                || host.isEmpty()
                                || network.get().contains(host.get().address()));
    }
}
