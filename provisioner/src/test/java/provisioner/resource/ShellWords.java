package provisioner.resource;

/** Tells what of a shell script is data: characters within single quotes, and nothing else. */
final class ShellWords {
    private ShellWords() {}

    /** The script without comments and without what stands in single quotes. */
    static String syntax(String script) {
        StringBuilder syntax = new StringBuilder();
        for (int i = 0; i < script.length(); i++) {
            char c = script.charAt(i);
            if (c == '\'') {
                int end = script.indexOf('\'', i + 1);
                if (end < 0) {
                    throw new AssertionError("a quote is not closed: " + script.substring(i));
                }
                i = end;
            } else if (c == '\\') {
                i++;
            } else if (c == '"') {
                int end = endOfDoubleQuotes(script, i + 1);
                syntax.append(script, i, end);
                i = end;
            } else if (c == '#' && (i == 0 || Character.isWhitespace(script.charAt(i - 1)))) {
                int end = script.indexOf('\n', i);
                i = end < 0 ? script.length() : end;
            } else {
                syntax.append(c);
            }
        }
        return syntax.toString();
    }

    private static int endOfDoubleQuotes(String script, int from) {
        for (int i = from; i < script.length(); i++) {
            if (script.charAt(i) == '\\') {
                i++;
            } else if (script.charAt(i) == '"') {
                return i;
            }
        }
        throw new AssertionError("a double quote that does not end: " + script.substring(from));
    }
}
