package provisioner.sshconfig;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A line of a configuration, parsed as OpenSSH's {@code strdelim} and {@code argv_split} do.
 *
 * @param keyword in lower case
 * @param rest the text after the keyword, as written
 * @param arguments without quotes and comment; empty if a quote is not closed
 */
record ConfigLine(String keyword, String rest, Optional<List<String>> arguments) {
    private static final String BLANKS = " \t\r\n";

    /** Empty for a blank line or a comment. */
    static Optional<ConfigLine> of(String line) {
        String text = line.strip();
        if (text.isEmpty() || text.startsWith("#")) {
            return Optional.empty();
        }
        int end = 0;
        boolean quoted = text.startsWith("\"");
        while (end < text.length() && (quoted ? end == 0 || text.charAt(end) != '"' : !ends(text.charAt(end)))) {
            end++;
        }
        String keyword = quoted ? text.substring(1, end) : text.substring(0, end);
        String rest =
                text.substring(Math.min(text.length(), quoted ? end + 1 : end)).strip();
        if (rest.startsWith("=")) {
            rest = rest.substring(1).strip();
        }
        return Optional.of(new ConfigLine(keyword.toLowerCase(Locale.ROOT), rest, split(rest)));
    }

    private static boolean ends(char c) {
        return BLANKS.indexOf(c) >= 0 || c == '=' || c == '"';
    }

    private static Optional<List<String>> split(String text) {
        List<String> words = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            if (BLANKS.indexOf(text.charAt(at)) >= 0) {
                at++;
            } else if (text.charAt(at) == '#') {
                break;
            } else {
                StringBuilder word = new StringBuilder();
                at = word(text, at, word);
                if (at < 0) {
                    return Optional.empty();
                }
                words.add(word.toString());
            }
        }
        return Optional.of(words);
    }

    /** Reads one word. Returns its end, or -1 if a quote is not closed. */
    private static int word(String text, int from, StringBuilder word) {
        char quote = 0;
        int at = from;
        for (; at < text.length(); at++) {
            char c = text.charAt(at);
            char next = at + 1 < text.length() ? text.charAt(at + 1) : 0;
            if (c == '\\' && (next == '\'' || next == '"' || next == '\\' || quote == 0 && next == ' ')) {
                word.append(next);
                at++;
            } else if (quote == 0 && BLANKS.indexOf(c) >= 0) {
                break;
            } else if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
            } else if (quote != 0 && c == quote) {
                quote = 0;
            } else {
                word.append(c);
            }
        }
        return quote == 0 ? at : -1;
    }
}
