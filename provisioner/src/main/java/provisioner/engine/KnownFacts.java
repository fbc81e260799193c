package provisioner.engine;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;
import provisioner.compile.Program.HostProgram;
import provisioner.compile.facts.HostValues.Asked;
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
 * @param asked about values
 * @param secrets values that must not be shown
 */
record KnownFacts(
        HostProgram beforehand, SortedMap<String, Object> read, Observed told, List<Asked> asked, Set<Secret> secrets) {
    private static final Set<Query<?>> QUERIES = Set.of(new FactsQuery(), new MachineQuery());

    static KnownFacts of(HostProgram beforehand, HostProgram.Known known, Observed observed) {
        Set<Query<?>> queries = with(QUERIES, known.asked());
        return new KnownFacts(
                beforehand, known.read(), observed.only(queries).orElse(observed), known.asked(), known.secrets());
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
    List<String> changed(Observed observed) {
        if (!observed.queries().containsAll(with(QUERIES))) {
            return List.of();
        }
        try {
            SortedMap<String, Object> now =
                    beforehand.known(observed).orElseThrow().read();
            return read.keySet().stream()
                    .filter(name -> now.containsKey(name) && !Objects.equals(read.get(name), now.get(name)))
                    .map(PlanDigest::reference)
                    .toList();
        } catch (InvalidInputException e) {
            return List.of();
        }
    }
}
