package provisioner.engine;

import java.util.List;
import java.util.Optional;
import provisioner.compile.Program.ProgramPlay;
import provisioner.engine.Together.Placed;
import provisioner.resource.Delegation;

/**
 * Runs the steps of a play that are done on other hosts: for one host of the play after the other, each step on all of its hosts side by
 * side. A host of the play fails with the first of its steps.
 */
final class DelegatedRun {
    private final ProvisionRun provision;
    private final HostConnector hosts;
    private final List<Placed> steps;

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
                .map(placed -> delegation(placed).subject())
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
        for (Together together : Together.inOrder(
                steps.stream().filter(placed -> delegation(placed).subject().equals(subject)),
                placed -> delegation(placed).order())) {
            Optional<String> failure = run(together);
            if (failure.isPresent()) {
                return failure;
            }
        }
        return Optional.empty();
    }

    private Optional<String> run(Together together) throws InterruptedException {
        for (HostRun host : together.hosts()) {
            if (!host.takesPart()) {
                return Optional.of(together.cannotRunOn(host));
            }
        }
        return together.run(provision, hosts, (host, result) -> {
            if (result.failed()) {
                provision.fail(host);
            }
        });
    }

    private static Delegation delegation(Placed placed) {
        return placed.step().delegation().orElseThrow();
    }
}
