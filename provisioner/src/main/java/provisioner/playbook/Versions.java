package provisioner.playbook;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.regex.Pattern;
import provisioner.source.Location;
import provisioner.source.Node;
import provisioner.source.Problems;
import provisioner.source.Scalars;
import provisioner.source.VariableNames;

/**
 * What differs between the releases of the distributions that a role is made for. Templates see the row of their host as
 * {@code $versions}.
 *
 * @param rows the values of each release, which all have the same names
 */
public record Versions(Location location, SequencedMap<String, Node.Mapping> rows) {
    private static final Pattern RELEASE = Pattern.compile("[a-z][a-z0-9]*");

    public Versions {
        rows = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(rows));
    }

    static Versions read(Node.Mapping table, Problems problems) {
        if (table.entries().isEmpty()) {
            problems.add(table.location(), "'versions' must have a row for at least one release, such as bookworm");
        }
        SequencedMap<String, Node.Mapping> rows = new LinkedHashMap<>();
        table.entries().forEach((release, entry) -> {
            if (!RELEASE.matcher(release).matches()) {
                String message = "a row of 'versions' must have the name of a release, such as bookworm, found '";
                problems.add(entry.location(), message + release + "'");
            }
            rows.put(release, row(entry, problems));
        });
        rows.values().forEach(row -> values(row, problems));
        rows.values().stream().skip(1).forEach(row -> compare(row, rows.firstEntry(), problems));
        return new Versions(table.location(), rows);
    }

    /** The row; an empty one after a problem. */
    private static Node.Mapping row(Node.Entry entry, Problems problems) {
        if (entry.value() instanceof Node.Mapping row) {
            return row;
        }
        problems.add(
                entry.value().location(),
                "the row of '" + entry.key() + "' must be a mapping of values, found "
                        + Scalars.describe(entry.value()),
                "write {} if nothing differs");
        return Node.Mapping.empty(entry.value().location());
    }

    private static void values(Node.Mapping row, Problems problems) {
        VariableNames.check(row, problems);
        row.entries().forEach((name, entry) -> {
            if (entry.value() instanceof Node.Scalar value && value.isNull()) {
                Scalars.single(value, "'" + name + "'", "a value", problems);
            }
        });
    }

    /** A value that one release lacks would be found missing only on a host of that release. */
    private static void compare(Node.Mapping row, Map.Entry<String, Node.Mapping> first, Problems problems) {
        Collection<String> known = first.getValue().entries().keySet();
        List<Node.Entry> unknown = row.entries().values().stream()
                .filter(entry -> !known.contains(entry.key()))
                .toList();
        unknown.forEach(entry -> problems.add(
                entry.location(),
                "every row of 'versions' must have the same values, but '" + first.getKey() + "' has no '" + entry.key()
                        + "'",
                Problems.didYouMean(entry.key(), known)));
        if (unknown.isEmpty()) {
            known.stream()
                    .filter(name -> !row.entries().containsKey(name))
                    .forEach(name -> problems.add(
                            row.location(),
                            "every row of 'versions' must have the same values, but '" + name + "' is only in '"
                                    + first.getKey() + "'"));
        }
    }
}
