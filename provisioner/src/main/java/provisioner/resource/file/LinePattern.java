package provisioner.resource.file;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Optional;
import provisioner.source.Fields;

/**
 * A regular expression that a user wrote, for what stands in a host's file. A host may put anything there, so the time for a
 * line has a bound, and the stack does too: RE2 never tries a character twice.
 */
final class LinePattern {
    private static final int LONGEST = 1000;
    private static final int MOST_INSTRUCTIONS = 2000;

    private static final String HINT =
            "RE2 has no look-around such as '(?=…)', no back-references such as '\\1', and no possessive quantifiers";

    private LinePattern() {}

    /** Empty where it was refused. */
    static Optional<Pattern> parse(Fields fields, String text) {
        if (text.length() > LONGEST) {
            fields.refuse("match", "'match' must not be longer than " + LONGEST + " characters", "");
            return Optional.empty();
        }
        try {
            Pattern pattern = Pattern.compile(text);
            if (pattern.programSize() > MOST_INSTRUCTIONS) {
                fields.refuse("match", "'match' repeats too much", "write smaller numbers within '{}'");
                return Optional.empty();
            }
            return Optional.of(pattern);
        } catch (PatternSyntaxException e) {
            fields.refuse("match", "'match' must be a regular expression in RE2's syntax: " + e.getDescription(), HINT);
            return Optional.empty();
        }
    }
}
