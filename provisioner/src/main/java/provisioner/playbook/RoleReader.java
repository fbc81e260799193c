package provisioner.playbook;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.regex.Pattern;
import provisioner.source.Fields;
import provisioner.source.InputFiles;
import provisioner.source.Location;
import provisioner.source.Node;
import provisioner.source.Problems;
import provisioner.source.YamlReader;

/** Reads each role that a playbook names, once, from {@code roles/NAME/role.yml} beside the playbook. */
final class RoleReader implements Roles {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_-]*");

    private final InputFiles files;
    private final Path roles;
    private final StepListReader steps;
    private final Problems problems;
    private final Map<String, Optional<Role>> read = new HashMap<>();

    RoleReader(InputFiles files, Path roles, StepListReader steps, Problems problems) {
        this.files = files;
        this.roles = roles;
        this.steps = steps;
        this.problems = problems;
    }

    @Override
    public Optional<Role> find(String name) {
        return NAME.matcher(name).matches() && files.exists(roles.resolve(name))
                ? role(name, Location.ofFile(files.display(roles.resolve(name))))
                : Optional.empty();
    }

    @Override
    public Collection<String> names() {
        return files.directories(roles);
    }

    /** @param namedAt where the playbook names it */
    Optional<Role> role(String name, Location namedAt) {
        if (!NAME.matcher(name).matches()) {
            problems.add(namedAt, "invalid role name '" + name + "'", "use letters, digits, '-' and '_'");
            return Optional.empty();
        }
        Path directory = roles.resolve(name);
        if (!files.exists(directory)) {
            String hint = Problems.nearestOf("roles", name, files.directories(roles));
            String looked = files.display(directory.resolve("role.yml"));
            problems.add(namedAt, "role '" + name + "' does not exist: there is no " + looked, hint);
            return Optional.empty();
        }
        Optional<Role> known = read.get(name);
        if (known == null) {
            known = YamlReader.read(files, directory.resolve("role.yml"), namedAt, problems)
                    .map(node -> role(name, directory, Fields.of(node, "a role", problems)));
            read.put(name, known);
        }
        return known;
    }

    void check(Path directory, Node document) {
        role(String.valueOf(directory.getFileName()), directory, Fields.of(document, "a role", problems));
    }

    private Role role(String name, Path directory, Fields fields) {
        String description = fields.optionalString("description").orElse("");
        List<String> optionalGroups = fields.stringList("optional_groups");
        SequencedMap<String, Parameter> parameters = new LinkedHashMap<>();
        fields.mapping("parameters")
                .ifPresent(declared -> declared.entries()
                        .forEach((key, entry) -> parameters.put(key, ParameterReader.ofRole(entry, problems))));
        Optional<Versions> versions = fields.mapping("versions").map(table -> Versions.read(table, problems));
        List<LinkSource> opens = links(fields, "opens", List.of("name", "port", "from", "protocol"));
        List<LinkSource> reaches = links(fields, "reaches", List.of("name", "to", "ports", "protocol", "why"));
        List<LinkSource> claims = links(fields, "claims", List.of("pattern", "reason"));
        List<StepEntry> own = steps.steps(fields, directory);
        if (!fields.has("steps")) {
            fields.missing("steps", "a role needs 'steps'", "");
        }
        fields.done();
        return new Role(
                name,
                fields.location(),
                directory,
                description,
                optionalGroups,
                parameters,
                versions,
                opens,
                reaches,
                claims,
                own);
    }

    private List<LinkSource> links(Fields role, String key, List<String> keys) {
        List<LinkSource> links = new ArrayList<>();
        for (Node item : role.list(key)) {
            Fields fields = Fields.of(item, "an entry of '" + key + "'", problems);
            if (item instanceof Node.Mapping mapping) {
                SequencedMap<String, Node.Entry> values = new LinkedHashMap<>(mapping.entries());
                values.remove("when");
                keys.forEach(fields::has);
                links.add(new LinkSource(
                        item.location(), new Node.Mapping(item.location(), values), StepReader.condition(fields)));
                fields.done();
            }
        }
        return links;
    }
}
