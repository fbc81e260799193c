package provisioner.compile;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import provisioner.compile.facts.HostAnswer;
import provisioner.compile.facts.HostValues;
import provisioner.compile.facts.OtherValues;
import provisioner.resource.CheckStep;
import provisioner.resource.Step;
import provisioner.secret.Secret;
import provisioner.source.InvalidInputException;
import provisioner.state.Observed;
import provisioner.state.Query;

/** The steps of a host that depend on its facts, to be had once these were observed. Pure: the same facts give the same steps. */
public final class FactSteps {
    /** Compiles the steps with observed facts. */
    interface Compilation {
        /**
         * @param others what the other hosts of the run have answered
         * @throws InvalidInputException with what is wrong with these facts
         */
        Own with(Observed observed, Map<String, HostAnswer> others) throws InvalidInputException;
    }

    /**
     * Steps and checks with a host's own facts.
     *
     * @param read the facts and values that were used, by name
     * @param asked about values that are read
     * @param uses the values that other hosts have read
     * @param secrets the values that must not be shown
     */
    record Own(
            List<Step> steps,
            List<CheckStep> checks,
            SortedMap<String, Object> read,
            List<HostValues.Asked> asked,
            List<OtherValues.Use> uses,
            Set<Secret> secrets) {
        Own {
            asked = List.copyOf(asked);
            uses = List.copyOf(uses);
            secrets = Set.copyOf(secrets);
            steps = List.copyOf(steps);
            checks = List.copyOf(checks);
            read = Collections.unmodifiableSortedMap(new TreeMap<>(read));
        }

        Own with(List<Step> others, List<CheckStep> otherChecks) {
            return new Own(others, otherChecks, read, asked, uses, secrets);
        }
    }

    private final Set<Query<?>> queries;
    private final List<Step> possible;
    private final Set<String> others;
    private final Compilation compilation;
    private final List<UnaryOperator<Own>> later;

    /**
     * @param possible the steps that there are with one of the samples
     * @param others the hosts whose values they use
     */
    FactSteps(Set<Query<?>> queries, List<Step> possible, Set<String> others, Compilation compilation) {
        this(queries, possible, others, compilation, List.of());
    }

    private FactSteps(
            Set<Query<?>> queries,
            List<Step> possible,
            Set<String> others,
            Compilation compilation,
            List<UnaryOperator<Own>> later) {
        this.queries = Set.copyOf(queries);
        this.possible = List.copyOf(possible);
        this.others = Set.copyOf(others);
        this.compilation = compilation;
        this.later = List.copyOf(later);
    }

    /** What to ask the host first: its facts, and all that does not depend on them. */
    public Set<Query<?>> queries() {
        return queries;
    }

    /** The other hosts that must have answered before these steps can be known. */
    public Set<String> others() {
        return others;
    }

    Own with(Observed observed, Map<String, HostAnswer> answers) throws InvalidInputException {
        return compilation.with(observed, answers);
    }

    /** The steps that there may be, with the values of samples. */
    List<Step> possible() {
        return possible;
    }

    /** These, with something more to be done to the steps. */
    FactSteps then(UnaryOperator<List<Step>> more) {
        return then(possible, own -> own.with(more.apply(own.steps()), own.checks()));
    }

    /** Some of these, with those of the checks that belong to them. */
    FactSteps only(
            UnaryOperator<List<Step>> chosen, BiFunction<List<Step>, List<CheckStep>, List<CheckStep>> chosenChecks) {
        return then(chosen.apply(possible), own -> {
            List<Step> kept = chosen.apply(own.steps());
            return own.with(kept, chosenChecks.apply(kept, own.checks()));
        });
    }

    private FactSteps then(List<Step> left, UnaryOperator<Own> more) {
        List<UnaryOperator<Own>> all = new ArrayList<>(later);
        all.add(more);
        return new FactSteps(queries, left, others, compilation, all);
    }

    /** What is to be done to them once they were compiled. */
    Own finish(Own compiled) {
        Own finished = compiled;
        for (UnaryOperator<Own> one : later) {
            finished = one.apply(finished);
        }
        return finished;
    }
}
