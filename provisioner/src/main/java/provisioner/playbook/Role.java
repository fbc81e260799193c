package provisioner.playbook;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import provisioner.source.Location;

/**
 * A role: steps with parameters.
 *
 * @param directory absolute; contains the role's own {@code files/}
 * @param optionalGroups groups that its templates see as empty if the inventory does not have them
 * @param versions what differs between releases, for a role that is made for certain ones
 * @param opens the ports that it opens, and for whom
 * @param reaches what it needs outside the inventory
 * @param claims what its programs keep on a host beside what its steps declare
 */
public record Role(
        String name,
        Location location,
        Path directory,
        String description,
        List<String> optionalGroups,
        SequencedMap<String, Parameter> parameters,
        Optional<Versions> versions,
        List<LinkSource> opens,
        List<LinkSource> reaches,
        List<LinkSource> claims,
        List<StepEntry> steps) {
    public Role {
        optionalGroups = List.copyOf(optionalGroups);
        parameters = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(parameters));
        opens = List.copyOf(opens);
        reaches = List.copyOf(reaches);
        claims = List.copyOf(claims);
        steps = List.copyOf(steps);
    }
}
