package provisioner.inventory;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import provisioner.source.Location;
import provisioner.source.Problems;

/**
 * The hosts that a run works on.
 *
 * @param limited those of {@code --limit}, in any shard
 * @param hosts those of them in this run's shard
 */
public record Selection(Set<String> limited, Set<String> hosts) {
    public Selection {
        limited = Set.copyOf(limited);
        hosts = Set.copyOf(hosts);
    }

    /**
     * What was asked for. A limit that matches no host is a problem; a shard without hosts is none.
     *
     * @param limit a host pattern; empty for all hosts
     */
    public static Selection of(Inventory inventory, Optional<String> limit, Optional<Shard> shard, Problems problems) {
        List<String> limited = limited(inventory, limit, problems);
        return new Selection(
                Set.copyOf(limited),
                limited.stream()
                        .filter(host -> shard.map(part -> part.has(host)).orElse(true))
                        .collect(Collectors.toSet()));
    }

    private static List<String> limited(Inventory inventory, Optional<String> limit, Problems problems) {
        if (limit.isEmpty()) {
            return List.copyOf(inventory.hosts().keySet());
        }
        Location at = Location.ofFile("--limit");
        Problems wrong = new Problems();
        List<String> hosts = HostPattern.select(limit.get(), inventory, at, wrong);
        if (hosts.isEmpty() && wrong.isEmpty()) {
            wrong.add(at, "'" + limit.get() + "' matches no host");
        }
        problems.addAll(wrong);
        return hosts;
    }
}
