package provisioner.worker;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What became of an approved plan.
 *
 * @param approver whose signature a worker has verified; empty until then
 * @param worker which one has taken it; empty if none has
 * @param reason why it was refused, or empty
 */
public record PlanState(
        Approval approval,
        State state,
        String approver,
        String worker,
        String reason,
        Optional<Instant> begun,
        Optional<Instant> ended,
        OptionalInt exitCode) {

    /** How far it is. Only one that waits is ever begun. */
    public enum State {
        WAITING,
        RUNNING,
        ENDED,
        REFUSED,
        INTERRUPTED,
        WITHDRAWN
    }
}
