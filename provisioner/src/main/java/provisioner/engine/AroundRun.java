package provisioner.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import provisioner.apply.Applier;
import provisioner.apply.ChangeGate;
import provisioner.compile.Program.ProgramPlay;
import provisioner.resource.Around;
import provisioner.resource.Around.Phase;
import provisioner.resource.Step;

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

    /** A step and the host that it runs on. */
    private record Placed(HostRun host, Step step) {
        Around around() {
            return step.around().orElseThrow();
        }
    }

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
        if (steps.stream().anyMatch(placed -> Around.idle(placed.around().unit(), subject.observed()))) {
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
            in(Phase.BEFORE).values().stream()
                    .flatMap(List::stream)
                    .forEach(placed -> provision.unchanged(placed.host, List.of(placed.step)));
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
        return in(phase).values().stream()
                .flatMap(List::stream)
                .map(placed -> "'" + placed.step.name() + "'")
                .distinct()
                .toList();
    }

    private SortedMap<Integer, List<Placed>> in(Phase phase) {
        SortedMap<Integer, List<Placed>> byOrder = new TreeMap<>();
        steps.stream()
                .filter(placed -> placed.around().phase() == phase)
                .forEach(placed -> byOrder.merge(placed.around().order(), List.of(placed), AroundRun::both));
        return byOrder;
    }

    private static List<Placed> both(List<Placed> some, List<Placed> others) {
        return Stream.concat(some.stream(), others.stream()).toList();
    }

    /** Runs the steps in order, each on all of its hosts. Returns why that failed, if it did. */
    private Optional<String> run(Phase phase) throws InterruptedException {
        for (List<Placed> together : in(phase).values()) {
            Optional<String> failure = run(together);
            if (failure.isPresent()) {
                return failure;
            }
        }
        return Optional.empty();
    }

    private Optional<String> run(List<Placed> together) throws InterruptedException {
        SequencedMap<HostRun, List<Step>> byHost = new LinkedHashMap<>();
        together.forEach(placed ->
                byHost.computeIfAbsent(placed.host, h -> new ArrayList<>()).add(placed.step));
        String name = "'" + together.getFirst().step.name() + "'";
        boolean nobody = byHost.keySet().stream().noneMatch(HostRun::takesPart);
        for (HostRun host : List.copyOf(byHost.keySet())) {
            if (!host.takesPart() && (nobody || !host.unreachable())) {
                return Optional.of(name + " cannot run on " + host.name() + ": " + host.reason());
            }
            if (!host.takesPart()) {
                provision.passOver(host, Objects.requireNonNull(byHost.remove(host)));
            }
        }
        Set<HostRun> done = ConcurrentHashMap.newKeySet();
        hosts.forEach(List.copyOf(byHost.keySet()), host -> {
            Applier.Result result = provision.apply(host, byHost.getOrDefault(host, List.of()), ChangeGate.OPEN);
            if (result.begun()) {
                begun = true;
            }
            if (!result.failed()) {
                done.add(host);
            } else if (host != subject || !isRefusal()) {
                provision.fail(host);
            }
        });
        return byHost.keySet().stream()
                .filter(host -> !done.contains(host))
                .findFirst()
                .map(host -> host.failed() || !provision.isStopping()
                        ? name + " failed on " + host.name()
                        : Applier.INTERRUPTED);
    }
}
