package provisioner.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import provisioner.source.Shape;

/**
 * Formats as JSON Schema.
 *
 * @param references whether every value may be a reference, which is rendered before it is read
 * @param meanings what a key means, by the path of its mapping and its name
 */
record SchemaWriter(boolean references, BiFunction<String, String, Optional<String>> meanings) {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String ANY_OF = "anyOf";
    private static final Set<Shape> TEXTS = Set.of(Shape.Simple.TEXT, Shape.Simple.TEXTS, Shape.Simple.WORDS);
    private static final String REFERENCE = "\\$";

    /** An object with these keys and no others. */
    ObjectNode object(Format format) {
        return object("", format);
    }

    private ObjectNode object(String path, Format format) {
        ObjectNode schema = JSON.objectNode().put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        format.keys().forEach((key, found) -> {
            ObjectNode value = value(path + "/" + key, found);
            meanings.apply(path, key).ifPresent(text -> value.put("description", text));
            properties.set(key, value);
        });
        List<String> required = format.keys().entrySet().stream()
                .filter(entry -> entry.getValue().required())
                .map(Map.Entry::getKey)
                .toList();
        if (!required.isEmpty()) {
            ArrayNode names = schema.putArray("required");
            required.forEach(names::add);
        }
        return schema.put("additionalProperties", false);
    }

    private ObjectNode value(String path, Format.Key key) {
        List<ObjectNode> forms = key.shapes().stream()
                .sorted(Comparator.comparing(Shape::toString))
                .map(shape -> form(path, shape, key))
                .collect(Collectors.toCollection(ArrayList::new));
        boolean text = key.shapes().stream().anyMatch(TEXTS::contains);
        if (references && !forms.isEmpty() && !text) {
            forms.add(JSON.objectNode().put("type", "string").put("pattern", REFERENCE));
        }
        return either(forms.toArray(ObjectNode[]::new));
    }

    private ObjectNode form(String path, Shape shape, Format.Key key) {
        return switch (shape) {
            case Shape.Whole whole -> whole(whole);
            case Shape.OneOf oneOf -> words(oneOf.words());
            case Shape.Simple simple -> simple(path, simple, key);
        };
    }

    private ObjectNode simple(String path, Shape.Simple shape, Format.Key key) {
        return switch (shape) {
            case ANY, REQUIRED -> JSON.objectNode();
            case TEXT -> text();
            case BOOLEAN -> JSON.objectNode().put("type", "boolean");
            case MODE -> numberOr("0?[0-7]{3,4}");
            case DURATION -> numberOr("[0-9]{1,9}[smhd]?");
            case LIST -> list(path, key);
            case TEXTS -> either(text(), array(text()));
            case WORDS -> either(text(), array(either(text(), array(JSON.objectNode()))));
            case MAPPING -> mapping(path, key);
        };
    }

    private ObjectNode list(String path, Format.Key key) {
        ObjectNode items =
                key.items().map(format -> object(path + "/-", format)).orElseGet(JSON::objectNode);
        return array(key.items().isPresent() && references ? either(items, text()) : items);
    }

    private ObjectNode mapping(String path, Format.Key key) {
        if (key.fields().isPresent()) {
            return object(path, key.fields().get());
        }
        ObjectNode mapping = JSON.objectNode().put("type", "object");
        key.each().ifPresent(each -> mapping.set("additionalProperties", object(path + "/*", each)));
        return mapping;
    }

    private static ObjectNode whole(Shape.Whole whole) {
        ObjectNode number = JSON.objectNode().put("type", "integer").put("minimum", whole.least());
        if (whole.most() != Integer.MAX_VALUE) {
            number.put("maximum", whole.most());
        }
        return either(number, JSON.objectNode().put("type", "string").put("pattern", "^-?[0-9]+$"));
    }

    private static ObjectNode words(List<String> words) {
        ObjectNode schema = JSON.objectNode();
        ArrayNode all = schema.putArray("enum");
        words.forEach(all::add);
        return schema;
    }

    private static ObjectNode numberOr(String pattern) {
        return either(
                JSON.objectNode().put("type", "integer"),
                JSON.objectNode().put("type", "string").put("pattern", "^(" + pattern + ")$"));
    }

    /** A single value. Numbers and booleans without quotes are strings, too. */
    static ObjectNode text() {
        ObjectNode schema = JSON.objectNode();
        schema.putArray("type").add("string").add("number").add("boolean");
        return schema;
    }

    static ObjectNode array(ObjectNode items) {
        ObjectNode schema = JSON.objectNode().put("type", "array");
        schema.set("items", items);
        return schema;
    }

    /** Any of these; anything, if there are none. */
    static ObjectNode either(ObjectNode... schemas) {
        Set<JsonNode> forms = new LinkedHashSet<>();
        for (ObjectNode schema : schemas) {
            if (schema.size() == 1 && schema.has(ANY_OF)) {
                schema.get(ANY_OF).forEach(forms::add);
            } else {
                forms.add(schema);
            }
        }
        if (forms.size() == 1) {
            return schemas[0].deepCopy();
        }
        ObjectNode any = JSON.objectNode();
        forms.forEach(form -> any.withArray(ANY_OF).add(form));
        return any;
    }
}
