package provisioner.source;

import java.util.List;

/** What the value of a key must be, as the getter of {@link Fields} that reads it knows it. */
public sealed interface Shape {

    /** Shapes without a detail. */
    enum Simple implements Shape {
        /** The key is known. What its value must be is said by another getter, or by nobody. */
        ANY,
        /** There must be a value. */
        REQUIRED,
        /** A single value. */
        TEXT,
        BOOLEAN,
        /** Octal digits. */
        MODE,
        DURATION,
        LIST,
        /** A single value, or a list of them. */
        TEXTS,
        /** A single value, or lists of them at any depth. */
        WORDS,
        MAPPING
    }

    /** An integer from {@code least} to {@code most}. */
    record Whole(int least, int most) implements Shape {}

    /** One of these words. */
    record OneOf(List<String> words) implements Shape {
        public OneOf {
            words = List.copyOf(words);
        }
    }
}
