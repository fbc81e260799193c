package provisioner.playbook;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import provisioner.source.Location;
import provisioner.source.Node;

/**
 * A resource type of the operator's own, as written.
 *
 * @param parameters by name; the first names what a step is about
 * @param probe a POSIX sh script that prints lines {@code key=value}
 * @param desired the value that each key must have, a template over the parameters
 * @param apply a POSIX sh script that brings that about
 * @param effects what else the script alters, templates; without them that is anything
 * @param claims what a step accounts for, templates
 * @param reads all that the probe depends on, templates; without them that is anything
 */
public record OwnTypeSource(
        String name,
        Location location,
        String description,
        SequencedMap<String, OwnParameter> parameters,
        String probe,
        SequencedMap<String, Node.Scalar> desired,
        String apply,
        Optional<List<Node.Scalar>> effects,
        List<Node.Scalar> claims,
        List<Node.Scalar> reads) {

    /** @param secret whether it may hold a secret: its values are never shown */
    public record OwnParameter(Parameter parameter, boolean secret) {}

    public OwnTypeSource {
        parameters = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(parameters));
        desired = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(desired));
        effects = effects.map(List::copyOf);
        claims = List.copyOf(claims);
        reads = List.copyOf(reads);
    }
}
