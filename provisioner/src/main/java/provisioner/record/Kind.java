package provisioner.record;

import java.util.Locale;

/** What a finding is about. */
public enum Kind {
    /** A step whose host is not in the desired state. */
    DRIFT,
    /** A check that failed. */
    CHECK,
    /** Something that nobody accounts for. */
    UNACCOUNTED;

    /** As the database and the output have it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Kind of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
