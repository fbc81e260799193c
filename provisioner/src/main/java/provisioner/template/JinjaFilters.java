package provisioner.template;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The filters of Jinja and Ansible that have an equivalent here. */
final class JinjaFilters {
    private static final Set<String> KNOWN = Set.of(
            "default",
            "lower",
            "upper",
            "trim",
            "replace",
            "join",
            "int",
            "bool",
            "string",
            "length",
            "first",
            "last",
            "list",
            "unique",
            "mandatory");
    private static final Set<String> TRUE = Set.of("yes", "on", "1", "true", "y", "t");

    private JinjaFilters() {}

    static @Nullable Object apply(String filter, @Nullable Object value, List<@Nullable Object> arguments) {
        if (filter.equals("default") || filter.equals("d")) {
            boolean empty = arguments.size() > 1 && Boolean.TRUE.equals(arguments.get(1)) && isFalse(value);
            Object otherwise = arguments.isEmpty() ? "" : arguments.getFirst();
            if (otherwise instanceof JinjaScope.Undefined undefined
                    && undefined.name().equals("omit")) {
                throw new JinjaExpression.Unsupported("'omit' is not supported in an inventory");
            }
            return value instanceof JinjaScope.Undefined || empty ? otherwise : value;
        }
        if (value instanceof JinjaScope.Undefined undefined) {
            throw new JinjaExpression.Unsupported(undefined.message());
        }
        return switch (filter) {
            case "lower" -> text(filter, value).toLowerCase(Locale.ROOT);
            case "upper" -> text(filter, value).toUpperCase(Locale.ROOT);
            case "trim" -> text(filter, value).strip();
            case "string" -> text(filter, value);
            case "replace" ->
                text(filter, value).replace(argument(filter, arguments, 0), argument(filter, arguments, 1));
            case "join" ->
                list(filter, value).stream()
                        .map(item -> text(filter, item))
                        .collect(Collectors.joining(arguments.isEmpty() ? "" : argument(filter, arguments, 0)));
            case "int" -> integer(text(filter, value), arguments);
            case "bool" ->
                value instanceof Boolean
                        ? value
                        : (Object) TRUE.contains(text(filter, value).toLowerCase(Locale.ROOT));
            case "length", "count" ->
                switch (value) {
                    case String string -> string.length();
                    case Map<?, ?> map -> map.size();
                    case null, default -> list(filter, value).size();
                };
            case "first" ->
                list(filter, value).isEmpty()
                        ? undefined()
                        : list(filter, value).getFirst();
            case "last" ->
                list(filter, value).isEmpty()
                        ? undefined()
                        : list(filter, value).getLast();
            case "list" -> list(filter, value);
            case "unique" -> List.copyOf(new LinkedHashSet<>(list(filter, value)));
            case "mandatory" -> value;
            default ->
                throw new JinjaExpression.Unsupported("the Jinja filter '" + filter + "' is not supported; known: "
                        + String.join(", ", KNOWN.stream().sorted().toList()));
        };
    }

    private static Object undefined() {
        return new JinjaScope.Undefined("the item of an empty list", "");
    }

    private static boolean isFalse(@Nullable Object value) {
        return switch (value) {
            case null -> true;
            case Boolean bool -> !bool;
            case String text -> text.isEmpty();
            case Number number -> number.longValue() == 0;
            case List<?> list -> list.isEmpty();
            case Map<?, ?> map -> map.isEmpty();
            default -> false;
        };
    }

    private static Object integer(String text, List<@Nullable Object> arguments) {
        try {
            return (int) Double.parseDouble(text.strip());
        } catch (NumberFormatException e) {
            Object otherwise = arguments.isEmpty() ? null : arguments.getFirst();
            return otherwise == null ? Integer.valueOf(0) : otherwise;
        }
    }

    private static String argument(String filter, List<@Nullable Object> arguments, int index) {
        if (index >= arguments.size()) {
            throw new JinjaExpression.Unsupported("the Jinja filter '" + filter + "' needs more arguments");
        }
        return text(filter, arguments.get(index));
    }

    private static String text(String filter, @Nullable Object value) {
        return Values.text(value)
                .orElseThrow(() -> new JinjaExpression.Unsupported("the Jinja filter '" + filter
                        + "' must be applied to a single value, found " + Values.describe(value)));
    }

    private static List<?> list(String filter, @Nullable Object value) {
        return switch (value) {
            case List<?> list -> list;
            case Map<?, ?> map -> List.copyOf(map.keySet());
            case null, default ->
                throw new JinjaExpression.Unsupported(
                        "the Jinja filter '" + filter + "' must be applied to a list, found " + Values.describe(value));
        };
    }
}
