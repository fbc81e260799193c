package provisioner.compile;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import provisioner.compile.facts.HostAnswer;
import provisioner.compile.facts.HostValues;
import provisioner.compile.facts.OtherValues;
import provisioner.remote.target.Destination;
import provisioner.resource.Accepted;
import provisioner.resource.CheckNotRun;
import provisioner.resource.CheckStep;
import provisioner.resource.Claimed;
import provisioner.resource.Passage;
import provisioner.resource.Step;
import provisioner.resource.Topology;
import provisioner.secret.Secret;
import provisioner.source.InvalidInputException;
import provisioner.source.Location;
import provisioner.source.Problem;
import provisioner.state.Observed;

/**
 * Everything that a run must do.
 *
 * @param playbook the name of the playbook's file, by which notes on hosts call it
 * @param plays in their order; steps refer to them by {@link Step#playIndex()}
 * @param hosts the hosts of the run in the inventory's order, also those without steps; and hosts beyond the limit if
 *     steps around other hosts' steps run on them
 * @param globalChecks the checks with {@code once}, in order
 * @param deselected the checks that the limit, the tags or the names of steps leave out
 * @param secrets values to mask wherever they appear
 * @param inputs SHA-256 digest of every file that was read, by its path for messages
 * @param topology what the roles make of the hosts, whatever the limit and the tags leave out; found when
 *     it is asked for
 * @param warnings what is most likely not meant, though it can be done: secrets where others see them
 */
