package provisioner.playbook;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import provisioner.source.Fields;
import provisioner.source.InputFiles;
import provisioner.source.Location;
import provisioner.source.Node;
import provisioner.source.Problems;
import provisioner.source.Scalars;
import provisioner.source.YamlReader;

/** Reads resource types of the operator's own from {@code types/NAME.yml} beside the playbook. docs/own-types.md describes the format. */
public final class OwnTypeReader {
    /** The directory beside the playbooks. */
    public static final String DIRECTORY = "types";

    private static final String SUFFIX = ".yml";
    private static final String OTHER_SUFFIX = ".yaml";
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");
    private static final Pattern KEY = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]*");

    private final InputFiles files;
    private final Path types;

    /** @param playbooks the directory of the playbooks */
    public OwnTypeReader(InputFiles files, Path playbooks) {
        this.files = files;
        this.types = playbooks.resolve(DIRECTORY);
    }

    /** The names of all of them. Reads none. */
    public SortedSet<String> names() {
        SortedSet<String> names = new TreeSet<>();
        for (String file : files.files(types)) {
            if (file.endsWith(SUFFIX)) {
                names.add(file.substring(0, file.length() - SUFFIX.length()));
            }
        }
        return names;
    }

    /** The names that can be used. One that is taken or that no step can have is reported. */
    public SortedSet<String> names(Set<String> builtIn, Problems problems) {
        for (String file : files.files(types)) {
            if (file.endsWith(OTHER_SUFFIX)) {
                Location at = Location.ofFile(files.display(types.resolve(file)));
                problems.add(at, "the name of a type's file must end in " + SUFFIX, "rename the file");
            }
        }
        SortedSet<String> usable = names();
        usable.removeIf(name -> refuses(name, builtIn, problems));
        return usable;
    }

    private boolean refuses(String name, Set<String> builtIn, Problems problems) {
        Location at = Location.ofFile(files.display(file(name)));
        if (builtIn.contains(name)) {
            problems.add(
                    at,
                    "a type of your own must not have the name of a built-in one, '" + name + "'",
                    "rename the file");
        } else if (StepReader.KEYS.contains(name) || name.equals("on") || StepListReader.KEYS.contains(name)) {
            problems.add(at, "'" + name + "' is a key of steps and cannot name a type", "rename the file");
        } else if (!NAME.matcher(name).matches()) {
            problems.add(at, "invalid name of a type '" + name + "'", "use a-z, 0-9 and _ in the name of the file");
        } else {
            return false;
        }
        return true;
    }

    private Path file(String name) {
        return types.resolve(name + SUFFIX);
    }

    /** Empty if it cannot be read. Nobody may use it after a problem. */
    public Optional<OwnTypeSource> read(String name, Problems problems) {
        return YamlReader.read(files, file(name), problems)
                .map(node -> type(name, Fields.of(node, "a type", problems), problems));
    }

    /** Reads a document as it would be read from the file of a type. Nobody may use the result; problems tell what is wrong. */
    public static void check(Node document, Problems problems) {
        type("", Fields.of(document, "a type", problems), problems);
    }

    private static OwnTypeSource type(String name, Fields fields, Problems problems) {
        String description = fields.optionalString("description").orElse("");
        SequencedMap<String, OwnTypeSource.OwnParameter> parameters = new LinkedHashMap<>();
        fields.mapping("parameters")
                .ifPresent(declared -> declared.entries()
                        .forEach((key, entry) -> parameters.put(key, ParameterReader.ofType(entry, problems))));
        String probe = script(fields, "probe");
        SequencedMap<String, Node.Scalar> desired = desired(fields, problems);
        String apply = script(fields, "apply");
        Optional<List<Node.Scalar>> effects =
                fields.has("effects") ? Optional.of(fields.scalars("effects")) : Optional.empty();
        List<Node.Scalar> claims = fields.scalars("claims");
        List<Node.Scalar> reads = fields.scalars("reads");
        fields.done();
        return new OwnTypeSource(
                name, fields.location(), description, parameters, probe, desired, apply, effects, claims, reads);
    }

    private static String script(Fields fields, String key) {
        String text = fields.string(key);
        if (text.indexOf('\0') >= 0) {
            fields.refuse(key, "'" + key + "' must not contain a NUL character", "");
        }
        return text;
    }

    private static SequencedMap<String, Node.Scalar> desired(Fields fields, Problems problems) {
        SequencedMap<String, Node.Scalar> desired = new LinkedHashMap<>();
        Optional<Node.Mapping> written = fields.mapping("desired");
        String needed = "a type needs 'desired': the value that each key of the probe must have";
        if (!fields.has("desired")) {
            fields.missing("desired", needed, "");
        } else if (written.filter(w -> w.entries().isEmpty()).isPresent()) {
            fields.refuse("desired", needed, "");
        }
        for (Node.Entry entry :
                written.map(w -> new ArrayList<>(w.entries().values())).orElse(new ArrayList<>())) {
            if (!KEY.matcher(entry.key()).matches()) {
                problems.add(entry.location(), "invalid key '" + entry.key() + "'", "use letters, digits, _, - and .");
            }
            Scalars.single(entry.value(), "'" + entry.key() + "'", "a string", problems)
                    .ifPresent(value -> desired.put(entry.key(), value));
        }
        return desired;
    }
}
