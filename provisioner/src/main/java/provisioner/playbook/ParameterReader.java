package provisioner.playbook;

import java.util.Optional;
import provisioner.source.Fields;
import provisioner.source.Node;
import provisioner.source.Problems;
import provisioner.source.Scalars;
import provisioner.source.VariableNames;

/** Reads the declaration of a parameter: of a role, or of a type of the operator's own. */
final class ParameterReader {
    private ParameterReader() {}

    static Parameter ofRole(Node.Entry entry, Problems problems) {
        Fields fields = fields(entry, problems);
        Parameter common = common(entry, fields, problems);
        boolean inventoryOnly = fields.bool("inventory_only", false);
        Optional<String> sameIn = fields.optionalString("same_in");
        fields.done();
        return new Parameter(
                common.name(),
                common.location(),
                common.type(),
                common.defaultValue(),
                inventoryOnly,
                sameIn,
                common.description());
    }

    static OwnTypeSource.OwnParameter ofType(Node.Entry entry, Problems problems) {
        Fields fields = fields(entry, problems);
        Parameter common = common(entry, fields, problems);
        boolean secret = fields.bool("secret", false);
        fields.done();
        // Scripts get it as a variable of the shell, where names in capitals have a meaning of their own.
        if (!entry.key().matches("[a-z][a-z0-9_]*")) {
            problems.add(
                    entry.location(),
                    "the parameter '" + entry.key()
                            + "' of a type must be in lower case: it is a variable of its scripts",
                    "use a-z, 0-9 and _");
        }
        return new OwnTypeSource.OwnParameter(common, secret);
    }

    private static Fields fields(Node.Entry entry, Problems problems) {
        VariableNames.check(entry.key(), entry.location(), problems);
        return Fields.of(entry.value(), "a parameter", problems);
    }

    private static Parameter common(Node.Entry entry, Fields fields, Problems problems) {
        if (entry.value() instanceof Node.Mapping && !fields.has("type")) {
            fields.missing("type", "a parameter needs 'type'", "use string, integer, boolean, list or map");
        }
        Parameter.Type type = fields.oneOf("type", Parameter.Type.class, Parameter.Type.STRING);
        Optional<Node> defaultValue = fields.node("default");
        if (defaultValue.isPresent() && defaultValue.get() instanceof Node.Scalar s && s.isNull()) {
            Scalars.single(s, "'default'", "a value", problems);
        }
        String description = fields.optionalString("description").orElse("");
        return new Parameter(entry.key(), entry.location(), type, defaultValue, false, Optional.empty(), description);
    }
}
