package provisioner.playbook;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import provisioner.source.Fields;
import provisioner.source.InputFiles;
import provisioner.source.Location;
import provisioner.source.Node;
import provisioner.source.Problems;
import provisioner.source.YamlReader;

/** Reads a playbook and the roles that it uses. docs/playbook.md describes the format. */
public final class PlaybookReader {
    private static final Pattern PERCENT = Pattern.compile("([0-9]{1,3})%");
    private static final int ALL_PERCENT = 100;
    private static final int MOST_HOSTS = 100_000;

    private static final Pattern FILE = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]*");

    private final InputFiles files;
    private final Path directory;
    private final Problems problems;
    private final RoleReader roles;
    private final StepListReader steps;
    private final Map<String, Location> plays = new HashMap<>();

    private PlaybookReader(
            InputFiles files, Path directory, Problems problems, RoleReader roles, StepListReader steps) {
        this.files = files;
        this.directory = directory;
        this.problems = problems;
        this.roles = roles;
        this.steps = steps;
    }

    /** A playbook without plays in the place of a file that does not exist. */
    public static Playbook none(InputFiles files, Path file, Set<String> types, Problems problems) {
        Path directory = files.absolute(file).resolveSibling(".").normalize();
        StepListReader steps = new StepListReader(files, types, problems);
        return new Playbook(directory, List.of(), new RoleReader(files, directory.resolve("roles"), steps, problems));
    }

    /**
     * The playbook; empty if the file cannot be read. Nobody may use it after a problem.
     *
     * @param types the names of all resource types
     */
    public static Optional<Playbook> read(InputFiles files, Path file, Set<String> types, Problems problems) {
        Path directory = files.absolute(file).resolveSibling(".").normalize();
        StepListReader steps = new StepListReader(files, types, problems);
        RoleReader roles = new RoleReader(files, directory.resolve("roles"), steps, problems);
        return YamlReader.read(files, file, problems).map(node -> {
            PlaybookReader reader = new PlaybookReader(files, directory, problems, roles, steps);
            String name = String.valueOf(file.getFileName());
            return new Playbook(directory, reader.plays(node, List.of(name)), roles);
        });
    }

    /**
     * Reads a document as it would be read from the file. Nobody may use the result; problems tell what is wrong.
     *
     * @param types the names of all resource types
     */
    public static void check(InputFiles files, Path file, Node document, Set<String> types, Problems problems) {
        Path directory = files.absolute(file).resolveSibling(".").normalize();
        StepListReader steps = new StepListReader(files, types, problems);
        RoleReader roles = new RoleReader(files, directory.resolve("roles"), steps, problems);
        new PlaybookReader(files, directory, problems, roles, steps)
                .plays(document, List.of(String.valueOf(file.getFileName())));
    }

    /** As {@link #check}, for the file of a role. */
    public static void checkRole(
            InputFiles files, Path directory, Node document, Set<String> types, Problems problems) {
        StepListReader steps = new StepListReader(files, types, problems);
        new RoleReader(files, directory, steps, problems).check(directory, document);
    }

    /** @param from the names of the playbooks that led here, this one last */
    private List<Play> plays(Node node, List<String> from) {
        List<Play> read = new ArrayList<>();
        if (node instanceof Node.Sequence sequence) {
            for (Node item : sequence.items()) {
                if (item instanceof Node.Mapping mapping
                        && mapping.get("import").isPresent()) {
                    read.addAll(imported(Fields.of(item, "an import", problems), from));
                } else {
                    play(item).ifPresent(read::add);
                }
            }
            if (sequence.items().isEmpty()) {
                problems.add(node.location(), "a playbook must contain at least one play");
            }
        } else {
            String hint =
                    node instanceof Node.Mapping mapping && mapping.get("play").isPresent()
                            ? "put '- ' before 'play' and indent the lines after it by two spaces"
                            : "begin each play with '- play: NAME'";
            problems.add(node.location(), "a playbook must be a list of plays, found " + node.kind(), hint);
        }
        return read;
    }

    /** The plays of another playbook. It is in the same directory, because its roles and files are looked up from there. */
    private List<Play> imported(Fields fields, List<String> from) {
        String name = fields.string("import");
        Node.Mapping with = fields.mapping("with").orElseGet(() -> Node.Mapping.empty(fields.location()));
        fields.done();
        if (name.isEmpty()) {
            return List.of();
        }
        if (!FILE.matcher(name).matches()) {
            fields.refuse("import", "'import' must be the name of a file in this directory, found '" + name + "'", "");
            return List.of();
        }
        if (from.contains(name)) {
            fields.refuse("import", "'" + name + "' must not import itself", "");
            return List.of();
        }
        List<String> path = new ArrayList<>(from);
        path.add(name);
        return YamlReader.read(files, directory.resolve(name), fields.at("import"), problems)
                .map(node -> with(with, plays(node, path)))
                .orElse(List.of());
    }

    /** The plays, with these values for the parameters of their roles that they do not give themselves. */
    private List<Play> with(Node.Mapping values, List<Play> plays) {
        Set<String> known = plays.stream()
                .flatMap(play -> play.roles().stream())
                .flatMap(use -> use.role().parameters().keySet().stream())
                .collect(Collectors.toSet());
        values.entries().values().stream()
                .filter(entry -> !known.contains(entry.key()))
                .forEach(entry -> problems.unknown(entry.location(), "parameter", entry.key(), known));
        return plays.stream().map(play -> play.with(values)).toList();
    }

    private Optional<Play> play(Node node) {
        Fields fields = Fields.of(node, "a play", problems);
        if (!(node instanceof Node.Mapping)) {
            return Optional.empty();
        }
        String name = fields.string("play");
        String hosts = fields.string("hosts");
        Optional<Serial> serial = serial(fields);
        List<String> optionalGroups = fields.stringList("optional_groups");
        List<String> tags = StepReader.tags(fields);
        List<RoleUse> used = new ArrayList<>();
        fields.list("roles").forEach(use -> roleUse(use).ifPresent(used::add));
        List<StepEntry> own = steps.steps(fields, directory);
        AroundSource around = around(fields, serial);
        if (!fields.has("roles") && !fields.has("steps")) {
            problems.add(fields.location(), "a play needs 'roles' or 'steps'");
        }
        fields.done();
        Location first = plays.putIfAbsent(name, fields.at("play"));
        if (first != null && !name.isEmpty()) {
            problems.add(fields.at("play"), "duplicate play '" + name + "', first at " + first, "rename one");
        }
        Node.Scalar pattern = new Node.Scalar(fields.at("hosts"), hosts, true, "");
        return Optional.of(new Play(name, fields.location(), pattern, serial, optionalGroups, tags, used, own, around));
    }

    private AroundSource around(Fields fields, Optional<Serial> serial) {
        Optional<Fields> found = fields.fields("around", "'around'");
        if (found.isPresent() && !serial.equals(Optional.of(new Serial.Count(1)))) {
            problems.add(fields.keyAt("around"), "'around' needs one host at a time", "add 'serial: 1'");
        }
        AroundSource around = found.map(steps::around).orElse(AroundSource.NONE);
        found.ifPresent(Fields::done);
        return around;
    }

    private Optional<Serial> serial(Fields fields) {
        Optional<String> text = fields.optionalString("serial");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Matcher percent = PERCENT.matcher(text.get());
        if (!percent.matches()) {
            return fields.optionalInteger("serial", 1, MOST_HOSTS).stream()
                    .<Serial>mapToObj(Serial.Count::new)
                    .findFirst();
        }
        int value = Integer.parseInt(percent.group(1));
        if (value < 1 || value > ALL_PERCENT) {
            fields.refuse("serial", "'serial' must be from 1% to 100%, found '" + text.get() + "'", "");
            return Optional.empty();
        }
        return Optional.of(new Serial.Percent(value));
    }

    /** A role name, or a mapping with the name and more. */
    private Optional<RoleUse> roleUse(Node node) {
        if (node instanceof Node.Scalar name && !name.isNull()) {
            return roles.role(name.text(), name.location())
                    .map(role -> new RoleUse(
                            role, name.location(), Node.Mapping.empty(name.location()), Optional.empty(), List.of()));
        }
        if (!(node instanceof Node.Mapping)) {
            problems.add(node.location(), "a role must be a name or a mapping with 'role', found " + node.kind());
            return Optional.empty();
        }
        Fields fields = Fields.of(node, "the use of a role", problems);
        String name = fields.string("role");
        Node.Mapping with = fields.mapping("with").orElseGet(() -> Node.Mapping.empty(fields.location()));
        Optional<Node.Scalar> when = StepReader.condition(fields);
        List<String> tags = StepReader.tags(fields);
        fields.done();
        Optional<Role> role = name.isEmpty() ? Optional.empty() : roles.role(name, fields.at("role"));
        role.ifPresent(r -> with.entries().values().stream()
                .filter(entry -> !r.parameters().containsKey(entry.key()))
                .forEach(entry -> problems.unknown(
                        entry.location(),
                        "parameter",
                        entry.key(),
                        r.parameters().keySet())));
        return role.map(r -> new RoleUse(r, fields.location(), with, when, tags));
    }
}
