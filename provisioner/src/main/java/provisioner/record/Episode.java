package provisioner.record;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/**
 * A finding from the first run that found it to the run that resolved it.
 *
 * @param deepOnly whether it was seen only where every file of every package was compared: no other look resolves it
 * @param resolved empty while it is open
 */
record Episode(At first, At last, boolean deepOnly, Optional<At> resolved) {

    /** A run and when it looked. */
    record At(Instant at, String run) {
        static At of(Look look) {
            return new At(look.at(), look.run());
        }
    }

    private static Episode of(Look found) {
        return new Episode(At.of(found), At.of(found), found.deep(), Optional.empty());
    }

    private boolean isOpen() {
        return resolved.isEmpty();
    }

    private Episode seen(Look found) {
        return new Episode(first, At.of(found), deepOnly && found.deep(), Optional.empty());
    }

    private Episode after(Look clean) {
        boolean tells = clean.deep() || !deepOnly;
        return tells ? new Episode(first, last, deepOnly, Optional.of(At.of(clean))) : this;
    }

    /** Whether it was not resolved at this time. */
    boolean lastsBeyond(Instant time) {
        return resolved.map(end -> end.at().isAfter(time)).orElse(true);
    }

    /** Whether it had begun and was not resolved at this time. */
    boolean covers(Instant time) {
        return !first.at().isAfter(time) && lastsBeyond(time);
    }

    /** As it was before it was resolved. */
    Episode open() {
        return new Episode(first, last, deepOnly, Optional.empty());
    }

    /** As it was when only these looks had found it. The first of them may not be recorded any more. */
    Episode knownFrom(List<Look> found) {
        return new Episode(
                first,
                found.isEmpty() ? first : At.of(found.getLast()),
                found.isEmpty() ? deepOnly : found.stream().allMatch(Look::deep),
                Optional.empty());
    }

    /**
     * What these looks come to, in the order of their times.
     *
     * @param open the episode that was open before them
     */
    static List<Episode> of(Optional<Episode> open, SortedSet<Look> looks) {
        List<Episode> all = new ArrayList<>();
        open.ifPresent(all::add);
        for (Look look : looks) {
            boolean within = !all.isEmpty() && all.getLast().isOpen();
            if (within) {
                Episode last = all.removeLast();
                all.add(look.found() ? last.seen(look) : last.after(look));
            } else if (look.found()) {
                all.add(of(look));
            }
        }
        return all;
    }
}
