package provisioner.resource;

import java.util.Collection;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Writes a value as a person writes it in a case: on one line where it is short, in a block otherwise, and with quotes only
 * where they are needed. A value is a mapping, a list, a {@link Word}, or something whose {@code toString} is its text.
 */
final class CaseYaml {
    private static final int WIDTH = 120;

    /** Nothing in it means something to YAML, in whichever version, or to a case. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9/.][A-Za-z0-9 _./@%+=~$();:*^'-]*");

    private static final Pattern NEEDS_QUOTES = Pattern.compile("(?i).*(: .*|:| )|[yn]|yes|no|on|off|true|false|null"
            + "|missing|0[0-9]+|[0-9]+\\.[0-9]+|[0-9]{4}-[0-9]{2}-.*|base64:.*");

    /** Lines that a block holds without any doubt about blanks, breaks and escapes. */
    private static final Pattern BLOCK = Pattern.compile("[!-~](?:[ -~]*[!-~])?\n(?:(?:[ -~]*[!-~])?\n)*(?<!\n\n)");

    /** What a case says in place of a value. */
    record Word(String text) {
        static final Word MISSING = new Word("missing");

        /** The host decides; nobody can know before. */
        static final Word UNKNOWN = new Word("unknown");

        /** Made by the step. */
        static final Word NEW = new Word("new");

        /** When the step runs. */
        static final Word NOW = new Word("now");

        @Override
        public String toString() {
            return text;
        }
    }

    private CaseYaml() {}

    /** {@code KEY: VALUE} and what is below it, each line with its indentation. */
    static String entry(int indent, String key, Object value) {
        String start = " ".repeat(indent) + key(key) + ":";
        String line = start + " " + line(value);
        if (value instanceof String text
                && line.length() > WIDTH
                && BLOCK.matcher(text).matches()) {
            return start + " |\n" + text.indent(indent + 2).replaceAll("(?m)^ +$", "");
        }
        if (line.length() <= WIDTH && !line.contains("\n")) {
            return line + "\n";
        }
        return switch (value) {
            case Map<?, ?> map -> start + "\n" + entries(indent + 2, map);
            case Collection<?> items when items.size() > 1 -> start + "\n" + items(indent + 2, items);
            default -> line + "\n";
        };
    }

    static String entries(int indent, Map<?, ?> map) {
        return map.entrySet().stream()
                .map(e -> entry(indent, e.getKey().toString(), e.getValue()))
                .collect(Collectors.joining());
    }

    private static String items(int indent, Collection<?> items) {
        String dash = " ".repeat(indent) + "- ";
        return items.stream()
                .map(item -> item instanceof Map<?, ?> map && (dash + line(map)).length() > WIDTH
                        ? dash + entries(indent + 2, map).substring(indent + 2)
                        : dash + line(item) + "\n")
                .collect(Collectors.joining());
    }

    private static String line(Object value) {
        return switch (value) {
            case Map<?, ?> map ->
                map.entrySet().stream()
                        .map(e -> scalar(e.getKey().toString()) + ": " + line(e.getValue()))
                        .collect(Collectors.joining(", ", "{", "}"));
            case Collection<?> items -> items.stream().map(CaseYaml::line).collect(Collectors.joining(", ", "[", "]"));
            case String text -> scalar(text);
            default -> value.toString();
        };
    }

    /** A key of a block, where hardly anything needs quotes. */
    private static String key(String text) {
        boolean plain = text.matches("[A-Za-z0-9/.][ -~]*") && !text.contains(": ") && !text.contains(" #");
        return plain ? text : scalar(text);
    }

    static String scalar(String text) {
        if (PLAIN.matcher(text).matches() && !NEEDS_QUOTES.matcher(text).matches()) {
            return text;
        }
        boolean single = text.matches("[ -~]*[\"\\\\][ -~]*") && text.indexOf('\'') < 0;
        return single ? "'" + text + "'" : quoted(text);
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            switch (c) {
                case '"', '\\' -> quoted.append('\\').append(c);
                case '\n' -> quoted.append("\\n");
                case '\t' -> quoted.append("\\t");
                default -> quoted.append(c < ' ' || c == 0x7f ? "\\x%02x".formatted((int) c) : String.valueOf(c));
            }
        }
        return quoted.append('"').toString();
    }
}
