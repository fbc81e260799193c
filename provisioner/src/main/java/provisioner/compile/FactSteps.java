package provisioner.compile;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import provisioner.resource.CheckStep;
import provisioner.resource.Step;
import provisioner.source.InvalidInputException;
import provisioner.state.Observed;
import provisioner.state.Query;

/** The steps of a host that depend on its facts, to be had once these were observed. Pure: the same facts give the same steps. */
public final class FactSteps {
    /** Compiles the steps with observed facts. */
    interface Compilation {
        /** @throws InvalidInputException with what is wrong with these facts */
        Own with(Observed observed) throws InvalidInputException;
    }

    /**
     * Steps and checks with a host's own facts.
     *
     * @param read the facts that were read, by name
     */
    record Own(List<Step> steps, List<CheckStep> checks, SortedMap<String, Object> read) {
        Own {
            steps = List.copyOf(steps);
            checks = List.copyOf(checks);
            read = Collections.unmodifiableSortedMap(new TreeMap<>(read));
        }
    }

    private final Set<Query<?>> queries;
    private final Compilation compilation;
    private final List<UnaryOperator<List<Step>>> later;

    FactSteps(Set<Query<?>> queries, Compilation compilation) {
        this(queries, compilation, List.of());
    }

    private FactSteps(Set<Query<?>> queries, Compilation compilation, List<UnaryOperator<List<Step>>> later) {
        this.queries = Set.copyOf(queries);
        this.compilation = compilation;
        this.later = List.copyOf(later);
    }

    /** What to ask the host first: its facts, and all that does not depend on them. */
    public Set<Query<?>> queries() {
        return queries;
    }

    Own with(Observed observed) throws InvalidInputException {
        return compilation.with(observed);
    }

    /** These, with something more to be done to the steps. */
    FactSteps then(UnaryOperator<List<Step>> more) {
        List<UnaryOperator<List<Step>>> all = new ArrayList<>(later);
        all.add(more);
        return new FactSteps(queries, compilation, all);
    }

    /** What is to be done to the steps once they were compiled. */
    List<Step> finish(List<Step> steps) {
        List<Step> finished = steps;
        for (UnaryOperator<List<Step>> one : later) {
            finished = one.apply(finished);
        }
        return finished;
    }
}
