package provisioner.schema;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import provisioner.source.Shape;

/** The keys of a mapping, in the order in which its reader asks for them. */
record Format(SequencedMap<String, Key> keys) {
    Format {
        keys = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(keys));
    }

    /**
     * What is known of a key's value.
     *
     * @param shapes any of these; empty if its reader looks at the value itself
     * @param required whether it is needed, whatever other keys there are
     * @param fields of the mapping that it is; empty if that has no fixed keys
     * @param each of each value of the mapping that it is, whatever its keys are
     * @param items of the list that it is; empty if they are no mappings with fixed keys
     */
    record Key(
            Set<Shape> shapes,
            boolean required,
            Optional<Format> fields,
            Optional<Format> each,
            Optional<Format> items) {
        Key {
            shapes = Set.copyOf(shapes);
        }
    }
}
