package provisioner.engine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import provisioner.compile.Program;
import provisioner.remote.target.Target;

/**
 * Digests of what a run must do, before any host is observed: one for each part whose change can be named.
 *
 * @param plays the plays' order, hosts and batches
 * @param checks the global checks and those of each host
 */
record ProgramDigest(String plays, String checks, SequencedMap<String, HostDigest> hosts) {

    /**
     * @param reached how to reach the host, and its facts in the inventory
     * @param steps the declaration of each step by its id, in order
     */
    record HostDigest(String reached, SequencedMap<String, String> steps) {
        HostDigest {
            steps = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(steps));
        }
    }

    ProgramDigest {
        hosts = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(hosts));
    }

    static ProgramDigest of(PlanDigest digest, Program program, Map<String, Target> targets) {
        SequencedMap<String, HostDigest> hosts = new LinkedHashMap<>();
        program.hosts().forEach(host -> {
            SequencedMap<String, String> steps = new LinkedHashMap<>();
            host.steps().forEach(step -> steps.put(step.id(), digest.of(step)));
            SortedMap<String, String> facts = new TreeMap<>();
            host.declaredFacts().forEach((name, fact) -> facts.put(name, fact.value()));
            String reached = digest.of(List.of(place(Optional.ofNullable(targets.get(host.host()))), facts));
            hosts.put(host.host(), new HostDigest(reached, steps));
        });
        List<Object> checks = new ArrayList<>(program.globalChecks());
        program.hosts().forEach(host -> checks.addAll(host.checks()));
        return new ProgramDigest(digest.of(program.plays()), digest.of(checks), hosts);
    }

    /** How to reach a host, jump hosts and commands included. The paths of the operator's keys do not matter. */
    private static List<Object> place(Optional<Target> target) {
        return target.<List<Object>>map(t -> List.of(
                        t.address(),
                        t.port(),
                        t.user(),
                        place(t.via()),
                        t.proxyCommand().stream().toList(),
                        t.kind().program()))
                .orElse(List.of());
    }

    /** What has changed, for people; empty if nothing has. */
    List<String> changes(ProgramDigest now) {
        List<String> changes = new ArrayList<>();
        if (!plays.equals(now.plays)) {
            changes.add("the order, the hosts or the batches of the plays");
        }
        TreeSet<String> names = new TreeSet<>(hosts.keySet());
        names.addAll(now.hosts.keySet());
        for (String name : names) {
            changes(name, Optional.ofNullable(hosts.get(name)), Optional.ofNullable(now.hosts.get(name)), changes);
        }
        if (!checks.equals(now.checks)) {
            changes.add("the checks");
        }
        return changes;
    }

    private static void changes(String host, Optional<HostDigest> was, Optional<HostDigest> is, List<String> changes) {
        if (was.isEmpty() || is.isEmpty()) {
            changes.add("host " + host + (was.isEmpty() ? " is new" : " is gone"));
            return;
        }
        if (!was.get().reached.equals(is.get().reached)) {
            changes.add("how to reach " + host + ", or its facts in the inventory");
        }
        SequencedMap<String, String> before = was.get().steps;
        SequencedMap<String, String> now = is.get().steps;
        TreeSet<String> ids = new TreeSet<>(before.keySet());
        ids.addAll(now.keySet());
        ids.stream()
                .filter(id -> !Objects.equals(before.get(id), now.get(id)))
                .forEach(id -> changes.add("step '" + id + "' of " + host));
        if (before.keySet().equals(now.keySet())
                && !List.copyOf(before.keySet()).equals(List.copyOf(now.keySet()))) {
            changes.add("the order of the steps of " + host);
        }
    }
}
