package provisioner.record;

import java.time.Instant;
import java.util.Comparator;

/**
 * A run that judged a subject of a host. A run that did not look, or could not tell, is no look.
 *
 * @param run the id of its record
 * @param found whether it found something wrong
 * @param deep whether every file of every package was compared; only what nobody accounts for depends on it
 */
record Look(Instant at, String run, boolean found, boolean deep) implements Comparable<Look> {
    private static final Comparator<Look> ORDER = Comparator.comparing(Look::at).thenComparing(Look::run);

    @Override
    public int compareTo(Look other) {
        return ORDER.compare(this, other);
    }
}
