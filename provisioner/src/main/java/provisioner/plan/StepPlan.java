package provisioner.plan;

import java.util.List;
import provisioner.resource.Assessment;
import provisioner.resource.Difference;
import provisioner.resource.Step;

/**
 * The plan of one step.
 *
 * @param because the reason, for people: the earlier step that causes it, or why it cannot be applied; empty if the
 *     differences say it already
 */
public record StepPlan(Step step, Outcome outcome, String because, Assessment assessment) {

    /** What differs, or why nobody knows. */
    public List<Difference> differences() {
        return switch (assessment) {
            case Assessment.Differs differs -> differs.differences();
            case Assessment.Unknown(String why, var ignored)
            when pending() || outcome == Outcome.DRIFTED -> List.of(Difference.sentence(why));
            default -> List.of();
        };
    }

    public boolean removes() {
        return differences().stream().anyMatch(Difference::removal);
    }

    /** Whether a run would or may act on it. */
    public boolean pending() {
        return switch (outcome) {
            case WOULD_CHANGE, MAY_CHANGE -> true;
            default -> false;
        };
    }
}
