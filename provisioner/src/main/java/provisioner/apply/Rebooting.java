package provisioner.apply;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import provisioner.plan.StepPlan;
import provisioner.probe.ProbeException;
import provisioner.remote.target.ConnectionKind;
import provisioner.remote.target.RemoteException;
import provisioner.remote.target.RemoteException.Kind;
import provisioner.resource.Action;
import provisioner.sh.Sh;
import provisioner.state.Observation;
import provisioner.state.Observation.BootState;
import provisioner.state.Observation.UnitState;
import provisioner.state.Observed;
import provisioner.state.Query;
import provisioner.state.Query.BootQuery;
import provisioner.state.Query.UnitQuery;

/**
 * Reboots a host and waits until it answers in another boot, has come to the end of that, and runs the units that the playbook
 * asks about and that ran before.
 *
 * <p>The host goes down once the session has let go of its lock: what reboots it takes that over, so no other run comes in between.
 */
record Rebooting(HostObserver observer, Executor executor, BooleanSupplier stopping) {
    private static final BootQuery BOOT = new BootQuery();
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** What counts failed logins must not shut us out. */
    private static final Duration REFUSED_PAUSE = Duration.ofSeconds(10);

    private static final Duration GOING_DOWN = Duration.ofSeconds(3);
    private static final Duration ONE_ANSWER = Duration.ofSeconds(30);
    private static final Duration SCRIPT_LIMIT = Duration.ofSeconds(30);

    /** The lock is locked.sh's; a session that was lost holds it for a minute. */
    private static final String SCRIPT = """
            keep() {
              mkdir -p /var/lib/provisioner
              printf '%%s\\n' "$2" >"/var/lib/provisioner/$1"
              sync "/var/lib/provisioner/$1"
            }
            if [ -n %1$s ]; then keep rebooted %1$s; fi
            keep kernel %2$s
            systemd-run --quiet --collect flock -w 120 /run/provisioner/lock sh -c 'systemctl -i reboot && exec sleep 600'
            """;

    /**
     * @param asked what the playbook asks about the host
     * @return why it did not come about, for people; empty where it did
     */
    Optional<String> reboot(StepPlan plan, Action.Reboot reboot, Set<Query<?>> asked)
            throws RemoteException, ProbeException, InterruptedException {
        if (observer.session().connection().target().kind() == ConnectionKind.LOCAL) {
            return Optional.of(
                    "this run is on that machine and would go down with it; reboot it by hand, then run again");
        }
        Instant until = Instant.now().plus(reboot.within());
        Observed before = observer.observe(units(asked), ONE_ANSWER);
        Set<UnitQuery> running = running(before);
        BootState boot = before.get(BOOT);
        Optional<String> failure = begin(plan, reboot, boot);
        if (failure.isPresent()) {
            return failure;
        }
        observer.session().close();
        Thread.sleep(GOING_DOWN);
        String waited = "waited " + reboot.within().toSeconds() + " s for the host to ";
        Optional<String> absent = await(waited + "come back", until, () -> sameBoot(boot.boot()));
        return absent.isPresent()
                ? absent
                : await(waited + "run what it ran before the reboot", until, () -> missing(running));
    }

    private static Set<Query<?>> units(Set<? extends Query<?>> asked) {
        Set<Query<?>> units = new HashSet<>(asked);
        units.removeIf(query -> !(query instanceof UnitQuery));
        units.add(BOOT);
        return units;
    }

    private static Set<UnitQuery> running(Observed before) {
        return before.asMap().keySet().stream()
                .filter(query -> query instanceof UnitQuery unit
                        && before.get(unit).running()
                        && before.get(unit).enabled())
                .map(UnitQuery.class::cast)
                .collect(Collectors.toSet());
    }

    /** A connection that is lost here may have been cut by the reboot itself: the boot tells. */
    private Optional<String> begin(StepPlan plan, Action.Reboot reboot, BootState now)
            throws RemoteException, ProbeException, InterruptedException {
        String kernel = now.installedKernel().equals(now.kernel()) ? "" : now.installedKernel() + " " + now.boot();
        String script = SCRIPT.formatted(Sh.quote(reboot.mark()), Sh.quote(kernel));
        try {
            var done = executor.run(List.of(plan), Action.Script.of(script), SCRIPT_LIMIT, Set.of())
                    .results()
                    .getFirst();
            return done.failed() ? Optional.of("cannot begin the reboot: " + done.describe()) : Optional.empty();
        } catch (RemoteException e) {
            if (e.kind() != Kind.LOST) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private interface Look {
        /** What is still lacking; empty where nothing is. */
        Optional<String> atHost() throws RemoteException, ProbeException, InterruptedException;
    }

    /** Whatever goes wrong while the host comes back may be over soon; another host key is not. */
    private Optional<String> await(String waited, Instant until, Look look)
            throws RemoteException, InterruptedException {
        while (true) {
            String last;
            Duration pause = PAUSE;
            try {
                if (!observer.session().isOpen()) {
                    observer.renew();
                }
                Optional<String> left = look.atHost();
                if (left.isEmpty()) {
                    return left;
                }
                last = left.get();
            } catch (RemoteException e) {
                if (e.kind() == Kind.HOST_KEY) {
                    throw e;
                }
                observer.session().close();
                pause = e.kind() == Kind.AUTHENTICATION ? REFUSED_PAUSE : PAUSE;
                last = String.valueOf(e.getMessage());
            } catch (ProbeException | IllegalArgumentException e) {
                observer.session().close();
                last = String.valueOf(e.getMessage());
            }
            if (stopping.getAsBoolean()) {
                return Optional.of(Applier.INTERRUPTED);
            }
            if (Instant.now().isAfter(until)) {
                return Optional.of(waited + "; last seen: " + last);
            }
            Thread.sleep(pause);
        }
    }

    private Optional<String> sameBoot(String boot) throws RemoteException, ProbeException, InterruptedException {
        if (!observer.observeNow(Set.of(BOOT), ONE_ANSWER).get(BOOT).boot().equals(boot)) {
            return Optional.empty();
        }
        // It is about to go down, and nothing must hold its lock then.
        observer.session().close();
        return Optional.of("the host has not gone down");
    }

    private Optional<String> missing(Set<UnitQuery> wanted)
            throws RemoteException, ProbeException, InterruptedException {
        Observed now = observer.observeNow(units(wanted), ONE_ANSWER);
        BootState boot = now.get(BOOT);
        String left = missing(wanted, now);
        if (boot.up() && left.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(left.isEmpty() ? "the system is " + boot.system() : left);
    }

    private static String missing(Set<UnitQuery> wanted, Observed now) {
        return wanted.stream()
                .filter(unit -> !(now.asMap().get(unit) instanceof UnitState state && state.running()))
                .map(unit -> unit.name() + " is " + state(now.asMap().get(unit)))
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private static String state(@Nullable Observation unit) {
        return unit instanceof UnitState state ? state.exists() ? state.active() : "gone" : "unknown";
    }
}
