package provisioner.resource;

import java.util.Optional;
import provisioner.source.Fields;

/** A word that can stand in a step: its name and how its parameters are read. */
public interface ResourceType {

    /** As written in playbooks: {@code config_set}. */
    String name();

    /**
     * Reads the parameters. Problems are collected in {@code fields} with their locations; where one leaves nothing to
     * go on with, the result is empty. Unknown keys are reported by the caller.
     */
    Optional<? extends Declaration> parse(Fields fields, Inputs inputs);
}
