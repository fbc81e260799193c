package provisioner.plan;

import java.util.Locale;

/** What planning, applying or verifying says of a step. The words of the JSON output are {@link #word()}. */
public enum Outcome {
    UNCHANGED,
    WOULD_CHANGE,
    MAY_CHANGE,
    CHANGED,
    DRIFTED,
    FAILED,
    SKIPPED,
    UNVERIFIABLE;

    /** {@code would-change}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
