package provisioner.report.html;

import java.io.IOException;
import java.io.Writer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import javax.xml.stream.XMLStreamException;

/** Writes a page of what is recorded, from the same sections as the page of a run where both have them. */
public final class RecordPageWriter {
    /** The names of more hosts are folded. */
    private static final int MANY = 12;

    private static final String FINDINGS = "Findings";
    private static final String HOSTS = "Hosts";
    private static final String RESOLVED = "Resolved";
    private static final String ABOUT = "About";

    private final RecordPage page;
    private final Markup html;

    private RecordPageWriter(RecordPage page, Markup html) {
        this.page = page;
        this.html = html;
    }

    /** @throws IOException if it cannot be written */
    public static void write(RecordPage page, Writer out) throws IOException {
        Document.write(
                out,
                page.title()
                        + page.verdict().map(verdict -> ": " + verdict.text()).orElse(""),
                sections(page).getFirst(),
                html -> new RecordPageWriter(page, html).head(),
                html -> new RecordPageWriter(page, html).body());
    }

    private static List<String> sections(RecordPage page) {
        List<String> sections = new ArrayList<>();
        page.findings().ifPresent(findings -> sections.add(FINDINGS));
        sections.add(page.verdict().isPresent() ? HOSTS : "Sites");
        page.runs().ifPresent(runs -> sections.add(Runs.TITLE));
        page.resolved().ifPresent(resolved -> sections.add(RESOLVED));
        sections.add(ABOUT);
        return sections;
    }

    private void head() throws XMLStreamException {
        if (!page.path().isEmpty()) {
            html.element(
                    "nav",
                    () -> {
                        for (RecordPage.Link link : page.path()) {
                            html.element("a", link.name(), "href", link.file());
                            html.text(" ");
                        }
                    },
                    "aria-label",
                    "Pages above");
        }
        html.element("h1", page.title());
        html.element("p", page.lead());
        if (page.verdict().isPresent()) {
            Document.verdict(html, page.verdict().get());
        }
        Document.navigation(html, sections(page));
        for (String note : page.notes()) {
            html.element("p", note, "class", "note");
        }
    }

    private void body() throws XMLStreamException {
        SequencedMap<String, SequencedSet<Integer>> byHost = findings();
        if (page.parts().isEmpty()) {
            new Hosts(html, page.hosts(), byHost).section();
        } else {
            parts();
        }
        Optional<List<PastRun>> runs = page.runs();
        if (runs.isPresent()) {
            new Runs(html, runs.get()).section();
        }
        Optional<List<RecordPage.Resolved>> resolved = page.resolved();
        if (resolved.isPresent()) {
            Document.section(html, RESOLVED, () -> resolved(resolved.get()));
        }
        Document.section(html, ABOUT, this::about);
    }

    private SequencedMap<String, SequencedSet<Integer>> findings() throws XMLStreamException {
        Findings findings = new Findings(
                html,
                page.findings().orElse(List.of()),
                "In what follows, a line with - or what is before → is what the host had; a line with + or what is"
                        + " behind → is what its files declare, as it was seen last. Each came about between the last time"
                        + " that it was not so and the first time that it was seen. Where nothing is said of this,"
                        + " the record does not know it.");
        if (page.findings().isPresent()) {
            findings.section();
        }
        return findings.byHost();
    }

    private void parts() throws XMLStreamException {
        String title = page.verdict().isPresent() ? HOSTS : "Sites";
        Document.section(
                html,
                title,
                () -> html.table(title, () -> {
                    html.headings(title, "How they stand", "Open findings", "Last looked at");
                    for (RecordPage.Part part : page.parts()) {
                        html.element("tr", () -> part(part));
                    }
                }));
    }

    private void part(RecordPage.Part part) throws XMLStreamException {
        html.element(
                "th",
                () -> html.element("a", part.link().name(), "href", part.link().file()),
                "scope",
                "row");
        html.element("td", () -> Runs.states(html, part.hosts()));
        html.element("td", "" + part.findings());
        html.element("td", () -> time(part.looked()));
    }

    private void time(Optional<Instant> at) throws XMLStreamException {
        if (at.isPresent()) {
            html.time(at.get());
        } else {
            html.text("never");
        }
    }

    private void resolved(List<RecordPage.Resolved> all) throws XMLStreamException {
        if (all.isEmpty()) {
            html.element("p", "Nothing was resolved lately.");
            return;
        }
        html.element(
                "p",
                "What was wrong and is not any more: the first later run that judged it and found it in order has"
                        + " resolved it.",
                "class",
                "quiet");
        html.table(RESOLVED, () -> {
            html.headings("What", "Of", "First seen", "Last seen", "Resolved", "By");
            for (RecordPage.Resolved one : all) {
                html.element("tr", () -> {
                    html.element("th", one.kind() + ": " + one.title(), "scope", "row");
                    html.element("td", () -> hosts(one.hosts()));
                    for (Instant at : List.of(one.first(), one.last(), one.resolved())) {
                        html.element("td", () -> html.time(at));
                    }
                    html.element("td", one.by());
                });
            }
        });
    }

    private void hosts(List<String> hosts) throws XMLStreamException {
        if (hosts.isEmpty()) {
            html.text("the whole service");
        } else if (hosts.size() > MANY) {
            html.element("details", () -> {
                html.element("summary", hosts.size() + " hosts");
                html.element("p", String.join(", ", hosts));
            });
        } else {
            html.text(String.join(", ", hosts));
        }
    }

    private void about() throws XMLStreamException {
        html.element("dl", () -> {
            html.element("dt", "Read from the record");
            html.element("dd", () -> html.time(page.madeAt()));
            Document.entry(html, "Build of provisioner", page.build());
        });
        html.element(
                "p",
                "This page says what runs have found, as it was recorded. No host was contacted for it, so it does not"
                        + " know what has happened since a host was looked at last.");
    }
}
