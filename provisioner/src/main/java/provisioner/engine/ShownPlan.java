package provisioner.engine;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * A plan as it was shown when it was made: a plain value without secrets. It is for people. What a run does is decided by
 * the digests beside it.
 *
 * @param at when it was made (ISO 8601)
 * @param by who made it, as {@code user@controller}
 * @param notes warnings about the input, and exceptions with their reason
 * @param hosts the steps of each host, in order
 */
public record ShownPlan(String at, String by, List<String> notes, SequencedMap<String, List<ShownStep>> hosts) {
    /** What plans hold that were made before plans held this. */
    public static final ShownPlan UNKNOWN = new ShownPlan("", "", List.of(), new LinkedHashMap<>());

    public ShownPlan {
        notes = List.copyOf(notes);
        hosts = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(hosts));
    }

    /** Whether it says anything. */
    public boolean known() {
        return !at.isEmpty();
    }
}
