package provisioner.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import provisioner.source.Node;
import provisioner.source.Problems;
import provisioner.source.Scalars;
import provisioner.source.YamlReader;

/** YAML as an editor validates it: a value without quotes has its type, and a tag is overlooked. */
final class Yaml {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private Yaml() {}

    static JsonNode read(Path file) {
        try {
            return parse(Files.readString(file)).orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Empty if it is no YAML. */
    static Optional<JsonNode> parse(String text) {
        return YamlReader.parse(text, "text", new Problems()).map(Yaml::json);
    }

    /** A list of one step. */
    static JsonNode step(String type, JsonNode parameters) {
        ObjectNode step = JSON.objectNode().put("name", "a step");
        step.set(type, parameters);
        return JSON.arrayNode().add(step);
    }

    private static JsonNode json(Node node) {
        return switch (node) {
            case Node.Mapping mapping -> {
                ObjectNode object = JSON.objectNode();
                mapping.entries().forEach((key, entry) -> object.set(key, json(entry.value())));
                yield object;
            }
            case Node.Sequence sequence -> {
                ArrayNode array = JSON.arrayNode();
                sequence.items().forEach(item -> array.add(json(item)));
                yield array;
            }
            case Node.Scalar scalar -> scalar(scalar);
        };
    }

    private static JsonNode scalar(Node.Scalar scalar) {
        if (scalar.isNull()) {
            return JSON.nullNode();
        }
        if (Scalars.isBool(scalar)) {
            return JSON.booleanNode(Boolean.parseBoolean(scalar.text()));
        }
        return Scalars.isInteger(scalar)
                ? JSON.numberNode(new java.math.BigInteger(scalar.text()))
                : JSON.textNode(scalar.text());
    }
}
