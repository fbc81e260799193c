package provisioner.adopt;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.stream.Stream;
import provisioner.adopt.Value.Hidden;
import provisioner.adopt.Value.Words;
import provisioner.source.Location;
import provisioner.source.Node;
import provisioner.source.YamlWriter;

/**
 * A step that would declare something.
 *
 * @param type the resource type
 * @param name what the step establishes
 * @param remarks for people, above the step
 */
record Wish(String type, String name, SequencedMap<String, Value> parameters, List<String> remarks) {
    private static final String PACKAGE = "package";

    /** Sources come before packages, and accounts before what belongs to them. */
    private static final List<String> ORDER = List.of(
            PACKAGE,
            "group",
            "user",
            "directory",
            "file",
            "symlink",
            "line",
            "authorized_key",
            "systemd_unit",
            "service");

    Wish {
        parameters = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(parameters));
        remarks = List.copyOf(remarks);
    }

    static Wish of(String type, String name) {
        return new Wish(type, name, new LinkedHashMap<>(), List.of());
    }

    Wish with(String parameter, Value value) {
        SequencedMap<String, Value> more = new LinkedHashMap<>(parameters);
        more.put(parameter, value);
        return new Wish(type, name, more, remarks);
    }

    Wish with(String parameter, String text) {
        return with(parameter, Value.text(text));
    }

    Wish without(String parameter) {
        SequencedMap<String, Value> fewer = new LinkedHashMap<>(parameters);
        fewer.remove(parameter);
        return new Wish(type, name, fewer, remarks);
    }

    Wish remarked(String remark) {
        return new Wish(
                type,
                name,
                parameters,
                Stream.concat(remarks.stream(), Stream.of(remark)).toList());
    }

    Node.Mapping node(Location at) {
        SequencedMap<String, Node.Entry> entries = new LinkedHashMap<>();
        parameters.forEach((key, value) -> entries.put(key, new Node.Entry(at, key, value.node(at))));
        return new Node.Mapping(at, entries);
    }

    Object written(Function<Hidden, String> names) {
        SequencedMap<String, Object> values = new LinkedHashMap<>();
        parameters.forEach((key, value) -> values.put(key, value.written(names)));
        SequencedMap<String, Object> step = new LinkedHashMap<>();
        step.put("name", Value.text(name).written(names));
        step.put(type, values);
        return remarks.isEmpty() ? step : new YamlWriter.Remarked(remarks, step);
    }

    private int rank() {
        boolean source = parameters.get("path") instanceof Value.Text(String path) && path.startsWith("/etc/apt/");
        return source ? -1 : ORDER.indexOf(type);
    }

    /** In an order in which each finds what it needs, with all packages in one step. */
    static List<Wish> inOrder(List<Wish> wishes) {
        List<String> packages = wishes.stream()
                .filter(wish -> wish.type.equals(PACKAGE))
                .flatMap(wish -> wish.parameters.get("name") instanceof Words(List<String> words)
                        ? words.stream()
                        : Stream.empty())
                .distinct()
                .sorted()
                .toList();
        List<Wish> all = new ArrayList<>(wishes.stream()
                .filter(wish -> !wish.type.equals(PACKAGE))
                .distinct()
                .toList());
        if (!packages.isEmpty()) {
            all.add(Wish.of(
                            PACKAGE,
                            packages.size() == 1 ? packages.getFirst() + " is installed" : "packages are installed")
                    .with("name", new Words(packages)));
        }
        all.sort(Comparator.comparing(Wish::rank));
        return List.copyOf(all);
    }
}
