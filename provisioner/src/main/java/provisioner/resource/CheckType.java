package provisioner.resource;

import java.util.Optional;
import provisioner.source.Fields;

/** A type of {@link Check}. So a check can be named where its parameters are not read, because it will not run. */
public interface CheckType extends ResourceType {
    @Override
    Optional<? extends Check> parse(Fields fields, Inputs inputs);
}
