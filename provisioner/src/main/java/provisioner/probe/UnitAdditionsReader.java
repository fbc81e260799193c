package provisioner.probe;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import provisioner.sh.Scripts;
import provisioner.sh.Sh;
import provisioner.state.Bytes;
import provisioner.state.Observation.UnitAdditionsState;
import provisioner.state.Observed;
import provisioner.state.Query.UnitAdditionsQuery;
import provisioner.state.UnitAddition;

/**
 * Reads what was added to units, with one {@code find}, and one question to dpkg where there is something: additions.sh. What
 * systems leave there by themselves is in additions.txt.
 */
final class UnitAdditionsReader implements Reader<UnitAdditionsQuery> {
    private static final String FUNCTIONS = Scripts.load(UnitAdditionsReader.class, "additions.sh");
    private static final String LEFT = left(Scripts.load(UnitAdditionsReader.class, "additions.txt"));

    /** Longer ones are not shown. */
    private static final int SHOWN = 200;

    private static final int LIMIT = 512;
    private static final int HEADER = 4;

    /** A function with one line a row. */
    private static String left(String rows) {
        return rows.lines()
                .filter(row -> !row.isEmpty() && !row.startsWith("#"))
                .map(row -> row.split(" \\| ", 3))
                .map(row -> "  case $1 in " + row[0] + ") if [ -e \"$additions_root" + row[1]
                        + "\" ]; then return 0; fi ;; esac\n")
                .collect(Collectors.joining("", "additions_left() {\n", "  return 1\n}\n"));
    }

    @Override
    public String script(List<UnitAdditionsQuery> queries) {
        SortedSet<String> declared = new TreeSet<>();
        queries.forEach(query -> declared.addAll(query.declared()));
        StringBuilder script = new StringBuilder(FUNCTIONS + LEFT)
                .append("additions_playbook=")
                .append(Sh.quote(queries.getFirst().playbook()))
                .append("\nadditions_declared=")
                .append(Sh.quote(String.join("\n", declared)))
                .append("\nadditions");
        for (int i = 0; i < queries.size(); i++) {
            UnitAdditionsQuery query = queries.get(i);
            List<String> words = new ArrayList<>(List.of(String.valueOf(i), query.unit()));
            words.addAll(query.shared());
            script.append(' ').append(Sh.quote(String.join(",", words)));
        }
        return script.append('\n').toString();
    }

    @Override
    public void read(List<UnitAdditionsQuery> queries, Answers answers, Observed.Builder into) throws ProbeException {
        for (Bytes why : answers.all("additions.failed")) {
            throw new ProbeException(
                    "unknown, systemctl does not answer: " + Answers.shown(why).strip());
        }
        if (!answers.all("additions.odd").isEmpty()) {
            throw new ProbeException(
                    "unknown, a file or directory below systemd's directories of units has a control character in "
                            + "its name; remove it by hand");
        }
        Reader.each(queries, into, (i, query) -> state(query, "additions." + i, answers));
    }

    private static UnitAdditionsState state(UnitAdditionsQuery query, String tag, Answers answers)
            throws ProbeException {
        List<UnitAddition> found = new ArrayList<>();
        for (Bytes answer : answers.all(tag)) {
            UnitAddition addition = addition(Answers.shown(answer));
            if (!query.declared().contains(addition.path())) {
                found.add(addition);
            }
        }
        found.sort(Comparator.comparing(UnitAddition::path));
        List<Bytes> began = answers.all(tag + ".began");
        return new UnitAdditionsState(found, began.isEmpty() ? "" : Answers.text(began.getFirst(), tag));
    }

    private static UnitAddition addition(String text) throws ProbeException {
        String[] lines = text.split("\n", HEADER + 1);
        String[] facts = lines.length > HEADER ? lines[1].split("\t", -1) : new String[0];
        if (facts.length != HEADER) {
            throw new ProbeException("the host's answer about a drop-in was cut off: '" + lines[0] + "'");
        }
        long size = Long.parseLong(facts[1]);
        return new UnitAddition(
                lines[0],
                lines[2],
                size,
                size > LIMIT ? "" : settings(lines[HEADER]),
                lines[3],
                Long.parseLong(facts[2]));
    }

    private static String settings(String content) {
        String settings = content.lines()
                .map(String::strip)
                .filter(line -> line.matches("[A-Za-z].*"))
                .collect(Collectors.joining(", "));
        return settings.length() > SHOWN ? "" : settings;
    }
}
