package provisioner.engine;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import provisioner.apply.Applier;
import provisioner.apply.ChangeGate;
import provisioner.compile.Program.ProgramPlay;
import provisioner.resource.Delegation;
import provisioner.resource.Step;

/**
 * Runs the steps of a play that are done on other hosts: for one host of the play after the other, each step on all of its hosts side by
 * side. A host of the play fails with the first of its steps.
 */
final class DelegatedRun {
    private final ProvisionRun provision;
    private final HostConnector hosts;
    private final List<Placed> steps;

    /** A step and the host that it runs on. */
    private record Placed(HostRun host, Step step) {
        Delegation delegation() {
            return step.delegation().orElseThrow();
        }

        boolean isFor(String subject) {
            return delegation().subject().equals(subject);
        }
    }

    DelegatedRun(ProvisionRun provision, HostConnector hosts, ProgramPlay play, List<HostRun> all) {
        this.provision = provision;
        this.hosts = hosts;
        this.steps = all.stream()
                .flatMap(host -> host.program().stepsFor(play).stream().map(step -> new Placed(host, step)))
                .toList();
    }

    boolean isEmpty() {
        return steps.isEmpty();
    }

    /** For whom something is done though it is not within the limit, in order. */
    List<String> beyond(ProgramPlay play) {
        return steps.stream()
                .map(placed -> placed.delegation().subject())
                .filter(subject -> !play.hosts().contains(subject))
                .distinct()
                .toList();
    }

    /** Observes the hosts on which something is done, if anything has changed since. */
    void observe() throws InterruptedException {
        provision.observe(steps.stream()
                .map(Placed::host)
                .distinct()
                .filter(HostRun::takesPart)
                .toList());
    }

    /** Runs the steps for a host. Returns why that failed, if it did. */
    Optional<String> run(String subject) throws InterruptedException {
        SortedMap<Integer, List<Placed>> byOrder = steps.stream()
                .filter(placed -> placed.isFor(subject))
                .collect(Collectors.groupingBy(
                        placed -> placed.delegation().order(), TreeMap::new, Collectors.toList()));
        for (List<Placed> together : byOrder.values()) {
            Optional<String> failure = run(together);
            if (failure.isPresent()) {
                return failure;
            }
        }
        return Optional.empty();
    }

    private Optional<String> run(List<Placed> together) throws InterruptedException {
        String name = "'" + together.getFirst().step.name() + "'";
        Optional<HostRun> missing = together.stream()
                .map(Placed::host)
                .filter(host -> !host.takesPart())
                .findFirst();
        if (missing.isPresent()) {
            return missing.map(host -> name + " cannot run on " + host.name() + ": " + host.reason());
        }
        Set<HostRun> done = ConcurrentHashMap.newKeySet();
        hosts.forEach(together.stream().map(Placed::host).toList(), host -> {
            List<Step> here = together.stream()
                    .filter(placed -> placed.host == host)
                    .map(Placed::step)
                    .toList();
            Applier.Result result = provision.apply(host, here, ChangeGate.OPEN);
            if (result.failed()) {
                provision.fail(host);
            } else {
                done.add(host);
            }
        });
        return together.stream()
                .map(Placed::host)
                .filter(host -> !done.contains(host))
                .findFirst()
                .map(host -> host.failed() || !provision.isStopping()
                        ? name + " failed on " + host.name()
                        : Applier.INTERRUPTED);
    }

    /** Has the steps for a host skipped, wherever they are. */
    void skip(String subject, String because) {
        steps.stream()
                .filter(placed -> placed.isFor(subject))
                .forEach(placed -> provision.skip(placed.host, List.of(placed.step), because));
    }
}
