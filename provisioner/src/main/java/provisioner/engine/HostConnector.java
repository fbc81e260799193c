package provisioner.engine;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import provisioner.compile.Program.Fact;
import provisioner.compile.Program.HostProgram;
import provisioner.compile.facts.HostAnswer;
import provisioner.parallel.Mishap;
import provisioner.parallel.Parallel;
import provisioner.plan.Planner;
import provisioner.probe.ProbeException;
import provisioner.remote.target.RemoteException;
import provisioner.source.InvalidInputException;
import provisioner.state.Query;

/** Connects to all hosts of a run at once and observes them. */
final class HostConnector {
    private final RunOptions options;
    private final Parallel parallel;
    private final Consumer<Event> events;

    HostConnector(RunOptions options, Consumer<Event> events) {
        this.options = options;
        this.parallel = new Parallel(options.parallel());
        this.events = events;
    }

    /**
     * Connects and observes. If that fails, the host is marked and reported as failed.
     *
     * @param meanwhile called whenever the run is about to wait for a host; must return at once
     */
    void open(List<HostRun> hosts, Command command, Runnable meanwhile) throws InterruptedException {
        open(hosts, command, meanwhile, host -> {});
    }

    /**
     * @param turn what is done with each host before another one takes its place, also with one that has failed; hosts that use what others
     *     read, and these, have theirs together
     */
    void open(List<HostRun> hosts, Command command, Runnable meanwhile, Turn turn) throws InterruptedException {
        SessionOpener opener = new SessionOpener(options, command == Command.PROVISION, events);
        Set<String> awaited = hosts.stream()
                .flatMap(host -> host.program().awaited().stream())
                .collect(Collectors.toSet());
        Set<HostRun> together = hosts.stream()
                .filter(host -> host.waits() || awaited.contains(host.name()))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        parallel.forEach(hosts, host -> {
            open(host, opener, command, meanwhile);
            if (!together.contains(host)) {
                turn.of(host);
            }
        });
        List<HostRun> waiting = together.stream()
                .filter(host -> host.takesPart() && host.waits())
                .toList();
        Map<String, HostAnswer> answers = BetweenHosts.answers(waiting, hosts);
        parallel.forEach(waiting, host -> attempt(host, () -> know(host, command, answers)));
        parallel.forEach(together, turn::of);
    }

    private void open(HostRun host, SessionOpener opener, Command command, Runnable meanwhile)
            throws InterruptedException {
        attempt(host, () -> {
            Set<Query<?>> queries = queries(host);
            host.open(opener, queries);
            meanwhile.run();
            host.observe(queries);
            refuseOtherFacts(host);
            if (!host.waits()) {
                know(host, command, Map.of());
            }
        });
    }

    /** Takes in the steps that follow from what a host has answered, and asks what they need to know beside. */
    private void know(HostRun host, Command command, Map<String, HostAnswer> others)
            throws RemoteException, ProbeException, InvalidInputException, InterruptedException {
        Set<Query<?>> queries = queries(host);
        if (host.knowFacts(others)) {
            options.masker().learn(host.secrets());
            queries = queries(host);
            if (!host.knows(queries)) {
                host.observe(queries);
            }
        }
        host.depart(command != Command.VERIFY);
        if (queries.addAll(Planner.queries(host.program().steps()))) {
            host.observe(queries);
        }
        host.observer()
                .session()
                .shell()
                .lockHolder()
                .ifPresent(holder ->
                        events.accept(new Event.HostNote(host.name(), "another run is in progress: " + holder)));
    }

    /** All that is to be asked, or all that can be before the host's facts are known. */
    private Set<Query<?>> queries(HostRun host) {
        HostProgram program = host.program();
        Set<Query<?>> queries = program.pending()
                .<Set<Query<?>>>map(facts -> new HashSet<>(facts.queries()))
                .orElseGet(() -> Planner.queries(program.steps()));
        options.complete().ifPresent(depth -> queries.addAll(depth.queries(program.steps())));
        program.departures().ifPresent(departures -> queries.add(departures.query()));
        return queries;
    }

    /** Observes the hosts again. */
    void observe(List<HostRun> hosts) throws InterruptedException {
        parallel.forEach(hosts, host -> attempt(host, () -> host.observe(host.queries())));
    }

    /**
     * Takes in what hosts have answered to the steps of a play that read values: it begins there now.
     *
     * @param all the hosts of the run, whose values their steps may use
     */
    void follow(List<HostRun> hosts, int play, List<HostRun> all) throws InterruptedException {
        boolean approved = options.approved().isPresent();
        List<HostRun> working = hosts.stream().filter(HostRun::takesPart).toList();
        Map<String, HostAnswer> answers = BetweenHosts.answers(
                working.stream().filter(HostRun::usesOthers).toList(), all);
        parallel.forEach(
                working,
                host -> attempt(host, () -> {
                    if (host.follow(play, approved, answers)) {
                        options.masker().learn(host.secrets());
                        if (!host.knows(host.queries())) {
                            host.observe(host.queries());
                        }
                    }
                }));
    }

    void forEach(List<HostRun> hosts, Attempt work) throws InterruptedException {
        parallel.forEach(hosts, host -> attempt(host, () -> work.on(host)));
    }

    void close(List<HostRun> hosts) throws InterruptedException {
        parallel.forEach(hosts, HostRun::close);
    }

    /** What is done with a host before another one takes its place. */
    interface Turn {
        void of(HostRun host) throws InterruptedException;
    }

    interface Attempt {
        void on(HostRun host) throws RemoteException, ProbeException, InterruptedException;
    }

    private interface Body {
        void run() throws RemoteException, ProbeException, InvalidInputException, InterruptedException;
    }

    private void attempt(HostRun host, Body body) throws InterruptedException {
        try {
            body.run();
        } catch (RemoteException e) {
            boolean unreachable = switch (e.kind()) {
                case UNREACHABLE, HOST_KEY, AUTHENTICATION, PRIVILEGE, LOST -> true;
                case LOCKED, PROTOCOL, TIMEOUT, TRANSFER, FORWARDING, REFUSED, UNANSWERED -> false;
            };
            host.fail(String.valueOf(e.getMessage()), unreachable);
            events.accept(new Event.HostFailed(host.name(), String.valueOf(e.getMessage()), e.hint(), unreachable));
        } catch (ProbeException e) {
            fail(host, e.getMessage());
        } catch (InvalidInputException e) {
            fail(host, "with the facts of this host: " + e.getMessage());
        } catch (RuntimeException | Error e) {
            fail(host, Mishap.of(e));
        }
    }

    private void fail(HostRun host, String why) {
        host.fail(why, false);
        events.accept(new Event.HostFailed(host.name(), why, "", false));
    }

    /** Refuses a host whose facts differ from the inventory, because templates were rendered for the declared facts. */
    private static void refuseOtherFacts(HostRun host) throws ProbeException {
        Map<String, String> actual = host.facts().facts();
        for (Map.Entry<String, Fact> declared : host.program().declaredFacts().entrySet()) {
            String found = actual.get(declared.getKey());
            Fact fact = declared.getValue();
            if (found != null && !found.equals(fact.value())) {
                throw new ProbeException("the inventory says at " + fact.at() + " that " + declared.getKey() + " is '"
                        + fact.value() + "', but on this host it is '" + found + "'");
            }
        }
    }
}
