package provisioner.report.html;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.stream.XMLStreamException;
import provisioner.report.html.Page.State;

/** Writes the page of a run: what is wrong first, then where, then everything. */
public final class PageWriter {
    private final Page page;
    private final Markup html;

    private PageWriter(Page page, Markup html) {
        this.page = page;
        this.html = html;
    }

    /** @throws IOException if it cannot be written */
    public static void write(Page page, Writer out) throws IOException {
        Document.write(
                out,
                page.about().command() + " " + page.about().playbook() + ": "
                        + page.verdict().text(),
                "Findings",
                html -> new PageWriter(page, html).head(),
                html -> new PageWriter(page, html).sections());
    }

    private void sections() throws XMLStreamException {
        Findings findings = new Findings(html, page.findings(), explanation());
        findings.section();
        new Hosts(html, page.hosts(), findings.byHost()).section();
        new Drawing(html, page).section();
        checks();
        new Matrix(html, page).section();
        Optional<List<PastRun>> runs = page.runs();
        if (runs.isPresent()) {
            new Runs(html, runs.get()).section();
        }
        about();
    }

    private String explanation() {
        String since = page.runs().isPresent()
                ? "Since when something is so comes from the record of earlier runs: it came about between the last time that"
                        + " it was not so and the first time that it was seen. Where nothing is said of this, the"
                        + " record does not know it."
                : "This page knows one run only, not since when something is so.";
        return "In what follows, a line with - or what is before → is what the host has; a line with + or what is"
                + " behind → is what its files declare. " + since
                + " 'provisioner journal HOST' lists the runs that changed a host before, and who started them.";
    }

    private void head() throws XMLStreamException {
        Page.About about = page.about();
        html.element("h1", about.title());
        html.element("p", about.lead());
        Document.verdict(html, page.verdict());
        html.element(
                "p",
                () -> {
                    html.time(about.startedAt());
                    html.text(", " + about.duration() + ", by " + about.by() + ": ");
                    html.element("code", "provisioner " + about.command() + " " + about.playbook());
                },
                "class",
                "quiet");
        List<String> sections = new ArrayList<>(List.of("Findings", "Hosts", "Topology", "Checks", "Steps"));
        page.runs().ifPresent(runs -> sections.add(Runs.TITLE));
        sections.add("About");
        Document.navigation(html, sections);
        for (String note : page.notes()) {
            html.element("p", note, "class", "note");
        }
    }

    private void checks() throws XMLStreamException {
        Document.section(html, "Checks", () -> {
            if (page.checks().isEmpty()) {
                html.element("p", "No check was run.");
                return;
            }
            html.table("Checks", () -> {
                html.headings("Check", "Of", "Outcome", "Found");
                for (Page.Check check : page.checks()) {
                    html.element("tr", () -> {
                        html.element("th", check.name(), "scope", "row");
                        html.element("td", check.host().isEmpty() ? "the whole service" : check.host());
                        State state = check.outcome().equals("passed")
                                ? State.FINE
                                : check.outcome().equals("failed") ? State.FAILED : State.DIFFERS;
                        html.element(
                                "td",
                                (state == State.DIFFERS ? "–" : state.sign) + " " + check.outcome(),
                                "class",
                                state == State.DIFFERS ? "quiet" : state.style());
                        html.element("td", check.detail());
                    });
                }
            });
        });
    }

    private void about() throws XMLStreamException {
        Page.About about = page.about();
        Document.section(html, "About", () -> {
            html.element("dl", () -> {
                Document.entry(html, "Command", about.command() + " " + about.playbook());
                Document.entry(html, "Run", about.runId());
                Document.entry(html, "Started", about.startedAt());
                Document.entry(html, "Took", about.duration());
                Document.entry(html, "By", about.by());
                Document.entry(html, "Build of provisioner", about.build());
            });
            html.element("details", () -> {
                html.element("summary", "The " + about.inputs().size() + " files that it read, with their SHA-256");
                html.table("Files", () -> {
                    html.headings("File", "SHA-256");
                    for (var file : about.inputs().entrySet()) {
                        html.element("tr", () -> {
                            html.element("th", file.getKey(), "scope", "row");
                            html.element("td", () -> html.element("code", file.getValue()));
                        });
                    }
                });
            });
        });
    }
}
