package provisioner.inventory;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import provisioner.source.Node;

/** Writes JSON as Python does with sorted keys and four blanks of indentation. */
final class ListingJson {
    private static final Pattern LITERAL =
            Pattern.compile("true|false|null|NaN|-?Infinity|-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][-+]?[0-9]+)?");
    private static final String STEP = " ".repeat(4);
    private static final int FIRST_PRINTABLE = 0x20;

    private final UnaryOperator<String> secret;

    /** @param secret what to show in place of a string that is encrypted with the file around it */
    ListingJson(UnaryOperator<String> secret) {
        this.secret = secret;
    }

    String of(Object value) {
        StringBuilder out = new StringBuilder();
        write(value, "\n", out);
        return out.toString();
    }

    private void write(Object value, String line, StringBuilder out) {
        switch (value) {
            case Node.Entry entry -> write(entry.value(), line, out);
            case Node.Mapping mapping -> write(mapping.entries(), line, out);
            case Node.Sequence list when !list.tag().isEmpty() -> string(list.tag(), out);
            case Node.Sequence list -> write(list.items(), line, out);
            case Node.Scalar scalar -> scalar(scalar, line, out);
            case Map<?, ?> map -> object(map, line, out);
            case List<?> list -> array(list, line, out);
            default -> string(value.toString(), out);
        }
    }

    private void object(Map<?, ?> map, String line, StringBuilder out) {
        out.append('{');
        String before = line + STEP;
        Map<String, Object> sorted = new TreeMap<>();
        map.forEach((key, value) -> sorted.put(String.valueOf(key), value));
        sorted.forEach((key, value) -> {
            out.append(out.charAt(out.length() - 1) == '{' ? "" : ",").append(before);
            string(key, out);
            out.append(": ");
            write(value, before, out);
        });
        out.append(map.isEmpty() ? "" : line).append('}');
    }

    private void array(List<?> list, String line, StringBuilder out) {
        out.append('[');
        String before = line + STEP;
        for (int i = 0; i < list.size(); i++) {
            out.append(i == 0 ? "" : ",").append(before);
            write(list.get(i), before, out);
        }
        out.append(list.isEmpty() ? "" : line).append(']');
    }

    private void scalar(Node.Scalar scalar, String line, StringBuilder out) {
        switch (scalar.tag()) {
            case "" -> {
                if (scalar.isNull()) {
                    out.append("null");
                } else if (scalar.plain() && LITERAL.matcher(scalar.text()).matches()) {
                    out.append(scalar.text());
                } else {
                    string(scalar.text(), out);
                }
            }
            case "!vault" -> object(Map.of("__ansible_vault", scalar.text()), line, out);
            case "!unsafe" -> object(Map.of("__ansible_unsafe", scalar.text()), line, out);
            case "!vaulted" -> {
                String shown = secret.apply(scalar.text());
                if (scalar.plain() && LITERAL.matcher(shown).matches()) {
                    out.append(shown);
                } else {
                    string(shown, out);
                }
            }
            default -> string(scalar.tag() + " " + scalar.text(), out);
        }
    }

    private static void string(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\f' -> out.append("\\f");
                case '\b' -> out.append("\\b");
                default -> out.append(c < FIRST_PRINTABLE ? "\\u%04x".formatted((int) c) : String.valueOf(c));
            }
        }
        out.append('"');
    }
}
