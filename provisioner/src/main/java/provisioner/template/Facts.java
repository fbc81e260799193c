package provisioner.template;

import java.util.Map;
import java.util.Objects;
import provisioner.source.Problems;

/**
 * What a host says of itself, by name: {@code $facts.kernel}, {@code $facts.release.codename}. An unknown name is an error. Whoever made
 * it is told what is read.
 */
public final class Facts {
    /** Receives what is read. */
    public interface Reads {
        /** @param path such as {@code release.codename} */
        void read(String path, Object value);

        /** @param message the beginning of the problem with a name that no fact has */
        void unknown(String message);
    }

    /** A fact that the host does not tell, and why not. */
    public record Untold(String why) {}

    private final String path;
    private final Map<String, ?> values;
    private final Reads reads;

    /**
     * @param values by name: a string, an integer, a boolean, a list, a map of the same for further names, the facts of a map under
     *     names that differ from host to host ({@link NamedFacts.Values}), or {@link Untold}
     */
    public Facts(Map<String, ?> values, Reads reads) {
        this("", values, reads);
    }

    private Facts(String path, Map<String, ?> values, Reads reads) {
        this.path = path;
        this.values = values;
        this.reads = reads;
    }

    public Object get(String name) {
        if (!values.containsKey(name)) {
            String message = "unknown fact '" + path + name + "'";
            reads.unknown(message);
            throw new Refusal(message, Problems.nearestOf("facts", name, values.keySet()));
        }
        Object value = Objects.requireNonNull(values.get(name));
        return switch (value) {
            case Map<?, ?> further -> new Facts(path + name + ".", strings(further), reads);
            case NamedFacts.Values named -> new NamedFacts(path + name, named, reads);
            default -> {
                reads.read(path + name, value);
                if (value instanceof Untold(String why)) {
                    throw new Refusal("the fact '" + path + name + "' is not known: " + why, "");
                }
                yield value;
            }
        };
    }

    @SuppressWarnings("unchecked") // names are strings
    private static Map<String, ?> strings(Map<?, ?> map) {
        return (Map<String, ?>) map;
    }
}
