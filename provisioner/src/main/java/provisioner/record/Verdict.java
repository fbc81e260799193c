package provisioner.record;

import provisioner.plan.Outcome;
import provisioner.plan.StepReport;

/** What the outcome of a step says about its host. */
enum Verdict {
    /** The host was not in the desired state, and still is not. */
    FOUND,
    /** The host is in the desired state. */
    CLEAN,
    /** Nobody can tell. */
    UNKNOWN;

    /**
     * @param predicted whether an earlier step of a plan would or may change the host: what follows is compared with what
     *     is predicted then, not with what is there
     */
    static Verdict of(StepReport report, boolean predicted) {
        return switch (report.outcome()) {
            case DRIFTED -> FOUND;
            // What follows from an earlier step is no difference of its own.
            case WOULD_CHANGE -> report.because().isEmpty() ? FOUND : UNKNOWN;
            case CHANGED -> CLEAN;
            case UNCHANGED -> predicted ? UNKNOWN : CLEAN;
            case MAY_CHANGE, FAILED, SKIPPED, UNVERIFIABLE -> UNKNOWN;
        };
    }

    /** Whether a plan's steps after this outcome are judged by a prediction. */
    static boolean predictsFrom(Outcome outcome) {
        return outcome == Outcome.WOULD_CHANGE || outcome == Outcome.MAY_CHANGE;
    }
}
