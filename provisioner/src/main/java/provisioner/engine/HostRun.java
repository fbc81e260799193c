package provisioner.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import provisioner.apply.HostObserver;
import provisioner.apply.HostProbe;
import provisioner.apply.HostSession;
import provisioner.apply.HostState;
import provisioner.compile.Program.HostProgram;
import provisioner.compile.facts.HostAnswer;
import provisioner.plan.Planner;
import provisioner.plan.Prediction;
import provisioner.plan.StepPlan;
import provisioner.plan.StepReport;
import provisioner.probe.ProbeException;
import provisioner.remote.target.RemoteException;
import provisioner.resource.Step;
import provisioner.secret.Secret;
import provisioner.source.InvalidInputException;
import provisioner.source.Location;
import provisioner.source.Problem;
import provisioner.state.Observation.HostFacts;
import provisioner.state.Observed;
import provisioner.state.Query;

/** One host during a run: its connection, its state and the results of its steps so far. */
final class HostRun implements AutoCloseable {
    /** The limit for one observation, which only reads. */
    static final Duration OBSERVE_TIMEOUT = Duration.ofMinutes(5);

    private HostProgram program;
    private Optional<KnownFacts> knownFacts = Optional.empty();
    private boolean departing;
    private final HostResults results = new HostResults();
    private volatile boolean failed;
    private volatile String failure = "";
    private volatile boolean unreachable;
    private Optional<String> leftOut = Optional.empty();
    private final Map<Integer, String> refusals = new ConcurrentHashMap<>();
    private final HostSessions sessions;
    private volatile boolean resting;
    private volatile boolean answered;
    private List<String> rebootRequired = List.of();
    private @Nullable Observed observed;
    private @Nullable HostSession observedOver;
    private @Nullable HostState state;

    HostRun(HostProgram program) {
        this.program = program;
        this.sessions = new HostSessions(program.host());
    }

    String name() {
        return program.host();
    }

    HostProgram program() {
        return program;
    }

    /**
     * Takes in the steps that follow from the host's facts.
     *
     * @param others what the other hosts have answered, by name, as far as that is known
     * @throws InvalidInputException with what is wrong with these facts
     * @return whether there are any
     */
    boolean knowFacts(Map<String, HostAnswer> others) throws InvalidInputException {
        Optional<HostProgram.Known> known = program.known(observed(), others);
        known.ifPresent(now -> {
            knownFacts = Optional.of(KnownFacts.of(program, now, observed(), others));
            program = now.program();
        });
        return known.isPresent();
    }

    /**
     * Takes in the steps that follow from the values that a play reads, which has just been observed to begin.
     *
     * @param approved whether the steps must be those of a saved plan
     * @param others what the other hosts have answered, by name
     * @return whether there are other steps than before
     * @throws InvalidInputException with what is wrong with these values
     * @throws ProbeException if a value of a host that does not take part any more is needed
     */
    boolean follow(int play, boolean approved, Map<String, HostAnswer> others)
            throws InvalidInputException, ProbeException {
        if (knownFacts.isEmpty()) {
            return false;
        }
        KnownFacts before = knownFacts.get();
        Optional<String> missing = before.missingIn(play, others);
        if (missing.isPresent()) {
            throw new ProbeException(missing.get());
        }
        Map<String, HostAnswer> heard = before.heard(others);
        Observed told = before.toldIn(play, observed()).orElse(before.told());
        if (told == before.told() && heard.equals(before.others())) {
            return false;
        }
        HostProgram.Known now = before.beforehand().known(told, heard).orElseThrow();
        knownFacts = Optional.of(KnownFacts.of(before.beforehand(), now, told, heard));
        if (now.read().equals(before.read())) {
            return false;
        }
        if (approved) {
            throw new InvalidInputException(List.of(new Problem(
                    Location.ofFile(name()),
                    "the saved plan was made with other values than those that were read now",
                    "make a new plan")));
        }
        List<Step> steps = new ArrayList<>();
        program.steps().stream().filter(step -> step.playIndex() < play).forEach(steps::add);
        now.program().steps().stream().filter(step -> step.playIndex() >= play).forEach(steps::add);
        program = now.program().with(steps);
        if (departing) {
            depart(true);
        }
        return true;
    }

    /** What the host has answered, for those that use what it reads. */
    HostAnswer answer() {
        return new HostAnswer(
                knownFacts.map(KnownFacts::told).or(() -> Optional.ofNullable(observed)), takesPart() ? "" : reason());
    }

    /** Whether its steps can be known only when others have answered. */
    boolean waits() {
        return !program.awaited().isEmpty();
    }

    /** Whether its steps follow from what others have answered. */
    boolean usesOthers() {
        return knownFacts
                .filter(facts -> !facts.beforehand().awaited().isEmpty())
                .isPresent();
    }

    /** Whether its steps use what others read, in a play. */
    boolean awaits(int play) {
        return knownFacts.stream().flatMap(facts -> facts.uses().stream()).anyMatch(use -> use.play() == play);
    }

    /** The values of others that its steps use. */
    List<Planner.Awaited> awaited() {
        return knownFacts.stream()
                .flatMap(facts -> facts.uses().stream())
                .map(use -> new Planner.Awaited(use.play(), use.host(), use.variable()))
                .toList();
    }

    /** Values that were read and must not be shown. */
    Set<Secret> secrets() {
        return knownFacts.map(KnownFacts::secrets).orElse(Set.of());
    }

    /** A plan of the host's steps, from what was observed. */
    HostPlan plan(List<StepPlan> steps) {
        return knownFacts
                .map(facts -> new HostPlan(steps, observed(), facts.read()))
                .orElseGet(() -> new HostPlan(steps, observed()));
    }