public record Program(
        String playbook,
        List<ProgramPlay> plays,
        List<HostProgram> hosts,
        List<CheckStep> globalChecks,
        List<CheckNotRun> deselected,
        Set<Secret> secrets,
        SortedMap<String, String> inputs,
        Supplier<Topology> topology,
        List<Problem> warnings) {

    public Program {
        plays = List.copyOf(plays);
        hosts = List.copyOf(hosts);
        globalChecks = List.copyOf(globalChecks);
        deselected = List.copyOf(deselected);
        secrets = Set.copyOf(secrets);
        warnings = List.copyOf(warnings);
        inputs = Collections.unmodifiableSortedMap(new TreeMap<>(inputs));
    }

    /** Whether any play runs on the host: not so beyond the limit. */
    public boolean covers(String host) {
        return plays.stream().anyMatch(play -> play.hosts().contains(host));
    }

    /** The plays, and the one for roles that these hosts no longer have. */
    public List<ProgramPlay> playsWith(List<String> departing) {
        return departing.isEmpty()
                ? plays
                : Stream.concat(
                                plays.stream(),
                                Stream.of(new ProgramPlay(
                                        plays.size(), Departures.PLAY, departing, departing.size(), Optional.empty())))
                        .toList();
    }

    /** This program with fewer hosts, steps and checks. */
    Program only(List<HostProgram> fewer, List<CheckStep> checks, List<CheckNotRun> leftOut) {
        return new Program(playbook, plays, fewer, checks, leftOut, secrets, inputs, topology, warnings);
    }

    /** This program with more warnings. */
    public Program warned(List<Problem> more) {
        List<Problem> all = Stream.concat(warnings.stream(), more.stream()).toList();
        return new Program(playbook, plays, hosts, globalChecks, deselected, secrets, inputs, topology, all);
    }

    /**
     * This program, with what is reached through its hosts.
     *
     * @param passages by the name of the host in between
     */
    public Program passing(Map<String, List<Passage>> passages) {
        List<HostProgram> with = hosts.stream()
                .map(host -> host.passing(passages.getOrDefault(host.host(), List.of())))
                .toList();
        return new Program(playbook, plays, with, globalChecks, deselected, secrets, inputs, topology, warnings);
    }

    /**
     * @param hosts the names of the play's hosts within the limit, in the inventory's order
     * @param batch how many hosts at a time, from {@code serial}; all of them without it
     * @param unit the unit that the play replaces; hosts on which it does not run come first, side by side
     * @param refusalEndsPlay whether a host that must not be changed now is left out of this play alone
     */
    public record ProgramPlay(
            int index, String name, List<String> hosts, int batch, Optional<String> unit, boolean refusalEndsPlay) {
        /** A play whose refusals end the run for a host. */
        public ProgramPlay(int index, String name, List<String> hosts, int batch, Optional<String> unit) {
            this(index, name, hosts, batch, unit, false);
        }

        public ProgramPlay {
            hosts = List.copyOf(hosts);
            if (batch < 1) {
                throw new IllegalArgumentException("a batch of " + batch + " hosts");
            }
        }
    }

    /** What the inventory says that a host is, such as its {@code suite}, and where. */
    public record Fact(String value, Location at) {}

    /**
     * One host with its steps and its own checks over all plays.
     *
     * @param destination how to reach it, possibly in the lab
     * @param serviceAddress where the other hosts reach its services
     * @param declaredFacts the facts that the inventory declares, such as {@code suite}; a host that differs is refused
     * @param beyond what may be on it although none of its own steps declares it
     * @param departures finds what is to be done about roles that it no longer has; empty if this run does not know all steps
     * @param pending what depends on facts, which are not known yet: the steps and checks are those of a sample; empty if nothing does
     */
    public record HostProgram(
            Destination destination,
            String serviceAddress,
            Map<String, Fact> declaredFacts,
            List<Step> steps,
            List<CheckStep> checks,
            Claimed.Beyond beyond,
            Optional<Departures> departures,
            Optional<FactSteps> pending) {
        /**
         * A host whose facts were observed.
         *
         * @param read the facts and values that its steps use, by name
         * @param asked about values that its steps read
         * @param uses the values that other hosts have read
         * @param secrets the values that must not be shown
         */
        public record Known(
                HostProgram program,
                SortedMap<String, Object> read,
                List<HostValues.Asked> asked,
                List<OtherValues.Use> uses,
                Set<Secret> secrets) {}

        /** A host on which nothing is accepted, and that has left nothing. */
        public HostProgram(
                Destination destination,
                String serviceAddress,
                Map<String, Fact> declaredFacts,
                List<Step> steps,
                List<CheckStep> checks) {
            this(
                    destination,
                    serviceAddress,
                    declaredFacts,
                    steps,
                    checks,
                    Claimed.Beyond.NOTHING,
                    Optional.empty(),
                    Optional.empty());
        }

        public HostProgram {
            declaredFacts = Map.copyOf(declaredFacts);
            steps = List.copyOf(steps);
            checks = List.copyOf(checks);
        }

        public String host() {
            return destination.host();
        }

        /** What roles and the inventory accept. */
        public List<Accepted> accepted() {
            return beyond.accepted();
        }

        /** Its steps, each as one among all. */
        HostProgram among(String playbook, Claimed.Beyond all) {
            return new HostProgram(
                    destination,
                    serviceAddress,
                    declaredFacts,
                    Claimed.among(playbook, steps, all),
                    checks,
                    all,
                    departures,
                    pending.map(facts -> facts.then(own -> Claimed.among(playbook, own, all))));
        }

        /**
         * This host with the steps that follow from its facts; empty if nothing depends on them.
         *
         * @param observed the answers to at least the queries about its facts
         * @param others what the other hosts of the run have answered, by name
         * @throws InvalidInputException with what is wrong with these facts
         */
        public Optional<Known> known(Observed observed, Map<String, HostAnswer> others) throws InvalidInputException {
            if (pending.isEmpty()) {
                return Optional.empty();
            }
            FactSteps facts = pending.get();
            FactSteps.Own own = facts.with(observed, others);
            FactSteps.Own finished = facts.finish(own);
            HostProgram known = new HostProgram(
                    destination,
                    serviceAddress,
                    declaredFacts,
                    finished.steps(),
                    finished.checks(),
                    beyond,
                    departures.map(left -> left.declaring(own.steps())),
                    Optional.empty());
            return Optional.of(new Known(known, own.read(), own.asked(), own.uses(), own.secrets()));
        }

        /** As {@link #known(Observed, Map)}, for steps that use nothing of other hosts. */
        public Optional<Known> known(Observed observed) throws InvalidInputException {
            return known(observed, Map.of());
        }

        /** The hosts that must have answered before the steps of this one are known. */
        public Set<String> awaited() {
            return pending.map(FactSteps::others).orElse(Set.of());
        }

        /** This host with steps that depend on facts. */
        HostProgram pending(FactSteps facts) {
            return with(steps, Optional.of(facts));
        }

        /** This host with other steps. */
        public HostProgram with(List<Step> others) {
            return with(others, pending);
        }

        private HostProgram with(List<Step> others, Optional<FactSteps> facts) {
            return new HostProgram(
                    destination, serviceAddress, declaredFacts, others, checks, beyond, departures, facts);
        }

        /**
         * This host with some of its steps and checks.
         *
         * @param chosenChecks those that belong to the chosen steps
         */
        HostProgram only(
                UnaryOperator<List<Step>> chosen,
                BiFunction<List<Step>, List<CheckStep>, List<CheckStep>> chosenChecks) {
            List<Step> kept = chosen.apply(steps);
            return new HostProgram(
                    destination,
                    serviceAddress,
                    declaredFacts,
                    kept,
                    chosenChecks.apply(kept, checks),
                    beyond,
                    departures,
                    pending.map(facts -> facts.only(chosen, chosenChecks)));
        }

        /** Its steps; where facts decide which there are, all that there may be. */
        public List<Step> possibleSteps() {
            return pending.map(FactSteps::possible).orElse(steps);
        }

        private HostProgram passing(List<Passage> others) {
            return others.isEmpty()
                    ? this
                    : with(passing(steps, others), pending.map(facts -> facts.then(own -> passing(own, others))));
        }

        private static List<Step> passing(List<Step> steps, List<Passage> others) {
            return steps.stream()
                    .map(step -> step.with(step.resource().passing(others)))
                    .toList();
        }

        /** The steps of a play for this host itself. */
        public List<Step> stepsOf(ProgramPlay play) {
            return steps.stream()
                    .filter(step -> step.playIndex() == play.index() && step.isOwn())
                    .toList();
        }

        /** The steps of a play that are done on this host for hosts of the play. */
        public List<Step> stepsFor(ProgramPlay play) {
            return steps.stream()
                    .filter(step -> step.playIndex() == play.index()
                            && step.delegation().isPresent())
                    .toList();
        }

        /** Those of them that are done for one host. */
        public List<Step> stepsFor(ProgramPlay play, String subject) {
            return stepsFor(play).stream()
                    .filter(step -> step.delegation().orElseThrow().subject().equals(subject))
                    .toList();
        }

        /** The steps that run on this host around another host's steps of a play. */
        public List<Step> stepsAround(ProgramPlay play, String subject) {
            return steps.stream()
                    .filter(step -> step.playIndex() == play.index())
                    .filter(step -> step.around()
                            .filter(a -> a.subject().equals(subject))
                            .isPresent())
                    .toList();
        }
    }
}
