package provisioner.complete;

import java.time.Instant;
import java.util.Optional;

/**
 * Something on a host that has to be accounted for.
 *
 * @param kind one word, such as {@code file}
 * @param name identifies it among those of its kind on the host
 * @param what it is, for people
 * @param since when it last changed; empty where the host does not say
 * @param step what would declare it: a step, or the type of one
 */
public record Finding(String kind, String name, String what, Optional<Instant> since, String step) {

    static Optional<Instant> at(long seconds) {
        return seconds > 0 ? Optional.of(Instant.ofEpochSecond(seconds)) : Optional.empty();
    }

    /** What patterns are compared with. */
    public String title() {
        return kind + " " + name;
    }
}
