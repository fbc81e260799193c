package provisioner.sh;

import java.util.Collection;
import java.util.stream.Collectors;

/** Quotes words for POSIX sh. */
public final class Sh {
    private Sh() {}

    /** Quotes one word. Within single quotes only the quote itself is special. */
    public static String quote(String word) {
        if (word.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("NUL cannot be passed to a shell");
        }
        if (!word.isEmpty() && word.chars().allMatch(Sh::isPlain)) {
            return word;
        }
        return "'" + word.replace("'", "'\\''") + "'";
    }

    /** Quotes words and joins them with spaces. */
    public static String quoteAll(Collection<String> words) {
        return words.stream().map(Sh::quote).collect(Collectors.joining(" "));
    }

    private static boolean isPlain(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "/._-:+,@%".indexOf(c) >= 0;
    }
}
