package provisioner.report.html;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import javax.xml.stream.XMLStreamException;
import provisioner.plan.Outcome;

/** Every step on every host, folded by play. Many hosts with the same outcomes share a column. */
final class Matrix {
    /** A table with more columns is hard to read. */
    private static final int MOST_COLUMNS = 12;

    private final Markup html;
    private final Page page;

    /** Hosts with the same outcomes, under the name of the first. */
    private final SequencedMap<String, List<String>> columns;

    Matrix(Markup html, Page page) {
        this.html = html;
        this.page = page;
        this.columns = columns();
    }

    private SequencedMap<String, List<String>> columns() {
        SequencedMap<List<Optional<Outcome>>, List<String>> alike = new LinkedHashMap<>();
        boolean many = page.hosts().size() > MOST_COLUMNS;
        for (String host : page.hosts().keySet()) {
            List<Optional<Outcome>> outcomes = many
                    ? page.plays().stream()
                            .flatMap(play -> play.rows().stream())
                            .map(row -> Optional.ofNullable(row.outcomes().get(host)))
                            .toList()
                    : List.of();
            alike.computeIfAbsent(outcomes, key -> new ArrayList<>()).add(host);
        }
        SequencedMap<String, List<String>> found = new LinkedHashMap<>();
        for (List<String> hosts : alike.values()) {
            if (many) {
                found.put(hosts.getFirst(), hosts);
            } else {
                hosts.forEach(host -> found.put(host, List.of(host)));
            }
        }
        return found;
    }

    void section() throws XMLStreamException {
        Document.section(html, "Steps", () -> {
            html.element(
                    "p",
                    "= unchanged, ~ would or may change, + changed, ≠ drifted, ✗ failed, – skipped, "
                            + "? cannot be verified. An empty cell: the host does not have the step, or could not be"
                            + " asked.",
                    "class",
                    "quiet");
            for (Page.Play play : page.plays()) {
                play(play);
            }
        });
    }

    private void play(Page.Play play) throws XMLStreamException {
        List<Page.Row> notable = play.rows().stream().filter(Matrix::notable).toList();
        List<Page.Row> rest = play.rows().stream().filter(row -> !notable(row)).toList();
        if (notable.isEmpty()) {
            folded(play.name() + ": " + steps(rest.size()) + ", all unchanged", play, rest);
            return;
        }
        html.element(
                "h3",
                play.name() + ": " + notable.size() + " of " + steps(play.rows().size()) + " need a look");
        table(play, notable);
        if (!rest.isEmpty()) {
            folded(steps(rest.size()) + " unchanged", play, rest);
        }
    }

    private static String steps(int count) {
        return count + (count == 1 ? " step" : " steps");
    }

    private void folded(String summary, Page.Play play, List<Page.Row> rows) throws XMLStreamException {
        html.element("details", () -> {
            html.element("summary", summary);
            table(play, rows);
        });
    }

    private static boolean notable(Page.Row row) {
        return row.outcomes().values().stream().anyMatch(outcome -> outcome != Outcome.UNCHANGED);
    }

    private void table(Page.Play play, List<Page.Row> rows) throws XMLStreamException {
        html.table("Steps of " + play.name(), () -> {
            headings();
            html.element("tbody", () -> {
                for (Page.Row row : rows) {
                    html.element("tr", () -> row(row));
                }
            });
        });
    }

    private void headings() throws XMLStreamException {
        html.element(
                "thead",
                () -> html.element("tr", () -> {
                    html.element("th", "Step", "scope", "col");
                    for (var column : columns.entrySet()) {
                        int more = column.getValue().size() - 1;
                        html.element(
                                "th",
                                column.getKey() + (more == 0 ? "" : " and " + more + " more"),
                                "scope",
                                "col",
                                "title",
                                String.join(", ", column.getValue()));
                    }
                }));
    }

    private void row(Page.Row row) throws XMLStreamException {
        html.element(
                "th",
                (row.role().isEmpty() ? "" : row.role() + ": ") + row.step(),
                "scope",
                "row",
                "title",
                row.where());
        for (String host : columns.keySet()) {
            Outcome outcome = row.outcomes().get(host);
            if (outcome == null) {
                html.element("td", "");
            } else if (outcome == Outcome.UNCHANGED) {
                html.element("td", "=");
            } else {
                html.element(
                        "td",
                        sign(outcome),
                        "class",
                        outcome.word(),
                        "title",
                        outcome.word(),
                        "aria-label",
                        outcome.word());
            }
        }
    }

    private static String sign(Outcome outcome) {
        return switch (outcome) {
            case UNCHANGED -> "=";
            case WOULD_CHANGE, MAY_CHANGE -> "~";
            case CHANGED -> "+";
            case DRIFTED -> "≠";
            case FAILED -> "✗";
            case SKIPPED -> "–";
            case UNVERIFIABLE -> "?";
        };
    }
}
