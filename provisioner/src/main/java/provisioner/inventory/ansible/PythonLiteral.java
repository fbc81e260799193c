package provisioner.inventory.ansible;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import provisioner.source.Location;
import provisioner.source.Node;

/**
 * Reads a value of an INI inventory as Python's {@code ast.literal_eval} does: numbers, strings, {@code True}, {@code False},
 * {@code None}, lists, tuples, sets and dictionaries. What is none of these is a string as written.
 */
final class PythonLiteral {
    private static final int DEEPEST = 50;
    private static final Pattern NUMBER = Pattern.compile("(?<hex>0[xX](?:_?[0-9a-fA-F])++)|(?<oct>0[oO](?:_?[0-7])++)"
            + "|(?<bin>0[bB](?:_?[01])++)"
            + "|(?<real>(?:[0-9](?:_?[0-9])*+)?\\.[0-9](?:_?[0-9])*+(?:[eE][-+]?[0-9]+)?"
            + "|[0-9](?:_?[0-9])*+\\.(?:[eE][-+]?[0-9]+)?|[0-9](?:_?[0-9])*+[eE][-+]?[0-9]+)"
            + "|(?<ten>0(?:_?0)*+(?![0-9_])|[1-9](?:_?[0-9])*+)");
    private static final Pattern WORD = Pattern.compile("[A-Za-z_]\\w*");
    private static final Pattern STRING = Pattern.compile("(?i:(?<prefix>[bru]?))(?<quote>'''|\"\"\"|'|\")");
    private static final Map<Character, String> ESCAPES = Map.of(
            'n', "\n", 't', "\t", 'r', "\r", 'a', "\u0007", 'b', "\b", 'f', "\f", 'v', "\u000b", '\\', "\\", '\'', "'",
            '"', "\"");

    /** Ends the reading of what is no literal. */
    private static final class NoLiteral extends Exception {
        private static final long serialVersionUID = 1L;

        NoLiteral() {
            super("no literal", null, false, false);
        }
    }

    private final String text;
    private final Location location;
    private int at;
    private int depth;

    private PythonLiteral(String text, Location location) {
        this.text = text;
        this.location = location;
    }

    /** The value that the text stands for. */
    static Node of(String text, Location location) {
        PythonLiteral reader = new PythonLiteral(text, location);
        try {
            Node value = reader.value();
            reader.blanks();
            if (reader.peek() == ',') {
                value = reader.tuple(value, '\0');
                reader.blanks();
            }
            if (reader.at == text.length() || reader.peek() == '#') {
                return value;
            }
        } catch (NoLiteral e) {
            // A string, then.
        }
        return Canonical.text(location, text);
    }

    private char peek() {
        return at < text.length() ? text.charAt(at) : '\0';
    }

    private void blanks() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private boolean next(char wanted) {
        blanks();
        if (at < text.length() && text.charAt(at) == wanted) {
            at++;
            return true;
        }
        return false;
    }

    private void expect(char wanted) throws NoLiteral {
        if (!next(wanted)) {
            throw new NoLiteral();
        }
    }

    private Node value() throws NoLiteral {
        if (++depth > DEEPEST) {
            throw new NoLiteral();
        }
        blanks();
        Node value = switch (peek()) {
            case '[' -> {
                at++;
                yield new Node.Sequence(location, items(']'));
            }
            case '(' -> parenthesis();
            case '{' -> braces();
            case '-', '+' -> signed();
            default -> word();
        };
        depth--;
        return value;
    }

    private Node word() throws NoLiteral {
        if (STRING.matcher(text).region(at, text.length()).lookingAt()) {
            return Canonical.text(location, strings());
        }
        Matcher word = WORD.matcher(text).region(at, text.length());
        if (!word.lookingAt()) {
            return number(false);
        }
        at = word.end();
        return switch (word.group()) {
            case "True" -> Canonical.bool(location, true);
            case "False" -> Canonical.bool(location, false);
            case "None" -> Canonical.nothing(location);
            default -> throw new NoLiteral();
        };
    }

    private Node signed() throws NoLiteral {
        boolean minus = false;
        while (peek() == '-' || peek() == '+') {
            minus ^= peek() == '-';
            at++;
            blanks();
        }
        return number(minus);
    }

