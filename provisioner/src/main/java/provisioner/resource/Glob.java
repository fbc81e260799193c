package provisioner.resource;

import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A pattern of names as shells have it: {@code *} stands for anything but slashes, {@code **} for anything. It compares text,
 * whatever the platform takes for a name of a file.
 */
public final class Glob {
    private static final Set<String> NOT_PATHS =
            Set.of("hold", "key", "line", "member", "name", "package", "socket", "user");

    private final Pattern pattern;

    /** @throws PatternSyntaxException if it is none */
    public Glob(String pattern) {
        this(pattern, true);
    }

    private Glob(String pattern, boolean path) {
        this.pattern = Pattern.compile(new Translation(pattern, path).regex(), Pattern.DOTALL);
    }

    /**
     * A pattern of what findings are called: a kind, a blank and a name. Where the kind is not one of paths, slashes and brackets
     * are characters like others, because keys and sockets have them.
     *
     * @throws PatternSyntaxException if it is none
     */
    public static Glob ofTitle(String pattern) {
        return new Glob(pattern, !NOT_PATHS.contains(pattern.split(" ", 2)[0]));
    }

    /** Whether it stands for this. */
    public boolean matches(String text) {
        return pattern.matcher(text).matches();
    }

    /** Makes a regular expression of a pattern. */
    private static final class Translation {
        private final String glob;
        private final boolean path;
        private final StringBuilder regex = new StringBuilder();
        private boolean inGroup;
        private int at;

        Translation(String glob, boolean path) {
            this.glob = glob;
            this.path = path;
        }

        String regex() {
            while (at < glob.length()) {
                add(glob.charAt(at++));
            }
            if (inGroup) {
                throw flaw("'{' must have its '}'");
            }
            return regex.toString();
        }

        private void add(char c) {
            switch (c) {
                case '*' -> star();
                case '?' -> regex.append(path ? "[^/]" : ".");
                case '\\' -> literal(escaped());
                case '[' -> bracket();
                case '{' -> open();
                case '}' -> close();
                case ',' -> regex.append(inGroup ? "|" : ",");
                default -> literal(c);
            }
        }

        private void star() {
            boolean any = at < glob.length() && glob.charAt(at) == '*';
            at += any ? 1 : 0;
            regex.append(any || !path ? ".*" : "[^/]*");
        }

        private char escaped() {
            if (at == glob.length()) {
                throw flaw("'\\' must have a character behind it");
            }
            return glob.charAt(at++);
        }

        private void open() {
            if (inGroup) {
                throw flaw("groups must not be in groups");
            }
            inGroup = true;
            regex.append("(?:");
        }

        private void close() {
            if (inGroup) {
                regex.append(')');
            } else {
                literal('}');
            }
            inGroup = false;
        }

        private void bracket() {
            if (!path) {
                literal('[');
                return;
            }
            boolean negated = at < glob.length() && (glob.charAt(at) == '!' || glob.charAt(at) == '^');
            int first = negated ? at + 1 : at;
            // A bracket that is the first one is one of the characters.
            int end = glob.indexOf(']', first + 1);
            if (end < 0) {
                throw flaw("'[' must have its ']'");
            }
            regex.append(negated ? "[^/" : "(?!/)[");
            for (int i = first; i < end; i++) {
                char c = glob.charAt(i);
                boolean range = c == '-' && i > first && i < end - 1;
                regex.append(range || Character.isLetterOrDigit(c) ? "" : "\\").append(c);
            }
            regex.append(']');
            at = end + 1;
        }

        private void literal(char c) {
            regex.append("\\^$.|?*+()[]{}".indexOf(c) < 0 ? "" : "\\").append(c);
        }

        private PatternSyntaxException flaw(String what) {
            return new PatternSyntaxException(what, glob, at);
        }
    }
}
