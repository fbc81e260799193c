package provisioner.adopt;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import provisioner.adopt.Value.Hidden;
import provisioner.plan.Outcome;
import provisioner.plan.Planner;
import provisioner.plan.StepPlan;
import provisioner.resource.Difference;
import provisioner.resource.Step;
import provisioner.secret.Masker;
import provisioner.state.Observed;
import provisioner.state.Query;

/**
 * One of the ways to declare something, as steps.
 *
 * @param steps empty where a resource type refuses one of them
 * @param reason why it does
 */
record Candidate(Proposal proposal, List<Wish> wishes, List<Step> steps, String reason) {

    static Stream<Candidate> of(Proposal proposal, StepReader reader) {
        return proposal.alternatives().stream().map(wishes -> {
            StepReader.Read read = reader.read(wishes);
            return new Candidate(proposal, wishes, read.steps(), read.reason());
        });
    }

    Set<Query<?>> queries() {
        return Planner.queries(steps);
    }

    /** Why it does not say what is there; empty if it does. */
    String flaw(Observed observed) {
        if (!reason.isEmpty()) {
            return reason;
        }
        return Planner.verify(steps, observed).stream()
                .map(this::flaw)
                .filter(flaw -> !flaw.isEmpty())
                .findFirst()
                .orElse("");
    }

    /** Why a step of it would not stay unchanged. */
    String flaw(StepPlan plan) {
        if (plan.outcome() == Outcome.UNCHANGED) {
            return "";
        }
        Masker masker = Masker.of(wishes.stream()
                .flatMap(wish -> wish.parameters().values().stream())
                .filter(Hidden.class::isInstance)
                .map(value -> ((Hidden) value).secret())
                .collect(Collectors.toSet()));
        String differs = String.join(", ", Difference.summaries(plan.differences(), masker));
        String why = plan.because().isEmpty() ? differs : masker.mask(plan.because());
        return "a '" + plan.step().resource().title().replaceFirst(" .*", "") + "' step would not leave it as it is"
                + (why.isEmpty() ? "" : ": " + why);
    }
}
