package provisioner.plan;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import provisioner.resource.Step;
import provisioner.state.Query.MysqlSourceQuery;

/**
 * Which hosts must be planned together, because the plan of one depends on what is known of another: its steps surround the other's, or
 * it asks the other's database server, or it uses what the other reads. Each of the other hosts can be planned, and forgotten, by itself.
 */
public final class PlannedTogether {
    private final Map<String, String> towards = new HashMap<>();

    /**
     * A host and what it may have to do.
     *
     * @param steps all that there may be
     * @param address as other hosts' steps write it
     * @param open whether its steps are not known before it was asked for its facts
     * @param awaited the hosts of which it may use what they read
     */
    public record Host(String name, List<Step> steps, String address, boolean open, Set<String> awaited) {
        private List<MysqlSourceQuery> asked() {
            return steps.stream()
                    .flatMap(step -> step.resource().queries().stream())
                    .filter(MysqlSourceQuery.class::isInstance)
                    .map(MysqlSourceQuery.class::cast)
                    .toList();
        }

        private Stream<String> surrounded() {
            return steps.stream()
                    .flatMap(step -> step.around().stream())
                    .map(around -> around.subject())
                    .distinct();
        }
    }

    private PlannedTogether(Collection<Host> hosts) {
        hosts.forEach(host -> towards.put(host.name, host.name));
        Map<String, List<Host>> byAddress = hosts.stream().collect(Collectors.groupingBy(Host::address));
        for (Host host : hosts) {
            host.surrounded().filter(towards::containsKey).forEach(subject -> join(host.name, subject));
            host.awaited.stream().filter(towards::containsKey).forEach(other -> join(host.name, other));
            List<MysqlSourceQuery> asked = host.asked();
            if (host.open && !asked.isEmpty()) {
                // Whom it asks, its facts may decide.
                hosts.forEach(other -> join(host.name, other.name));
            }
            asked.stream()
                    .flatMap(query -> byAddress.getOrDefault(query.address(), List.of()).stream())
                    .forEach(other -> join(host.name, other.name));
        }
    }

    /** The groups, and the names in each, in the order of the hosts. */
    public static List<List<String>> of(Collection<Host> hosts) {
        PlannedTogether together = new PlannedTogether(hosts);
        return List.copyOf(hosts.stream()
                .map(Host::name)
                .collect(Collectors.groupingBy(together::representative, LinkedHashMap::new, Collectors.toList()))
                .values());
    }

    private void join(String one, String other) {
        towards.put(representative(one), representative(other));
    }

    private String representative(String name) {
        String at = name;
        String next = towards.getOrDefault(at, at);
        while (!next.equals(at)) {
            // Half the way, so that it stays short.
            String beyond = towards.getOrDefault(next, next);
            towards.put(at, beyond);
            at = beyond;
            next = towards.getOrDefault(at, at);
        }
        return at;
    }
}
