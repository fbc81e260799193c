package provisioner.template;

import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes {@code \$} always mean a dollar sign. Velocity in strict mode does so only if the name behind it is defined, so
 * that {@code \$USER} would be an error. Each escaped character is replaced by one noncharacter, which no text
 * contains, so that columns stay the same.
 */
final class Escapes {
    /** Renders as nothing. */
    static final char NOTHING = '\uFDD0';

    private static final char DOLLAR = '\uFDD1';
    private static final char BACKSLASH = '\uFDD2';

    // What Velocity does not parse comes first, so that it is skipped as a whole.
    private static final Pattern ESCAPE =
            Pattern.compile("#\\[\\[.*?]]#|##[^\\n]*|#\\*.*?\\*#|(\\\\+)\\$", Pattern.DOTALL);

    private Escapes() {}

    static String hide(String text) {
        return text.contains("\\$") ? ESCAPE.matcher(text).replaceAll(Escapes::replacement) : text;
    }

    private static String replacement(MatchResult match) {
        String backslashes = match.group(1);
        if (backslashes == null || backslashes.length() % 2 == 0) {
            return Matcher.quoteReplacement(match.group());
        }
        String pairs = ("" + NOTHING + BACKSLASH).repeat(backslashes.length() / 2);
        return Matcher.quoteReplacement(pairs + NOTHING + DOLLAR);
    }

    static String show(String text) {
        if (text.indexOf(NOTHING) < 0) {
            return text;
        }
        return text.replace(String.valueOf(NOTHING), "").replace(DOLLAR, '$').replace(BACKSLASH, '\\');
    }
}
