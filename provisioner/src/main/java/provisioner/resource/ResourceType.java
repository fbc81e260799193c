package provisioner.resource;

import java.util.Optional;
import provisioner.source.Fields;
import provisioner.state.Made;

/** A word that can stand in a step: its name and how its parameters are read. */
public interface ResourceType {

    /** As written in playbooks: {@code config_set}. */
    String name();

    /**
     * Reads the parameters. Problems are collected in {@code fields} with their locations; where one leaves nothing to
     * go on with, the result is empty. Unknown keys are reported by the caller.
     */
    Optional<? extends Declaration> parse(Fields fields, Inputs inputs);

    /**
     * What becomes of something that steps have noted under this type, on a host where nobody wants it any more. Empty if steps of this
     * type note nothing, or not this: notes may say anything.
     */
    default Optional<Leaving> leaving(Made made) {
        return Optional.empty();
    }
}
