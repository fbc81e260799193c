package provisioner.engine;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import provisioner.compile.Program.HostProgram;
import provisioner.source.InvalidInputException;
import provisioner.state.Observed;
import provisioner.state.Query;
import provisioner.state.Query.FactsQuery;
import provisioner.state.Query.MachineQuery;

/**
 * The facts of a host that its steps have read.
 *
 * @param beforehand the host before its facts were known
 */
record KnownFacts(HostProgram beforehand, SortedMap<String, Object> read) {
    private static final Set<Query<?>> QUERIES = Set.of(new FactsQuery(), new MachineQuery());

    /** These queries with those about facts. */
    static Set<Query<?>> with(Set<Query<?>> queries) {
        Set<Query<?>> all = new HashSet<>(queries);
        all.addAll(QUERIES);
        return all;
    }

    /** The names of those that are others by now, which the run does not follow; empty where that is not known. */
    List<String> changed(Observed observed) {
        if (!observed.queries().containsAll(QUERIES)) {
            return List.of();
        }
        try {
            SortedMap<String, Object> now =
                    beforehand.known(observed).orElseThrow().read();
            return read.keySet().stream()
                    .filter(name -> now.containsKey(name) && !Objects.equals(read.get(name), now.get(name)))
                    .map(name -> PlanDigest.FACT + name)
                    .toList();
        } catch (InvalidInputException e) {
            return List.of();
        }
    }
}
