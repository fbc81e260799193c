package provisioner.engine;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import provisioner.apply.ChangeGate;
import provisioner.compile.Program.ProgramPlay;
import provisioner.engine.Together.Placed;
import provisioner.resource.Around;
import provisioner.resource.Around.Phase;

/**
 * Runs the steps around those of one host in a play, on other hosts or on the host itself: {@link #open} before its
 * first change, {@link #restore} once it is in the desired state. A host that fails in between stays as {@code open}
 * left it.
 */
final class AroundRun implements ChangeGate {
    private final ProvisionRun provision;
    private final HostConnector hosts;
    private final HostRun subject;
    private final List<Placed> steps;
    private final ProgramPlay play;
    private volatile boolean begun;
    private volatile boolean refused;
    private volatile boolean opened;
    private volatile boolean restored;

    AroundRun(ProvisionRun provision, HostConnector hosts, ProgramPlay play, HostRun subject, List<HostRun> all) {
        this.provision = provision;
        this.hosts = hosts;
        this.subject = subject;
        this.play = play;
        this.steps = all.stream()
                .flatMap(host -> host.program().stepsAround(play, subject.name()).stream()
                        .map(step -> new Placed(host, step)))
                .toList();
    }

    /** The hosts that the steps run on and that are part of the run. */
    List<HostRun> hosts() {
        return steps.stream()
                .map(Placed::host)
                .distinct()
                .filter(HostRun::takesPart)
                .toList();
    }

    @Override
    public Optional<String> open() throws InterruptedException {
        if (steps.stream().anyMatch(placed -> Around.idle(around(placed).unit(), subject.observed()))) {
            return Optional.empty();
        }
        opened = true;
        Optional<String> failure = run(Phase.BEFORE);
        refused = failure.isPresent() && isRefusal() && !provision.isStopping();
        failure.ifPresent(why -> {
            if (refused) {
                subject.refuse(play.index(), why);
            } else {
                subject.fail(why, false);
            }
        });
        return failure;
    }

    /** Whether the host is left out of this play alone: nothing was changed, nowhere. */
    boolean isRefused() {
        return refused;
    }

    private boolean isRefusal() {
        return !begun && play.refusalEndsPlay() && subject.takesPart();
    }

    /** Restores the normal state. If that fails, the host itself has failed. */
    void restore() throws InterruptedException {
        if (!opened) {
            in(Phase.BEFORE).forEach(placed -> provision.unchanged(placed.host(), List.of(placed.step())));
        }
        provision.observe(hosts());
        Optional<String> failure = run(Phase.AFTER);
        failure.ifPresent(why -> subject.fail(why, false));
        restored = failure.isEmpty();
    }

    /** A note for the operator about a host that was not restored. */
    Optional<Event> left() {
        if (steps.isEmpty() || !opened || restored || refused) {
            return Optional.empty();
        }
        String text = "is still in the state that these steps left it in: " + String.join(", ", names(Phase.BEFORE))
                + "; run again to restore it";
        return Optional.of(new Event.HostNote(subject.name(), text));
    }

    private List<String> names(Phase phase) {
        return in(phase)
                .map(placed -> "'" + placed.step().name() + "'")
                .distinct()
                .toList();
    }

    private Stream<Placed> in(Phase phase) {
        return steps.stream()
                .filter(placed -> around(placed).phase() == phase)
                .sorted(Comparator.comparing(placed -> around(placed).order()));
    }

    private static Around around(Placed placed) {
        return placed.step().around().orElseThrow();
    }

    /** Runs the steps in order, each on all of its hosts. Returns why that failed, if it did. */
    private Optional<String> run(Phase phase) throws InterruptedException {
        for (Together together :
                Together.inOrder(in(phase), placed -> around(placed).order())) {
            Optional<String> failure = run(together);
            if (failure.isPresent()) {
                return failure;
            }
        }
        return Optional.empty();
    }

    private Optional<String> run(Together together) throws InterruptedException {
        boolean nobody = together.hosts().stream().noneMatch(HostRun::takesPart);
        for (HostRun host : together.hosts()) {
            if (!host.takesPart() && (nobody || !host.unreachable())) {
                return Optional.of(together.cannotRunOn(host));
            }
            if (!host.takesPart()) {
                provision.passOver(host, together.without(host));
            }
        }
        return together.run(provision, hosts, (host, result) -> {
            if (result.begun()) {
                begun = true;
            }
            if (result.failed() && (host != subject || !isRefusal())) {
                provision.fail(host);
            }
        });
    }
}
