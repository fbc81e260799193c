package provisioner.template;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import provisioner.source.Node;
import provisioner.source.Problem;

/**
 * Renders a value with Jinja in it, from an inventory of Ansible: references, filters that {@link JinjaFilters} has, and
 * literals. Everything else is an error. A value that is one expression keeps the type of what it refers to.
 */
final class Jinja {
    /** The tag of a value that this class renders. */
    static final String TAG = "!jinja";

    private static final Pattern OPEN = Pattern.compile("\\{\\{-?|\\{%-?|\\{#");
    private static final Pattern RAW =
            Pattern.compile("\\{%-?\\s*raw\\s*-?%}(.*?)\\{%-?\\s*endraw\\s*-?%}", Pattern.DOTALL);
    private static final String USE = "write the value out, or let another variable hold it";

    private final Node.Scalar scalar;
    private final JinjaScope scope;
    private final List<@Nullable Object> parts = new ArrayList<>();

    private Jinja(Node.Scalar scalar, JinjaScope scope) {
        this.scalar = scalar;
        this.scope = scope;
    }

    /**
     * The value.
     *
     * @param seen receives every value that a reference gave
     * @throws RenderException if it cannot be rendered
     */
    static @Nullable Object value(Node.Scalar scalar, Scope scope, Consumer<Object> seen) {
        return new Jinja(scalar, new JinjaScope(scope, seen)).value();
    }

    private @Nullable Object value() {
        String text = scalar.text();
        Matcher open = OPEN.matcher(text);
        int at = 0;
        while (open.find(at)) {
            boolean trim = open.group().endsWith("-");
            literal(trim ? text.substring(at, open.start()).stripTrailing() : text.substring(at, open.start()));
            at = switch (open.group().charAt(1)) {
                case '{' -> expression(open.end());
                case '#' -> end("#}", open.end());
                default -> raw(open.start());
            };
        }
        literal(text.substring(at));
        if (parts.size() == 1) {
            return parts.getFirst();
        }
        StringBuilder all = new StringBuilder();
        parts.forEach(part -> all.append(text(part)));
        return all.toString();
    }

    private void literal(String text) {
        if (!text.isEmpty()) {
            parts.add(text);
        }
    }

    private int end(String mark, int from) {
        int end = scalar.text().indexOf(mark, from);
        if (end < 0) {
            throw error("'" + mark + "' is missing", "");
        }
        return end + mark.length();
    }

    private int raw(int start) {
        Matcher raw = RAW.matcher(scalar.text()).region(start, scalar.text().length());
        if (!raw.lookingAt()) {
            int end = end("%}", start);
            throw error(
                    "'" + scalar.text().substring(start, end) + "' is a Jinja statement, which is not supported", USE);
        }
        literal(raw.group(1));
        return raw.end();
    }

    private int expression(int from) {
        JinjaExpression expression = new JinjaExpression(scalar.text(), from, scope);
        try {
            Object value = expression.value();
            int end = expression.close();
            if (value instanceof JinjaScope.Undefined undefined) {
                throw error(undefined.message(), undefined.hint());
            }
            parts.add(JinjaScope.plain(value));
            if (scalar.text().charAt(end - 3) == '-') {
                int next = end;
                while (next < scalar.text().length()
                        && Character.isWhitespace(scalar.text().charAt(next))) {
                    next++;
                }
                return next;
            }
            return end;
        } catch (JinjaExpression.Unsupported e) {
            throw error(String.valueOf(e.getMessage()), USE);
        } catch (Refusal e) {
            throw error(String.valueOf(e.getMessage()), "");
        }
    }

    private String text(@Nullable Object value) {
        return switch (value) {
            case null -> "";
            // As Python writes them.
            case Boolean bool -> bool ? "True" : "False";
            default ->
                Values.text(value)
                        .orElseThrow(() -> error(
                                "a value within a longer text must be a single value, found " + Values.describe(value),
                                "use the filter join, or a part of it"));
        };
    }

    private RenderException error(String message, String hint) {
        return new RenderException(new Problem(scalar.location(), message, hint));
    }
}
