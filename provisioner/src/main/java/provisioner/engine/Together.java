package provisioner.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import provisioner.apply.Applier;
import provisioner.apply.ChangeGate;
import provisioner.resource.Step;

/** Steps that are done together, each on its host, before what comes after them anywhere: one step of a playbook for its hosts. */
final class Together {
    /** A step and the host that it runs on. */
    record Placed(HostRun host, Step step) {}

    private final String name;
    private final SequencedMap<HostRun, List<Step>> byHost = new LinkedHashMap<>();

    private Together(List<Placed> steps) {
        this.name = "'" + steps.getFirst().step.name() + "'";
        steps.forEach(placed ->
                byHost.computeIfAbsent(placed.host, host -> new ArrayList<>()).add(placed.step));
    }

    /** In the order in which they are to be done. */
    static Collection<Together> inOrder(Stream<Placed> steps, Function<Placed, Integer> order) {
        SortedMap<Integer, List<Placed>> byOrder =
                steps.collect(Collectors.groupingBy(order, TreeMap::new, Collectors.toList()));
        return byOrder.values().stream().map(Together::new).toList();
    }

    /** The hosts that the steps are on and that are left. */
    List<HostRun> hosts() {
        return List.copyOf(byHost.keySet());
    }

    /** Leaves a host out. Returns its steps. */
    List<Step> without(HostRun host) {
        return Optional.ofNullable(byHost.remove(host)).orElse(List.of());
    }

    /** Why nothing can be done if it cannot be done on a host. */
    String cannotRunOn(HostRun host) {
        return name + " cannot run on " + host.name() + ": " + host.reason();
    }

    /**
     * Runs them, the hosts side by side. Returns why that failed, if it did.
     *
     * @param ended receives what came of each host
     */
    Optional<String> run(ProvisionRun provision, HostConnector connector, BiConsumer<HostRun, Applier.Result> ended)
            throws InterruptedException {
        Set<HostRun> done = ConcurrentHashMap.newKeySet();
        connector.forEach(hosts(), host -> {
            Applier.Result result = provision.apply(host, byHost.getOrDefault(host, List.of()), ChangeGate.OPEN);
            if (!result.failed()) {
                done.add(host);
            }
            ended.accept(host, result);
        });
        return hosts().stream()
                .filter(host -> !done.contains(host))
                .findFirst()
                .map(host -> host.failed() || !provision.isStopping()
                        ? name + " failed on " + host.name()
                        : Applier.INTERRUPTED);
    }
}
