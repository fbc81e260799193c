package provisioner.adopt;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import provisioner.adopt.Adopted.Undeclared;
import provisioner.complete.Completeness;
import provisioner.complete.Finding;
import provisioner.plan.Planner;
import provisioner.plan.StepPlan;
import provisioner.resource.Claim;
import provisioner.resource.Claimed;
import provisioner.resource.ResourceTypes;
import provisioner.resource.Step;
import provisioner.state.Observed;
import provisioner.state.Query;
import provisioner.state.Survey;

/**
 * Finds the steps that declare what nobody accounts for on one host. It asks in turns: each method takes the answers to what the
 * one before it wants to know. Steps that do not say what is there are never among the result.
 */
public final class Adoption {
    private final Subject subject;
    private final StepReader reader;
    private final SequencedMap<Proposal, List<Candidate>> open = new LinkedHashMap<>();
    private final SequencedMap<Proposal, Candidate> chosen = new LinkedHashMap<>();
    private final List<Undeclared> undeclared = new ArrayList<>();

    /**
     * @param playbook the name of the playbook's file
     * @param steps those that the playbook has for the host
     * @param beyond what accounts for things beside them
     * @param plays the names of all its plays
     * @param login as whom the inventory lets provisioner log in
     * @param survey what is on the host
     * @param observed what was observed with it
     * @param found what nobody accounts for, each file by itself
     * @param imported whether the playbook exists, so that the steps are to stand beside it
     */
    public record Subject(
            String host,
            String playbook,
            List<Step> steps,
            Claimed.Beyond beyond,
            List<String> plays,
            Optional<String> login,
            Survey survey,
            Observed observed,
            Completeness found,
            boolean imported,
            Limits limits) {
        public Subject {
            steps = List.copyOf(steps);
            plays = List.copyOf(plays);
        }
    }

    public Adoption(Subject subject, ResourceTypes types) {
        this.subject = subject;
        this.reader = new StepReader(types, subject.login);
    }

    private List<Finding> findings() {
        return subject.found.unaccounted();
    }

    /** What has to be asked first. */
    public Set<Query<?>> needs() {
        return withFacts(Needs.of(findings(), subject.survey, subject.limits));
    }

    private static Set<Query<?>> withFacts(Set<Query<?>> queries) {
        Set<Query<?>> all = new HashSet<>(queries);
        all.add(new Query.FactsQuery());
        return all;
    }

    /** What has to be asked to judge the steps that come into question. */
    public Set<Query<?>> proposed(Observed needed) {
        Known known = new Known(subject.survey, subject.observed.plus(needed));
        Contents contents = new Contents(subject.host, known, subject.limits);
        for (Proposal proposal : Proposals.of(findings(), known, contents)) {
            open.put(proposal, Candidate.of(proposal, reader).toList());
        }
        Set<Query<?>> queries = new HashSet<>();
        open.values().forEach(candidates -> candidates.forEach(one -> queries.addAll(one.queries())));
        return withFacts(queries);
    }

    /** What has to be asked to judge the steps that were chosen, as some among all of the host. */
    public Set<Query<?>> chosen(Observed answers) {
        open.forEach((proposal, candidates) -> {
            Optional<Candidate> first = candidates.stream()
                    .filter(one -> flaw(one, answers).isEmpty())
                    .findFirst();
            first.ifPresentOrElse(
                    one -> chosen.put(proposal, one),
                    () -> refuse(
                            proposal, candidates.isEmpty() ? proposal.reason() : flaw(candidates.getFirst(), answers)));
        });
        return amongAll();
    }

    private String flaw(Candidate one, Observed answers) {
        String flaw = one.flaw(answers);
        return flaw.isEmpty()
                ? one.steps().stream()
                        .flatMap(step -> step.resource().claims().stream())
                        .filter(this::isWantedOtherwise)
                        .map(claim -> "the playbook wants " + claim.another() + " for " + claim.thing()
                                + ": the host has drifted from it")
                        .findFirst()
                        .orElse("")
                : flaw;
    }

    /** Two steps that want different things do not compile. */
    private boolean isWantedOtherwise(Claim claim) {
        return subject.steps.stream()
                .flatMap(step -> step.resource().claims().stream())
                .anyMatch(other -> other.thing().equals(claim.thing())
                        && other.another().equals(claim.another())
                        && !other.wish().agrees(claim.wish()));
    }

    /** What has to be asked again, because a step that is no longer among them made a difference; empty at the end. */
    public Set<Query<?>> confirmed(Observed answers) {
        Map<String, StepPlan> plans = Planner.verify(steps(), answers).stream()
                .collect(Collectors.toMap(plan -> plan.step().id(), Function.identity(), (one, other) -> one));
        boolean settled = true;
        for (Map.Entry<Proposal, Candidate> one : List.copyOf(chosen.entrySet())) {
            Optional<String> flaw = one.getValue().steps().stream()
                    .flatMap(step -> Stream.ofNullable(plans.get(step.id())))
                    .map(plan -> one.getValue().flaw(plan))
                    .filter(why -> !why.isEmpty())
                    .findFirst();
            if (flaw.isPresent()) {
                chosen.remove(one.getKey());
                refuse(one.getKey(), flaw.get());
                settled = false;
            }
        }
        return settled ? Set.of() : amongAll();
    }

    private void refuse(Proposal proposal, String reason) {
        proposal.findings().forEach(finding -> undeclared.add(new Undeclared(finding.title(), reason)));
    }

    /** The chosen ones, as some among all of the host. */
    private List<Step> steps() {
        List<Step> all = new ArrayList<>(subject.steps);
        chosen.values().forEach(one -> all.addAll(one.steps()));
        return Claimed.among(subject.playbook, all, subject.beyond).subList(subject.steps.size(), all.size());
    }

    private Set<Query<?>> amongAll() {
        return Planner.queries(steps());
    }

    public Adopted result() {
        List<Wish> wishes = Wish.inOrder(
                chosen.values().stream().flatMap(one -> one.wishes().stream()).toList());
        int declared = chosen.keySet().stream()
                .mapToInt(proposal -> proposal.findings().size())
                .sum();
        return new Adopted(
                subject.host,
                subject.imported ? Optional.of(subject.playbook) : Optional.empty(),
                play(),
                wishes,
                undeclared.stream()
                        .sorted(Comparator.comparing(Undeclared::title))
                        .toList(),
                subject.found.unknown(),
                declared);
    }

    private String play() {
        String name = "Adopted from " + subject.host;
        String free = name;
        for (int i = 2; subject.plays.contains(free); i++) {
            free = name + " (" + i + ")";
        }
        return free;
    }
}
