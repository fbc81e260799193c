package provisioner.plan;

import java.util.Locale;

/** The result of planning, applying or verifying a step. The JSON output uses {@link #word()}. */
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