    /** What is to be asked again, with the facts where steps depend on them. */
    Set<Query<?>> queries() {
        Set<Query<?>> queries = Planner.queries(program.steps());
        return knownFacts.map(facts -> facts.with(queries)).orElse(queries);
    }

    /**
     * Says that facts have changed since the steps were made from them.
     *
     * @param now the last answers of all hosts
     */
    Optional<Event> changedFacts(Map<String, HostAnswer> now) {
        List<String> changed =
                knownFacts.map(facts -> facts.changed(observed(), now)).orElse(List.of());
        String text = String.join(", ", changed)
                + " changed during this run, which does not follow; run again to see what is now to be done";
        return changed.isEmpty() ? Optional.empty() : Optional.of(new Event.HostNote(name(), text));
    }

    /** Whether the answers to these queries are known or follow from what is. Then they are what was observed. */
    boolean knows(Collection<? extends Query<?>> queries) {
        Optional<Observed> answers = observed().only(queries);
        answers.ifPresent(known -> {
            observed = known;
            state().renew(known);
        });
        return answers.isPresent();
    }

    /**
     * Takes in what is to be done about roles that the host no longer has.
     *
     * @param changes whether the run changes hosts or plans to
     */
    void depart(boolean changes) {
        program.departures()
                .flatMap(departures ->
                        departures.steps(program.steps(), observed(), new Prediction(observed()), changes))
                .ifPresent(steps -> {
                    program = program.with(steps);
                    departing = true;
                });
    }

    /** Whether there is something to be done about roles that the host no longer has. */
    boolean isDeparting() {
        return departing;
    }

    /** Connects, and sends these first queries along. */
    void open(SessionOpener opener, Collection<? extends Query<?>> queries)
            throws RemoteException, InterruptedException {
        sessions.open(opener, () -> HostProbe.of(queries));
    }

    /**
     * Observes everything that the program needs to know. The first time, the queries were sent with the connection.
     */
    Observed observe(Collection<? extends Query<?>> queries)
            throws RemoteException, ProbeException, InterruptedException {
        Observed fresh = state == null
                ? observer().observeFirst(queries, OBSERVE_TIMEOUT)
                : observer().observe(queries, OBSERVE_TIMEOUT);
        answered = true;
        observed = fresh;
        observedOver = observer().session();
        if (state == null) {
            state = new HostState(observer(), fresh, OBSERVE_TIMEOUT);
        } else {
            state.renew(fresh);
        }
        return fresh;
    }

    /** Whether the host still has the session of its observation, to which the lock belongs. */
    boolean holdsItsSession() {
        return sessions.isOrHasNone(observedOver);
    }

    Observed observed() {
        if (observed == null) {
            throw new IllegalStateException(name() + " was not observed");
        }
        return observed;
    }

    HostState state() {
        if (state == null) {
            throw new IllegalStateException(name() + " was not observed");
        }
        return state;
    }

    HostObserver observer() {
        return sessions.observer();
    }

    /** The session, or a new one if it was closed or lost. */
    HostSession session() throws RemoteException, InterruptedException {
        return sessions.session();
    }

    boolean wasObserved() {
        return answered;
    }

    /** Takes in what was found by what was observed, which nobody needs any more and is forgotten. */
    void judged(List<StepReport> found) {
        results.keep(found);
        rebootRequired = facts().rebootRequired();
        knownFacts = Optional.empty();
        observed = null;
        observedOver = null;
        state = null;
    }

    /** What came of its steps. */
    HostResults results() {
        return results;
    }

    HostFacts facts() {
        return observed().get(new Query.FactsQuery());
    }

    /** @param why the reason, for people; the first one counts */
    synchronized void fail(String why, boolean couldNotBeReached) {
        if (!failed) {
            failure = why;
        }
        failed = true;
        unreachable |= couldNotBeReached;
    }

    boolean unreachable() {
        return unreachable;
    }

    /** Whether only steps around other hosts' steps run here, and the host was left out because it cannot be reached. */
    boolean isAbsentBystander() {
        return unreachable
                && program.checks().isEmpty()
                && program.steps().stream().allMatch(step -> step.around().isPresent());
    }

    boolean failed() {
        return failed;
    }

    /** Excludes the host from the rest of the run because of a failure elsewhere. */
    void leaveOut(String because) {
        leftOut = Optional.of(because);
    }

    /**
     * Excludes the host from one play, before anything was changed there.
     *
     * @param play its index
     */
    void refuse(int play, String because) {
        refusals.put(play, because);
    }

    /** Why the host was not changed in a play; empty if it was allowed to be. */
    Optional<String> refusal(int play) {
        return Optional.ofNullable(refusals.get(play));
    }

    boolean isRefused() {
        return !refusals.isEmpty();
    }

    /** Why the host is not part of the run any more. */
    String reason() {
        return failed ? failure : leftOut.orElse("");
    }

    boolean takesPart() {
        return !failed && leftOut.isEmpty();
    }

    Summary.HostSummary summary() {
        List<String> reboot = observed == null ? rebootRequired : facts().rebootRequired();
        return new Summary.HostSummary(
                name(),
                results.outcomes(),
                results.removals(),
                unreachable,
                failed || isRefused(),
                sessions.exchanges(),
                sessions.statements(),
                reboot,
                results.completeness());
    }

    /** Closes the connection until somebody needs it again. */
    void rest() {
        resting = true;
        close();
    }

    /** Whether the connection is only open while somebody needs it. */
    boolean isResting() {
        return resting;
    }

    @Override
    public void close() {
        sessions.close();
    }
}
