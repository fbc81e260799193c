package provisioner.schema;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.BiConsumer;
import provisioner.playbook.OwnTypeSource;
import provisioner.resource.ResourceType;
import provisioner.resource.ResourceTypes;
import provisioner.source.Fields;
import provisioner.source.Node;
import provisioner.source.Problems;

/**
 * Lists of steps. What may stand in them is defined once, because a group contains it again.
 *
 * @param types that are built in
 * @param own of the operator's own
 * @param playbooks the page that says what the keys of steps mean
 * @param reader reads a list of steps
 */
record StepSchemas(
        ResourceTypes types, List<OwnTypeSource> own, Page playbooks, BiConsumer<Node.Sequence, Problems> reader) {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String DEFINITION = "#/$defs/";
    /** No type has such a name. */
    private static final String ENTRY = "one-of-steps";

    private static final String INCLUDE = "include";
    private static final String STEPS = "steps";
    private static final int NAME_AND_TYPE = 2;

    /** What {@link #in}, {@link #list} and {@link #single} refer to. */
    ObjectNode definitions() {
        ObjectNode definitions = JSON.objectNode();
        types.names().forEach(name -> definitions.set(name, builtIn(name)));
        own.forEach(type -> definitions.set(type.name(), DeclaredRules.type(type)));
        definitions.set(ENTRY, entry());
        return definitions;
    }

    /** A list of steps. */
    static ObjectNode list() {
        return SchemaWriter.array(JSON.objectNode().put("$ref", DEFINITION + ENTRY));
    }

    /** The same schema, in which {@code steps} is a list of steps. */
    static ObjectNode in(ObjectNode schema) {
        ((ObjectNode) schema.at("/properties/" + STEPS)).setAll(list());
        return schema;
    }

    /** The same schema of a step, with the resource types. */
    ObjectNode single(ObjectNode step) {
        ObjectNode keys = (ObjectNode) step.get("properties");
        types.names().forEach(type -> keys.set(type, JSON.objectNode().put("$ref", DEFINITION + type)));
        own.forEach(type -> keys.set(type.name(), JSON.objectNode().put("$ref", DEFINITION + type.name())));
        return step.put("minProperties", NAME_AND_TYPE);
    }

    private ObjectNode entry() {
        ObjectNode group = JSON.objectNode();
        group.putObject("if").putArray("required").add(STEPS);
        group.set("then", in(group(STEPS, new Node.Sequence(NoInputs.NOWHERE, List.of()))));
        group.set("else", single(step()));
        ObjectNode entry = JSON.objectNode();
        entry.putObject("if").putArray("required").add(INCLUDE);
        entry.set("then", group(INCLUDE, new Node.Scalar(NoInputs.NOWHERE, "", false, "")));
        entry.set("else", group);
        return entry;
    }

    private ObjectNode step() {
        Format format = FormatFinder.find((document, problems) ->
                reader.accept(new Node.Sequence(NoInputs.NOWHERE, List.of(document)), problems));
        return new SchemaWriter(false, (path, key) -> playbooks.meaning("Steps", key)).object(format);
    }

    /** An item of a list that the reader takes for a group, because it has this key. */
    private ObjectNode group(String key, Node value) {
        Format format = FormatFinder.find((document, problems) -> {
            SequencedMap<String, Node.Entry> entries = new LinkedHashMap<>(document.entries());
            entries.putIfAbsent(key, new Node.Entry(NoInputs.NOWHERE, key, value));
            Node group = new Node.Mapping(document.location(), entries);
            reader.accept(new Node.Sequence(NoInputs.NOWHERE, List.of(group)), problems);
        });
        return new SchemaWriter(false, (path, one) -> playbooks.meaning("key of a group or an include", one))
                .object(format);
    }

    private ObjectNode builtIn(String name) {
        ResourceType type = types.find(name).orElseThrow();
        Page page = Page.read("resources/" + name + ".md");
        Format format = FormatFinder.find(
                (document, problems) -> type.parse(new Fields(document, "parameters", problems), new NoInputs()));
        return new SchemaWriter(true, (path, key) -> page.meaning(key))
                .object(format)
                .put("description", page.summary());
    }
}
