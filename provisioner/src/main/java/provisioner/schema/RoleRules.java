package provisioner.schema;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import provisioner.playbook.Parameter;
import provisioner.playbook.Role;

/** What a playbook may give a role that is beside it. */
final class RoleRules {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private RoleRules() {}

    /** Where the role is used, {@code with} has its parameters and no others. */
    static ObjectNode rule(Role role) {
        ObjectNode with = JSON.objectNode().put("type", "object");
        ObjectNode parameters = with.putObject("properties");
        role.parameters().forEach((name, parameter) -> parameters.set(name, value(parameter)));
        with.put("additionalProperties", false);
        ObjectNode rule = JSON.objectNode();
        rule.putObject("if").putObject("properties").putObject("role").put("const", role.name());
        rule.putObject("then").putObject("properties").set("with", with);
        return rule;
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
