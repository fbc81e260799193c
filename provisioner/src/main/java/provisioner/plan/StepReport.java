package provisioner.plan;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import provisioner.resource.Difference;
import provisioner.resource.Step;

/**
 * The result of a step.
 *
 * @param because as in {@link StepPlan#because()}; what failed, for a failed step; why, for a skipped one
 * @param duration of its action on the host; zero without an action
 */
public record StepReport(
        Step step,
        Outcome outcome,
        String because,
        List<Difference> differences,
        Optional<StepError> error,
        Duration duration) {

    public StepReport {
        differences = List.copyOf(differences);
    }

    /** This report with equal differences. */
    public StepReport with(List<Difference> others) {
        return new StepReport(step, outcome, because, others, error, duration);
    }

    /** Whether it changes something, or would or may. */
    public boolean acts() {
        return switch (outcome) {
            case WOULD_CHANGE, MAY_CHANGE, CHANGED, DRIFTED, UNVERIFIABLE -> true;
            case UNCHANGED, FAILED, SKIPPED -> false;
        };
    }

    /** Whether something of the user's is lost by it: see {@link Difference#removal}. */
    public boolean removes() {
        return differences.stream().anyMatch(Difference::removal);
    }

    /**
     * @param command the command, for people
     * @param exit its exit status; -1 if it did not end by itself
     * @param stderr the end of its standard error
     */
    public record StepError(String command, int exit, String stderr) {
        @Override
        public String toString() {
            return "exit status " + exit;
        }
    }

    public static StepReport of(StepPlan plan) {
        return new StepReport(
                plan.step(), plan.outcome(), plan.because(), plan.differences(), Optional.empty(), Duration.ZERO);
    }

    /** The report of a step without an action. */
    public static StepReport failed(Step step, String because) {
        return new StepReport(step, Outcome.FAILED, because, List.of(), Optional.empty(), Duration.ZERO);
    }

    public static StepReport skipped(Step step, String because) {
        return new StepReport(step, Outcome.SKIPPED, because, List.of(), Optional.empty(), Duration.ZERO);
    }
}
