package provisioner.template;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import provisioner.source.Location;
import provisioner.source.Node;
import provisioner.source.Problem;
import provisioner.source.Scalars;

/** Converts between nodes and the values of templates. */
public final class Values {
    private static final int DIGITS_OF_AN_INT = 9;
    private static final int DIGITS_OF_A_LONG = 18;

    private Values() {}

    /** A scalar as in YAML's core schema, but only plain integers are numbers. */
    static @Nullable Object of(Node.Scalar scalar) {
        if (scalar.isNull()) {
            return null;
        }
        if (Scalars.isBool(scalar)) {
            return Boolean.valueOf(scalar.text());
        }
        if (Scalars.isInteger(scalar) && scalar.text().length() <= DIGITS_OF_A_LONG) {
            return scalar.text().length() <= DIGITS_OF_AN_INT
                    ? (Object) Integer.valueOf(scalar.text())
                    : (Object) Long.valueOf(scalar.text());
        }
        return scalar.text();
    }

    /** The node for a value. All its parts get the same location. */
    public static Node toNode(@Nullable Object value, Location location) {
        return switch (value) {
            case null -> new Node.Scalar(location, "", true, "");
            case String text -> new Node.Scalar(location, text, false, "");
            case Number number -> new Node.Scalar(location, number.toString(), true, "");
            case Boolean bool -> new Node.Scalar(location, bool.toString(), true, "");
            case GroupView group -> throw refusal(group, "use its names or its addresses", location);
            case Facts facts -> throw refusal(facts, "use one of them, such as $facts.kernel", location);
            case NamedFacts facts -> throw refusal(facts, "use one of them by its name", location);
            case List<?> list ->
                new Node.Sequence(
                        location,
                        list.stream().map(item -> toNode(item, location)).toList());
            case Map<?, ?> map -> mapping(map, location);
            default -> throw refusal(value, "use its name or its address", location);
        };
    }

    private static RenderException refusal(Object value, String hint, Location location) {
        return new RenderException(new Problem(location, describe(value) + " cannot be a value", hint));
    }

    private static Node mapping(Map<?, ?> map, Location location) {
        SequencedMap<String, Node.Entry> entries = new LinkedHashMap<>();
        map.forEach((key, value) -> {
            String name = String.valueOf(key);
            entries.put(name, new Node.Entry(location, name, toNode(value, location)));
        });
        return new Node.Mapping(location, entries);
    }

    /** The text of a single value; empty for other values. */
    public static Optional<String> text(@Nullable Object value) {
        return switch (value) {
            case String text -> Optional.of(text);
            case Number number -> Optional.of(number.toString());
            case Boolean bool -> Optional.of(bool.toString());
            case null, default -> Optional.empty();
        };
    }

    /** The user's word for a value, for messages. */
    public static String describe(@Nullable Object value) {
        return switch (value) {
            case null -> "nothing";
            case String text -> "a string";
            case Number number -> "an integer";
            case Boolean bool -> "a boolean";
            case GroupView group -> "a group";
            case List<?> list -> "a list";
            case Map<?, ?> map -> "a mapping";
            case HostView host -> "a host";
            case Directory directory -> "a set of names";
            case HostView.Variables variables -> "the variables of a host";
            case Facts facts -> "several facts";
            case NamedFacts facts -> "several facts";
            default -> "a value";
        };
    }
}
