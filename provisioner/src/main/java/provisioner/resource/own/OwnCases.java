package provisioner.resource.own;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import provisioner.playbook.OwnTypeSource;
import provisioner.probe.own.OwnProbes;
import provisioner.resource.Assessment;
import provisioner.resource.Difference;
import provisioner.secret.Masker;
import provisioner.source.Fields;
import provisioner.source.Node;
import provisioner.source.Problem;
import provisioner.source.Problems;
import provisioner.state.Observation.OwnState;
import provisioner.state.Observed;
import provisioner.state.StateView;
import provisioner.template.Evaluator;

/** The cases of a type: parameters and what its probe printed, and what must come of it. No host is asked. */
public final class OwnCases {
    /** What can come of a case. */
    enum Outcome {
        UNCHANGED("unchanged"),
        WOULD_CHANGE("would-change"),
        UNKNOWN("unknown"),
        REFUSED("refused");

        private final String word;

        Outcome(String word) {
            this.word = word;
        }
    }

    private record Result(Outcome outcome, List<String> differences, String because) {}

    private OwnCases() {}

    /**
     * How the type does not do what a case expects; empty if it does.
     *
     * @param problems receives what is wrong with the case itself
     */
    public static List<String> failures(OwnTypeSource type, Node written, Problems problems) {
        Fields fields = Fields.of(written, "a case", problems);
        Node.Mapping parameters = fields.mapping("parameters").orElseGet(() -> Node.Mapping.empty(written.location()));
        fields.atMostOne("printed", "fails");
        Optional<String> fails = fields.optionalString("fails");
        String printed = fields.optionalString("printed").orElse("");
        if (!fields.has("expect")) {
            problems.add(fields.location(), "a case needs 'expect'");
        }
        Fields expect = fields.fields("expect", "'expect'").orElse(new Fields(parameters, "'expect'", new Problems()));
        Optional<Outcome> outcome = outcome(expect);
        List<String> differences = expect.stringList("differences");
        String because = expect.optionalString("because").orElse("");
        if (fields.has("expect")) {
            expect.done();
        }
        fields.done();
        return outcome.map(wanted ->
                        compare(new Result(wanted, differences, because), result(type, parameters, printed, fails)))
                .orElse(List.of());
    }

    private static Optional<Outcome> outcome(Fields expect) {
        String word = expect.string("outcome");
        for (Outcome outcome : Outcome.values()) {
            if (outcome.word.equals(word)) {
                return Optional.of(outcome);
            }
        }
        if (!word.isEmpty()) {
            expect.refuse(
                    "outcome",
                    "'outcome' must be unchanged, would-change, unknown or refused, found '" + word + "'",
                    "");
        }
        return Optional.empty();
    }

    private static List<String> compare(Result wanted, Result found) {
        List<String> failures = new ArrayList<>();
        if (wanted.outcome != found.outcome) {
            String because = found.because.isEmpty() ? "" : " (" + found.because + ")";
            failures.add("the outcome must be " + wanted.outcome.word + ", found " + found.outcome.word + because);
        } else if (!found.because.contains(wanted.because)) {
            failures.add("the reason must contain '" + wanted.because + "', found '" + found.because + "'");
        }
        if (!wanted.differences.equals(found.differences)) {
            failures.add("the differences must be " + wanted.differences + ", found " + found.differences);
        }
        return failures;
    }

    private static Result result(
            OwnTypeSource source, Node.Mapping parameters, String printed, Optional<String> fails) {
        Problems problems = new Problems();
        Evaluator evaluator = new Evaluator(Map.of());
        Fields fields = new Fields(parameters, "'" + source.name() + "'", problems);
        Optional<OwnResource> resource = new OwnType(source, evaluator).parse(fields);
        fields.done();
        Masker masker = evaluator.masker();
        if (resource.isEmpty() || !problems.isEmpty()) {
            List<String> all = problems.list().stream().map(Problem::message).toList();
            return new Result(Outcome.REFUSED, List.of(), masker.mask(String.join("; ", all)));
        }
        OwnResource own = resource.get();
        OwnState state = fails.map(
                        error -> OwnProbes.state("", error + "\n1", own.query().keys()))
                .orElseGet(() -> OwnProbes.state(printed, own.query().keys()));
        return switch (own.assess(
                StateView.of(Observed.builder().put(own.query(), state).build()))) {
            case Assessment.InSync ignored -> new Result(Outcome.UNCHANGED, List.of(), "");
            case Assessment.Differs differs ->
                new Result(Outcome.WOULD_CHANGE, Difference.summaries(differs.differences(), masker), "");
            case Assessment.Unknown unknown -> new Result(Outcome.UNKNOWN, List.of(), masker.mask(unknown.message()));
            case Assessment other -> throw new IllegalStateException("no such assessment: " + other);
        };
    }
}
