package provisioner.report.html;

import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLStreamException;
import provisioner.report.html.Page.State;

/** The last runs, the newest first, with how the hosts stood. */
final class Runs {
    static final String TITLE = "Runs";

    private final Markup html;
    private final List<PastRun> runs;

    Runs(Markup html, List<PastRun> runs) {
        this.html = html;
        this.runs = runs;
    }

    void section() throws XMLStreamException {
        Document.section(html, TITLE, () -> {
            if (runs.isEmpty()) {
                html.element("p", "No run is recorded.");
                return;
            }
            html.element(
                    "p",
                    "The last " + (runs.size() == 1 ? "run" : runs.size() + " runs")
                            + " of this site in the record, the newest first."
                            + " A run that leaves something out says nothing about that.",
                    "class",
                    "quiet");
            html.table("Runs", () -> {
                html.headings("Started", "Command", "Hosts", "Checks", "Result", "Took", "By", "Run");
                for (PastRun run : runs) {
                    html.element("tr", () -> row(run));
                }
            });
        });
    }

    private void row(PastRun run) throws XMLStreamException {
        html.element("th", () -> html.time(run.startedAt()), "scope", "row");
        html.element("td", () -> html.element("code", run.command()));
        html.element("td", () -> states(html, run.hosts()));
        html.element("td", run.checks());
        html.element("td", run.result());
        html.element("td", run.duration());
        html.element("td", run.by());
        html.element("td", () -> html.element("code", run.name()));
    }

    /** How many stand how. */
    static void states(Markup html, Map<State, Integer> hosts) throws XMLStreamException {
        for (var state : hosts.entrySet()) {
            html.element(
                    "span",
                    state.getKey().sign + " " + state.getValue() + " " + state.getKey().word,
                    "class",
                    "count " + state.getKey().style());
            html.text(" ");
        }
    }
}
