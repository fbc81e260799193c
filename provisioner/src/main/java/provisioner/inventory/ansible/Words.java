package provisioner.inventory.ansible;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Splits a line into words as Python's {@code shlex.split(line, comments=True)} does. */
final class Words {
    private static final String BLANKS = " \t\r\n";

    /**
     * A word without its quotes.
     *
     * @param column where it begins in the line, from 0
     */
    record Word(String text, int column) {}

    private final String line;
    private final boolean comments;
    private int at;

    private Words(String line, boolean comments) {
        this.line = line;
        this.comments = comments;
    }

    /** Empty if a quote is not closed. */
    static Optional<List<Word>> of(String line) {
        return new Words(line, true).all();
    }

    /** As {@link #of}, where a number sign begins no comment. */
    static Optional<List<Word>> withoutComments(String line) {
        return new Words(line, false).all();
    }

    private Optional<List<Word>> all() {
        List<Word> words = new ArrayList<>();
        while (at < line.length()) {
            char c = line.charAt(at);
            if (BLANKS.indexOf(c) >= 0) {
                at++;
            } else if (comments && c == '#') {
                break;
            } else {
                int start = at;
                StringBuilder word = new StringBuilder();
                if (!word(word)) {
                    return Optional.empty();
                }
                words.add(new Word(word.toString(), start));
            }
        }
        return Optional.of(words);
    }

    /** Reads one word. False if a quote or an escape is not closed. */
    private boolean word(StringBuilder word) {
        while (at < line.length()) {
            char c = line.charAt(at++);
            if (BLANKS.indexOf(c) >= 0) {
                return true;
            } else if (comments && c == '#') {
                at = line.length();
                return true;
            } else if (c == '\'' || c == '"') {
                if (!quoted(c, word)) {
                    return false;
                }
            } else if (c == '\\') {
                if (at == line.length()) {
                    return false;
                }
                word.append(line.charAt(at++));
            } else {
                word.append(c);
            }
        }
        return true;
    }

    private boolean quoted(char quote, StringBuilder word) {
        while (at < line.length()) {
            char c = line.charAt(at++);
            if (c == quote) {
                return true;
            }
            boolean escape = quote == '"' && c == '\\' && at < line.length();
            if (escape && (line.charAt(at) == '"' || line.charAt(at) == '\\')) {
                word.append(line.charAt(at++));
            } else {
                word.append(c);
            }
        }
        return false;
    }
}
