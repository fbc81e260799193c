package provisioner.schema;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import provisioner.source.Location;
import provisioner.source.Node;

/**
 * A document with mappings at the given paths and nothing else. {@code /KEY} is a key's value, {@code /*} each value of a mapping, and
 * {@code /-} each item of a list.
 */
final class Specimen {
    private static final String EACH = "/*";
    private static final String ITEM = "/-";

    private final Set<String> paths;
    private final Map<String, String> values;
    private int names;

    Specimen(Collection<String> paths) {
        this(paths, Map.of());
    }

    private Specimen(Collection<String> paths, Map<String, String> values) {
        this.paths = new LinkedHashSet<>(paths);
        this.values = new TreeMap<>(values);
    }

    static String at(String path, String key) {
        return path + "/" + key;
    }

    static String each(String path, String key) {
        return at(path, key) + EACH;
    }

    static String item(String path, String key) {
        return at(path, key) + ITEM;
    }

    /** A mapping under this key, with a mapping under a name of its own. */
    static String named(String path, String key) {
        return each(path, key);
    }

    /** A list under this key, with one mapping. */
    static String listed(String path, String key) {
        return item(path, key);
    }

    /** What leads to the mapping at this path. */
    static List<String> towards(String path) {
        List<String> towards = new ArrayList<>();
        for (int end = path.indexOf('/', 1); end >= 0; end = path.indexOf('/', end + 1)) {
            towards.add(path.substring(0, end));
        }
        towards.add(path);
        return towards;
    }

    /** This one, with a value under this key: a string without quotes, {@code *} for a mapping or {@code -} for a list. */
    Specimen with(String path, String key, String value) {
        return switch (value) {
            case "*" -> and(each(path, key));
            case "-" -> and(item(path, key));
            default -> new Specimen(paths, Map.of(at(path, key), value));
        };
    }

    private Specimen and(String path) {
        List<String> all = new ArrayList<>(paths);
        all.add(path);
        return new Specimen(all, values);
    }

    Node.Mapping root() {
        return mapping("");
    }

    private Node.Mapping mapping(String path) {
        Location location = Location.ofFile(path);
        SequencedMap<String, Node.Entry> entries = new LinkedHashMap<>();
        children(path).forEach(child -> {
            String key = child.equals("*") ? "x" + ++names : child;
            String at = at(path, child);
            entries.put(key, new Node.Entry(Location.ofFile(at), key, value(at)));
        });
        return new Node.Mapping(location, entries);
    }

    private Node value(String path) {
        Optional<String> text = Optional.ofNullable(values.get(path));
        if (text.isPresent()) {
            return new Node.Scalar(Location.ofFile(path), text.get(), true, "");
        }
        return children(path).contains("-")
                ? new Node.Sequence(Location.ofFile(path), List.of(mapping(path + ITEM)))
                : mapping(path);
    }

    private Set<String> children(String path) {
        Set<String> children = new LinkedHashSet<>();
        String below = path + "/";
        List<String> all = new ArrayList<>(paths);
        all.addAll(values.keySet());
        all.stream().filter(one -> one.startsWith(below)).forEach(one -> {
            String rest = one.substring(below.length());
            int end = rest.indexOf('/');
            children.add(end < 0 ? rest : rest.substring(0, end));
        });
        return children;
    }
}
