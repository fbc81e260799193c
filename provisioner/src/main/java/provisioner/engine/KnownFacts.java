package provisioner.engine;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;
import provisioner.compile.Program.HostProgram;
import provisioner.compile.facts.HostAnswer;
import provisioner.compile.facts.HostValues.Asked;
import provisioner.compile.facts.OtherValues.Use;
import provisioner.secret.Secret;
import provisioner.source.InvalidInputException;
import provisioner.state.Observed;
import provisioner.state.Query;
import provisioner.state.Query.FactsQuery;
import provisioner.state.Query.MachineQuery;

/**
 * The facts of a host that its steps have read, and the values.
 *
 * @param beforehand the host before they were known
 * @param told the answers that they are from: facts of the beginning of the run, values of the beginning of their play
 * @param others what other hosts had answered by then
 * @param asked about values
 * @param uses the values that other hosts have read
 * @param secrets values that must not be shown
 */
record KnownFacts(
        HostProgram beforehand,
        SortedMap<String, Object> read,
        Observed told,
        Map<String, HostAnswer> others,
        List<Asked> asked,
        List<Use> uses,
        Set<Secret> secrets) {
    private static final Set<Query<?>> QUERIES = Set.of(new FactsQuery(), new MachineQuery());

    static KnownFacts of(
            HostProgram beforehand, HostProgram.Known known, Observed observed, Map<String, HostAnswer> others) {
        Set<Query<?>> queries = with(QUERIES, known.asked());
        return new KnownFacts(
                beforehand,
                known.read(),
                observed.only(queries).orElse(observed),
                others.entrySet().stream()
                        .filter(answer -> beforehand.awaited().contains(answer.getKey()))
                        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue)),
                known.asked(),
                known.uses(),
                known.secrets());
    }

    /** Why a play cannot begin: it uses what a host has read that does not take part any more; empty if it can. */
    Optional<String> missingIn(int play, Map<String, HostAnswer> answers) {
        return uses.stream()
                .filter(use -> use.play() == play)
                .flatMap(use -> Optional.ofNullable(answers.get(use.host()))
                        .filter(HostAnswer::failed)
                        .map(answer ->
                                "this play uses " + use + ", and " + answer.left(use.host()) + "; " + HostAnswer.MEND)
                        .stream())
                .findFirst();
    }

    /** What the hosts have answered so far whose values the steps use. */
    Map<String, HostAnswer> heard(Map<String, HostAnswer> answers) {
        Map<String, HostAnswer> heard = new HashMap<>(answers);
        heard.keySet().retainAll(beforehand.awaited());
        heard.replaceAll((host, answer) -> answer.soFar());
        return heard;
    }

    /** These queries with those about facts and values. */
    Set<Query<?>> with(Set<Query<?>> queries) {
        return with(queries, asked);
    }

    private static Set<Query<?>> with(Set<Query<?>> queries, List<Asked> asked) {
        Set<Query<?>> all = new HashSet<>(queries);
        all.addAll(QUERIES);
        asked.forEach(one -> all.addAll(one.queries()));
        return all;
    }

    /**
     * The answers from which the steps of a play and of those after it follow; empty where they are as before.
     *
     * @param now observed when the play begins
     */
    Optional<Observed> toldIn(int play, Observed now) {
        Set<Query<?>> queries = asked.stream()
                .filter(one -> one.play() == play)
                .flatMap(one -> one.queries().stream())
                .collect(Collectors.toSet());
        return now.only(queries)
                .filter(fresh -> told.only(queries)
                        .filter(before -> before.asMap().equals(fresh.asMap())
                                && before.unreadable().equals(fresh.unreadable()))
                        .isEmpty())
                .map(told::plus);
    }

    /** The names of those that are others by now, which the run does not follow; empty where that is not known. */
    List<String> changed(Observed observed, Map<String, HostAnswer> now) {
        if (!observed.queries().containsAll(with(QUERIES))) {
            return List.of();
        }
        try {
            SortedMap<String, Object> fresh =
                    beforehand.known(observed, now).orElseThrow().read();
            return read.keySet().stream()
                    .filter(name -> fresh.containsKey(name) && !Objects.equals(read.get(name), fresh.get(name)))
                    .map(PlanDigest::reference)
                    .toList();
        } catch (InvalidInputException e) {
            return List.of();
        }
    }
}
