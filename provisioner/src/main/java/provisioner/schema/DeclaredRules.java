package provisioner.schema;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.List;
import provisioner.playbook.OwnTypeSource;
import provisioner.playbook.OwnTypeSource.OwnParameter;
import provisioner.playbook.Parameter;
import provisioner.playbook.Role;

/** What may be given to what files beside a playbook declare: to roles, and to types of one's own. */
final class DeclaredRules {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private DeclaredRules() {}

    /** Where the role is used, {@code with} has its parameters and no others. */
    static ObjectNode role(Role role) {
        ObjectNode rule = JSON.objectNode();
        rule.putObject("if").putObject("properties").putObject("role").put("const", role.name());
        rule.putObject("then")
                .putObject("properties")
                .set("with", parameters(role.parameters().values()));
        return rule;
    }

    /** A step gives the type its parameters and no others. Those without a default are required. */
    static ObjectNode type(OwnTypeSource type) {
        List<Parameter> parameters =
                type.parameters().values().stream().map(OwnParameter::parameter).toList();
        ObjectNode given = parameters(parameters);
        ArrayNode required = given.putArray("required");
        parameters.stream().filter(one -> one.defaultValue().isEmpty()).forEach(one -> required.add(one.name()));
        return type.description().isEmpty() ? given : given.put("description", type.description());
    }

    private static ObjectNode parameters(Collection<Parameter> parameters) {
        ObjectNode given = JSON.objectNode().put("type", "object");
        ObjectNode properties = given.putObject("properties");
        parameters.forEach(parameter -> properties.set(parameter.name(), value(parameter)));
        return given.put("additionalProperties", false);
    }

    private static ObjectNode value(Parameter parameter) {
        ObjectNode value = switch (parameter.type()) {
            case STRING -> SchemaWriter.text();
            case INTEGER -> JSON.objectNode().put("type", "integer");
            case BOOLEAN -> JSON.objectNode().put("type", "boolean");
            case LIST -> JSON.objectNode().put("type", "array");
            case MAP -> JSON.objectNode().put("type", "object");
        };
        // A reference, or a value with a tag, which an editor sees as a string.
        ObjectNode schema = SchemaWriter.either(value, JSON.objectNode().put("type", "string"));
        return parameter.description().isEmpty() ? schema : schema.put("description", parameter.description());
    }
}
