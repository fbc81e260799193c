package provisioner.playbook;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import provisioner.source.Fields;
import provisioner.source.InputFiles;
import provisioner.source.Node;
import provisioner.source.Problems;
import provisioner.source.YamlReader;

/** Reads lists of steps with the groups in them and with the files that they include. */
final class StepListReader {
    private static final String INCLUDE = "include";
    private static final String STEPS = "steps";

    /** Those that make an item of a list a group. */
    static final List<String> KEYS = List.of(INCLUDE, STEPS);

    private final InputFiles files;
    private final StepReader steps;
    private final Problems problems;

    /** Each file is read once, however often it is included: its problems are reported once. */
    private final Map<Path, List<StepEntry>> read = new HashMap<>();

    /** The included files that are being read, each included by the one before. */
    private final List<Path> underway = new ArrayList<>();

    /** @param types the names of all resource types */
    StepListReader(InputFiles files, Set<String> types, Problems problems) {
        this.files = files;
        this.steps = new StepReader(types, problems);
        this.problems = problems;
    }

    /**
     * The steps of a play or a role.
     *
     * @param directory that of the file: what it includes is looked for from there
     */
    List<StepEntry> steps(Fields fields, Path directory) {
        return entries(fields.list(STEPS), directory);
    }

    /** The steps around a play's own. */
    AroundSource around(Fields fields) {
        return steps.around(fields);
    }

    /** Whether an item of a list stands for several steps. */
    static boolean isGroup(Node.Mapping item) {
        return KEYS.stream().anyMatch(key -> item.get(key).isPresent());
    }

    private List<StepEntry> entries(List<Node> items, Path directory) {
        List<StepEntry> entries = new ArrayList<>();
        for (Node item : items) {
            entry(item, directory).ifPresent(entries::add);
        }
        return entries;
    }

    private Optional<? extends StepEntry> entry(Node node, Path directory) {
        return node instanceof Node.Mapping mapping && isGroup(mapping)
                ? Optional.of(
                        mapping.get(INCLUDE).isPresent() ? included(mapping, directory) : written(mapping, directory))
                : steps.step(node);
    }

    private StepGroup written(Node.Mapping mapping, Path directory) {
        Fields fields = new Fields(mapping, "a group of steps", problems);
        Optional<Node.Scalar> name = StepReader.name(fields, "a group of steps", "WHAT IT IS ABOUT");
        List<Node> items = fields.list(STEPS);
        if (items.isEmpty()
                && fields.node(STEPS).filter(Node.Sequence.class::isInstance).isPresent()) {
            fields.refuse(STEPS, "'steps' must contain at least one step", "");
        }
        return group(name, mapping, fields, entries(items, directory));
    }

    private StepGroup included(Node.Mapping mapping, Path directory) {
        Fields fields = new Fields(mapping, "an include", problems);
        Optional<Node.Scalar> name =
                fields.has("name") ? StepReader.name(fields, "an include", "WHAT IT IS ABOUT") : Optional.empty();
        String file = fields.string(INCLUDE);
        return group(name, mapping, fields, file.isEmpty() ? List.of() : included(file, fields, directory));
    }

    private StepGroup group(Optional<Node.Scalar> name, Node.Mapping mapping, Fields fields, List<StepEntry> within) {
        StepGroup group = new StepGroup(
                name,
                fields.location(),
                StepReader.condition(fields),
                StepReader.forEach(fields),
                StepReader.tags(fields),
                within);
        steps.onlyOfSteps(mapping, fields);
        return group;
    }

    private List<StepEntry> included(String name, Fields fields, Path directory) {
        if (name.contains("$")) {
            String hint = "write an include with a 'when' for each file: files are read before variables are known";
            fields.refuse(INCLUDE, "'include' must be the name of a file, found '" + name + "'", hint);
            return List.of();
        }
        Path file = directory.resolve(name).normalize();
        int first = underway.indexOf(file);
        if (first >= 0) {
            fields.refuse(INCLUDE, "'" + name + "' must not include itself" + way(first), "");
            return List.of();
        }
        if (!read.containsKey(file)) {
            underway.add(file);
            List<StepEntry> found = YamlReader.read(files, file, fields.at(INCLUDE), problems)
                    .map(node -> listed(node, file))
                    .orElse(List.of());
            underway.removeLast();
            read.put(file, found);
        }
        return read.getOrDefault(file, List.of());
    }

    /** By which files it comes back to itself. */
    private String way(int first) {
        List<String> others = underway.subList(first + 1, underway.size()).stream()
                .map(files::display)
                .toList();
        return others.isEmpty() ? "" : ", which it does by " + String.join(" and ", others);
    }

    private List<StepEntry> listed(Node node, Path file) {
        if (node instanceof Node.Sequence sequence) {
            if (sequence.items().isEmpty()) {
                problems.add(node.location(), "a file of steps must contain at least one step");
            }
            return entries(sequence.items(), file.resolveSibling("."));
        }
        String hint = node instanceof Node.Mapping mapping && mapping.get(STEPS).isPresent()
                ? "remove 'steps:', and begin the first step at the margin"
                : "begin each step with '- name: WHAT IT DOES'";
        problems.add(node.location(), "a file of steps must be a list of steps, found " + node.kind(), hint);
        return List.of();
    }
}
