package provisioner.complete;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import provisioner.resource.Glob;
import provisioner.sh.Scripts;

/**
 * What an installation of Debian leaves by itself: debian.txt, with a reason a line. A row counts only where its condition
 * holds.
 */
final class Debian {
    private static final String BETWEEN = " \\| ";

    /**
     * @param kind of what it is about
     * @param condition {@code -} for none, else a word and what it is about
     */
    private record Row(String kind, Glob what, String condition) {}

    private final List<Row> rows;

    private Debian(List<Row> rows) {
        this.rows = rows;
    }

    /** What every host may have. */
    static Debian installed() {
        return read("debian.txt");
    }

    /** What the lab's hosts have, too: they are containers. */
    static Debian lab() {
        return read("lab.txt");
    }

    private static Debian read(String file) {
        return new Debian(rows(Scripts.load(Debian.class, file)).toList());
    }

    private static Stream<Row> rows(String text) {
        return text.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(line -> line.split(BETWEEN, 3))
                .map(fields -> new Row(fields[0].split(" ", 2)[0], Glob.ofTitle(fields[0]), fields[1]));
    }

    /** @param holds decides about a condition */
    boolean accountsFor(Finding finding, Predicate<String> holds) {
        return rows.stream()
                .filter(row -> row.kind.equals(finding.kind()))
                .anyMatch(row -> row.what.matches(finding.title()) && holds.test(row.condition));
    }
}
