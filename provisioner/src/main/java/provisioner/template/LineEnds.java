package provisioner.template;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Decides which line ends of a template stay. A line of directives and comments alone leaves nothing behind. A comment
 * at the end of another line leaves that line's end. Velocity's own {@code space_gobbling} joins lines in both cases.
 *
 * <p>What goes is replaced by characters that render as nothing, so that lines and columns stay the same.
 */
final class LineEnds {
    private static final Pattern PART = Pattern.compile(
            "(?<literal>#\\[\\[.*?]]#)"
                    + "|(?<inline>#macro\\(\\s*(?<name>\\w+)[^\\r\\n]*#end(?=[ \\t]*(?:##[^\\r\\n]*)?(?:\\r?\\n|\\z)))"
                    + "|(?<comment>##[^\\r\\n]*)|(?<block>#\\*.*?\\*#)|(?<backslashes>\\\\+)"
                    + "|(?<word>#(?:else|end|break|stop)(?!\\w)|#\\{(?:else|end|break|stop)})"
                    + "|(?<call>#(?:@?[A-Za-z]\\w*|@?\\{[A-Za-z]\\w*})[ \\t]*(?=\\())"
                    + "|(?<reference>\\$!?(?:(?=\\{)|[A-Za-z][\\w-]*))|(?<end>\\r?\\n)|(?<blank>[ \\t]+)"
                    + "|(?<text>[^#$\\\\\\r\\n \\t]+|.)",
            Pattern.DOTALL);
    private static final Pattern MEMBER = Pattern.compile("\\.[A-Za-z]\\w*(?=\\()|\\.[A-Za-z]\\w*|(?=\\[)");

    private enum Kind {
        DIRECTIVE,
        COMMENT,
        BLANK,
        TEXT
    }

    private record Part(Kind kind, String text) {}

    private final String text;
    private final StringBuilder out = new StringBuilder();
    private final List<Part> line = new ArrayList<>();

    /** Macros whose body is a part of a line, so that a call is no line of directives. */
    private final Set<String> inline = new HashSet<>();

    private LineEnds(String text) {
        this.text = text;
    }

    static String settle(String text) {
        return text.indexOf('#') < 0 ? text : new LineEnds(text).settle();
    }

    private String settle() {
        Matcher part = PART.matcher(text);
        int at = 0;
        while (at < text.length() && part.find(at)) {
            if (part.group("end") != null) {
                end(part.group());
                at = part.end();
            } else {
                at = add(part);
            }
        }
        end("");
        return out.toString();
    }

    /** Adds one part to the line. Returns the part's end. */
    private int add(Matcher part) {
        int end = part.end();
        Kind kind = Kind.TEXT;
        if (part.group("comment") != null || part.group("block") != null) {
            kind = Kind.COMMENT;
        } else if (part.group("blank") != null) {
            kind = Kind.BLANK;
        } else if (part.group("word") != null) {
            kind = Kind.DIRECTIVE;
        } else if (part.group("inline") != null) {
            kind = Kind.DIRECTIVE;
            inline.add(part.group("name"));
        } else if (part.group("call") != null) {
            int closed = closed(end);
            boolean text = closed < 0 || inline.contains(part.group("call").replaceAll("\\W", ""));
            kind = text ? Kind.TEXT : Kind.DIRECTIVE;
            end = Math.max(end, closed);
        } else if (part.group("reference") != null) {
            end = reference(end);
        } else if (part.group("backslashes") != null) {
            // After an odd number of backslashes, neither a reference nor a directive begins. A comment does.
            boolean escapes = (end - part.start()) % 2 != 0 && end < text.length() && !text.startsWith("##", end);
            end += escapes && "#$".indexOf(text.charAt(end)) >= 0 ? 1 : 0;
        }
        line.add(new Part(kind, text.substring(part.start(), end)));
        return end;
    }

    private void end(String lineEnd) {
        boolean goes = line.stream().anyMatch(part -> part.kind == Kind.DIRECTIVE || part.kind == Kind.COMMENT)
                && line.stream().noneMatch(part -> part.kind == Kind.TEXT);
        boolean commented = !line.isEmpty() && line.getLast().text.startsWith("##");
        if (commented) {
            line.removeLast();
        }
        if ((goes || commented) && !line.isEmpty() && line.getLast().kind == Kind.BLANK) {
            line.removeLast();
        }
        for (Part part : line) {
            boolean hidden = goes && part.kind == Kind.BLANK;
            out.append(hidden ? String.valueOf(Escapes.NOTHING).repeat(part.text.length()) : part.text);
        }
        // Velocity takes a comment away together with its line end.
        out.append(goes && !lineEnd.isEmpty() ? "##" : "").append(lineEnd);
        line.clear();
    }

    /** The end of a reference whose name ends here or which continues in braces. */
    private int reference(int from) {
        if (text.startsWith("{", from)) {
            return Math.max(from, closed(from));
        }
        int at = from;
        Matcher member = MEMBER.matcher(text);
        while (member.region(at, text.length()).lookingAt()) {
            int end = member.end();
            boolean opens = end < text.length() && "([".indexOf(text.charAt(end)) >= 0;
            int closed = opens ? closed(end) : end;
            if (closed < 0 || closed == at) {
                return at;
            }
            at = closed;
        }
        return at;
    }

    /** The position after the bracket that closes the one here; -1 if none does. */
    private int closed(int from) {
        int depth = 0;
        for (int at = from; at >= 0 && at < text.length(); at++) {
            switch (text.charAt(at)) {
                case '"', '\'' -> {
                    at = text.indexOf(text.charAt(at), at + 1);
                    if (at < 0) {
                        return -1;
                    }
                }
                case '(', '[', '{' -> depth++;
                case ')', ']', '}' -> depth--;
                default -> {
                    continue;
                }
            }
            if (depth == 0) {
                return at + 1;
            }
        }
        return -1;
    }
}