    private Node number(boolean minus) throws NoLiteral {
        Matcher number = NUMBER.matcher(text).region(at, text.length());
        if (!number.lookingAt()) {
            throw new NoLiteral();
        }
        at = number.end();
        // 10.0.0.1, 8080x and 1+2j are no numbers.
        if (Character.isLetterOrDigit(peek()) || peek() == '.' || peek() == '_') {
            throw new NoLiteral();
        }
        String digits = number.group().replace("_", "");
        if (number.group("real") != null) {
            double value = Double.parseDouble(digits);
            return Canonical.real(location, minus ? -value : value);
        }
        int base = number.group("hex") != null
                ? 16
                : number.group("oct") != null ? 8 : number.group("bin") != null ? 2 : 10;
        BigInteger value = new BigInteger(base == 10 ? digits : digits.substring(2), base);
        return Canonical.integer(location, minus ? value.negate() : value);
    }

    private List<Node> items(char end) throws NoLiteral {
        List<Node> items = new ArrayList<>();
        while (!next(end)) {
            items.add(value());
            if (!next(',')) {
                expect(end);
                break;
            }
        }
        return items;
    }

    private Node parenthesis() throws NoLiteral {
        at++;
        if (next(')')) {
            return new Node.Sequence(location, List.of());
        }
        Node first = value();
        return next(')') ? first : tuple(first, ')');
    }

    /** The rest of a tuple behind its first item. */
    private Node tuple(Node first, char end) throws NoLiteral {
        List<Node> items = new ArrayList<>(List.of(first));
        while (next(',')) {
            blanks();
            if (peek() == end || peek() == '#') {
                break;
            }
            items.add(value());
        }
        if (end != '\0') {
            expect(end);
        }
        return new Node.Sequence(location, items);
    }

    private Node braces() throws NoLiteral {
        at++;
        SequencedMap<String, Node.Entry> entries = new LinkedHashMap<>();
        if (next('}')) {
            return new Node.Mapping(location, entries);
        }
        Node first = value();
        if (!next(':')) {
            List<Node> set = new ArrayList<>(List.of(first));
            if (next(',')) {
                set.addAll(items('}'));
            } else {
                expect('}');
            }
            return new Node.Sequence(location, set);
        }
        put(entries, first, value());
        while (next(',')) {
            if (next('}')) {
                return new Node.Mapping(location, entries);
            }
            Node key = value();
            expect(':');
            put(entries, key, value());
        }
        expect('}');
        return new Node.Mapping(location, entries);
    }

    private void put(SequencedMap<String, Node.Entry> entries, Node key, Node value) throws NoLiteral {
        if (!(key instanceof Node.Scalar scalar)) {
            throw new NoLiteral();
        }
        entries.put(scalar.text(), new Node.Entry(location, scalar.text(), value));
    }

    /** One string, or several next to each other. */
    private String strings() throws NoLiteral {
        StringBuilder all = new StringBuilder();
        for (Optional<String> one = string(); one.isPresent(); one = string()) {
            all.append(one.get());
            blanks();
        }
        return all.toString();
    }

    private Optional<String> string() throws NoLiteral {
        Matcher begin = STRING.matcher(text).region(at, text.length());
        if (!begin.lookingAt()) {
            return Optional.empty();
        }
        String quote = begin.group("quote");
        boolean raw = begin.group("prefix").equalsIgnoreCase("r");
        at = begin.end();
        StringBuilder content = new StringBuilder();
        while (!text.startsWith(quote, at)) {
            if (at >= text.length()) {
                throw new NoLiteral();
            }
            char c = text.charAt(at++);
            if (c == '\\' && at < text.length()) {
                content.append(raw ? "\\" + text.charAt(at++) : escape());
            } else {
                content.append(c);
            }
        }
        at += quote.length();
        return Optional.of(content.toString());
    }

    private String escape() throws NoLiteral {
        char c = text.charAt(at++);
        String known = ESCAPES.get(c);
        if (known != null) {
            return known;
        }
        return switch (c) {
            case 'x' -> code(2, 16);
            case 'u' -> code(4, 16);
            case 'U' -> code(8, 16);
            case '0', '1', '2', '3', '4', '5', '6', '7' -> {
                int end = at;
                while (end < text.length() && end < at + 2 && text.charAt(end) >= '0' && text.charAt(end) <= '7') {
                    end++;
                }
                int length = end - at + 1;
                at--;
                yield code(length, 8);
            }
            default -> "\\" + c;
        };
    }

    private String code(int length, int base) throws NoLiteral {
        try {
            String digits = text.substring(at, at + length);
            at += length;
            return Character.toString(Integer.parseInt(digits, base));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new NoLiteral();
        }
    }
}
