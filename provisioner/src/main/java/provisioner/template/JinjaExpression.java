package provisioner.template;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Evaluates one expression of Jinja: references, literals, lists, {@code ~} and filters. */
final class JinjaExpression {
    private static final int DEEPEST = 50;

    private static final Pattern TOKEN = Pattern.compile("\\s*(?:(?<name>[A-Za-z_]\\w*)|(?<number>[0-9]+(?:\\.[0-9]+)?)"
            + "|(?<string>'(?:[^'\\\\]|\\\\.)*+'|\"(?:[^\"\\\\]|\\\\.)*+\")|(?<sign>-?}}|[^\\s]))");

    /** Something that this class does not know. */
    static final class Unsupported extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unsupported(String message) {
            super(message, null, false, false);
        }
    }

    private final String text;
    private final int start;
    private final JinjaScope scope;
    private int at;
    private int depth;

    /** @param from where the expression begins in the text */
    JinjaExpression(String text, int from, JinjaScope scope) {
        this.text = text;
        this.start = from;
        this.at = from;
        this.scope = scope;
    }

    @Nullable
    Object value() {
        if (++depth > DEEPEST) {
            throw new Unsupported("a Jinja expression must not have more than " + DEEPEST + " brackets in each other");
        }
        Object value = filtered();
        while (take("~")) {
            value = text(value) + text(filtered());
        }
        depth--;
        return value;
    }

    /** The end of the expression behind its closing braces. */
    int close() {
        Matcher token = token();
        if (!String.valueOf(token.group("sign")).endsWith("}}")) {
            throw unsupported(token.group().strip());
        }
        return token.end();
    }

    private String text(@Nullable Object value) {
        if (value instanceof JinjaScope.Undefined undefined) {
            throw new Unsupported(undefined.message());
        }
        return Values.text(value).orElseThrow(() -> new Unsupported("'~' must stand between single values"));
    }

    private Matcher token() {
        Matcher token = TOKEN.matcher(text).region(at, text.length());
        if (!token.lookingAt()) {
            throw new Unsupported("'}}' is missing");
        }
        return token;
    }

    private boolean take(String sign) {
        Matcher token = TOKEN.matcher(text).region(at, text.length());
        if (token.lookingAt() && sign.equals(token.group("sign"))) {
            at = token.end();
            return true;
        }
        return false;
    }

    private void expect(String sign) {
        if (!take(sign)) {
            throw unsupported(token().group().strip());
        }
    }

    private Unsupported unsupported(String token) {
        int end = text.indexOf("}}", start);
        String whole = text.substring(start, end < 0 ? text.length() : end).strip();
        return new Unsupported("'" + token + "' in the Jinja expression '" + whole + "' is not supported");
    }

    private String name() {
        Matcher token = token();
        if (token.group("name") == null) {
            throw unsupported(token.group().strip());
        }
        at = token.end();
        return token.group("name");
    }

    private @Nullable Object filtered() {
        Object value = reference();
        while (take("|")) {
            String name = name();
            while (take(".")) {
                name = name();
            }
            List<@Nullable Object> arguments = new ArrayList<>();
            if (take("(") && !take(")")) {
                do {
                    arguments.add(argument());
                } while (take(","));
                expect(")");
            }
            value = JinjaFilters.apply(name, value, arguments);
        }
        return value;
    }

    /** The name of an argument says nothing more: each filter here has its arguments in one order. */
    private @Nullable Object argument() {
        Matcher named = Pattern.compile("\\s*[a-z_]+\\s*=(?!=)").matcher(text).region(at, text.length());
        if (named.lookingAt()) {
            at = named.end();
        }
        return value();
    }

    private @Nullable Object reference() {
        Object value = primary();
        while (true) {
            if (take(".")) {
                value = scope.part(value, name());
            } else if (take("[")) {
                Object key = value();
                expect("]");
                value = scope.part(value, key == null ? "" : key);
            } else {
                return value;
            }
        }
    }

    private @Nullable Object primary() {
        if (take("(")) {
            Object inner = value();
            expect(")");
            return inner;
        }
        if (take("[")) {
            return list();
        }
        boolean minus = take("-");
        Matcher token = token();
        at = token.end();
        if (token.group("number") != null) {
            return number(minus, token.group("number"));
        }
        if (minus || token.group("sign") != null) {
            throw unsupported(token.group().strip());
        }
        if (token.group("string") != null) {
            String quoted = token.group("string");
            return unescaped(quoted.substring(1, quoted.length() - 1));
        }
        return scope.name(token.group("name"));
    }

    private static Object number(boolean minus, String digits) {
        String signed = (minus ? "-" : "") + digits;
        if (digits.indexOf('.') >= 0) {
            return signed;
        }
        try {
            return Integer.valueOf(signed);
        } catch (NumberFormatException e) {
            throw new Unsupported("the number " + signed + " is too large");
        }
    }

    private List<@Nullable Object> list() {
        List<@Nullable Object> items = new ArrayList<>();
        while (!take("]")) {
            items.add(value());
            if (!take(",")) {
                expect("]");
                break;
            }
        }
        return items;
    }

    private static String unescaped(String text) {
        return Pattern.compile("\\\\(.)", Pattern.DOTALL)
                .matcher(text)
                .replaceAll(match -> Matcher.quoteReplacement(
                        switch (match.group(1)) {
                            case "n" -> "\n";
                            case "t" -> "\t";
                            case "r" -> "\r";
                            case "'", "\"", "\\" -> match.group(1);
                            default -> match.group();
                        }));
    }
}
