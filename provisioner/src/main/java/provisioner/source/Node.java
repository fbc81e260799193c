package provisioner.source;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/** A YAML value with its location. Immutable. */
public sealed interface Node {

    Location location();

    /** The user's word for it, for messages: "a list". */
    String kind();

    /**
     * @param text as in the file, unescaped; {@code 0644} stays {@code 0644}
     * @param plain whether it was written without quotes, so that {@code true} means a boolean
     * @param tag a local tag such as {@code !env}, with its exclamation mark; empty without one
     */
    record Scalar(Location location, String text, boolean plain, String tag) implements Node {

        /** Whether it is YAML's null: nothing, {@code ~} or {@code null}, without quotes. */
        public boolean isNull() {
            return plain && tag.isEmpty() && (text.isEmpty() || text.equals("~") || text.equals("null"));
        }

        @Override
        public String kind() {
            return isNull() ? "nothing" : "a single value";
        }

        @Override
        public String toString() {
            return kind() + " at " + location;
        }
    }

    /** @param tag a local tag such as {@code !command}, with its exclamation mark; empty without one */
    record Sequence(Location location, List<Node> items, String tag) implements Node {
        public Sequence {
            items = List.copyOf(items);
        }

        /** A list without a tag. */
        public Sequence(Location location, List<Node> items) {
            this(location, items, "");
        }

        @Override
        public String kind() {
            return "a list";
        }
    }

    /** Keys and values in the order of the file. Keys are unique. */
    record Mapping(Location location, SequencedMap<String, Entry> entries) implements Node {
        public Mapping {
            entries = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(entries));
        }

        @Override
        public String kind() {
            return "a mapping";
        }

        /** The entry under a key. */
        public Optional<Entry> get(String key) {
            return Optional.ofNullable(entries.get(key));
        }

        public static Mapping empty(Location location) {
            return new Mapping(location, new LinkedHashMap<>(Map.of()));
        }
    }

    /** @param location of the key */
    record Entry(Location location, String key, Node value) {}
}
