package provisioner.playbook;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import provisioner.source.Location;
import provisioner.source.Node;

/**
 * A role as a play uses it.
 *
 * @param with values for its parameters
 * @param when a condition for all its steps
 */
public record RoleUse(Role role, Location location, Node.Mapping with, Optional<Node.Scalar> when, List<String> tags) {
    public RoleUse {
        tags = List.copyOf(tags);
    }

    /** This use, with further values for parameters that it does not give itself. */
    RoleUse with(Node.Mapping values) {
        SequencedMap<String, Node.Entry> all = new LinkedHashMap<>(with.entries());
        values.entries().values().stream()
                .filter(entry -> role.parameters().containsKey(entry.key()))
                .forEach(entry -> all.putIfAbsent(entry.key(), entry));
        return new RoleUse(role, location, new Node.Mapping(with.location(), all), when, tags);
    }
}
