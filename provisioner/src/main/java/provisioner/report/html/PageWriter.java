package provisioner.report.html;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;
import javax.xml.stream.XMLStreamException;
import provisioner.report.html.Page.State;

/** Writes a page: what is wrong first, then where, then everything. */
public final class PageWriter {
    /** A list of more hosts is too long to be read to its end. */
    private static final int MANY = 20;

    private final Page page;
    private final Markup html;

    private PageWriter(Page page, Markup html) {
        this.page = page;
        this.html = html;
    }

    /** @throws IOException if it cannot be written */
    public static void write(Page page, Writer out) throws IOException {
        try {
            new PageWriter(page, new Markup(out)).document();
        } catch (XMLStreamException e) {
            throw new IOException("the page cannot be written: " + e.getMessage(), e);
        }
    }

    private void document() throws XMLStreamException {
        html.document("en", () -> {
            html.element("head", () -> {
                html.empty("meta", "charset", "UTF-8");
                html.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
                // Nothing may be loaded, whatever a host's answer looks like.
                html.empty(
                        "meta",
                        "http-equiv",
                        "Content-Security-Policy",
                        "content",
                        "default-src 'none'; style-src 'unsafe-inline'");
                html.element(
                        "title",
                        page.about().command() + " " + page.about().playbook() + ": "
                                + page.verdict().text());
                html.element("style", styles());
            });
            html.element("body", this::body);
        });
    }

    private void body() throws XMLStreamException {
        html.element("a", "To what was found", "href", "#findings", "class", "skip");
        html.element("header", this::head);
        html.element("main", () -> {
            new Findings(html, page).section();
            hosts();
            new Drawing(html, page).section();
            checks();
            new Matrix(html, page).section();
            about();
        });
    }

    private void head() throws XMLStreamException {
        Page.About about = page.about();
        html.element("h1", about.title());
        html.element("p", about.lead());
        html.element(
                "p",
                (page.verdict().good() ? State.FINE.sign : State.FAILED.sign) + " "
                        + page.verdict().text(),
                "class",
                "verdict " + (page.verdict().good() ? State.FINE : State.FAILED).style());
        html.element(
                "p",
                () -> {
                    time(about.startedAt());
                    html.text(", " + about.duration() + ", by " + about.by() + ": ");
                    html.element("code", "provisioner " + about.command() + " " + about.playbook());
                },
                "class",
                "quiet");
        html.element(
                "nav",
                () -> {
                    for (String section : List.of("Findings", "Hosts", "Topology", "Checks", "Steps", "About")) {
                        html.element("a", section, "href", "#" + section.toLowerCase(Locale.ROOT));
                        html.text(" ");
                    }
                },
                "aria-label",
                "Sections");
        for (String note : page.notes()) {
            html.element("p", note, "class", "note");
        }
    }

    /** As people write it; programs have it as it was. */
    private void time(String at) throws XMLStreamException {
        html.element("time", at.replace("T", " ").replace("Z", " UTC"), "datetime", at);
    }

    /** A section with a heading by which it can be linked to. */
    static void section(Markup html, String title, Markup.Content content) throws XMLStreamException {
        String id = title.toLowerCase(Locale.ROOT);
        html.element(
                "section",
                () -> {
                    html.element("h2", title, "id", id);
                    content.write();
                },
                "aria-labelledby",
                id);
    }

    /** Those that are fine are folded where there are many. */
    private void hosts() throws XMLStreamException {
        section(html, "Hosts", () -> {
            boolean many = page.hosts().size() > MANY;
            List<Map.Entry<String, Page.Host>> shown = page.hosts().entrySet().stream()
                    .filter(host -> !many || host.getValue().state() != State.FINE)
                    .toList();
            if (!shown.isEmpty()) {
                hosts(shown);
            }
            if (many) {
                List<Map.Entry<String, Page.Host>> fine = page.hosts().entrySet().stream()
                        .filter(host -> host.getValue().state() == State.FINE)
                        .toList();
                html.element("details", () -> {
                    html.element("summary", fine.size() + " hosts are as declared");
                    hosts(fine);
                });
            }
        });
    }

    private void hosts(List<Map.Entry<String, Page.Host>> hosts) throws XMLStreamException {
        SequencedMap<String, SequencedSet<Integer>> findings = new Findings(html, page).byHost();
        html.table("Hosts", () -> {
            html.headings("Host", "State", "Why", "Findings");
            for (var host : hosts) {
                State state = host.getValue().state();
                html.element("tr", () -> {
                    html.element("th", host.getKey(), "scope", "row");
                    html.element("td", state.sign + " " + state.word, "class", state.style());
                    html.element("td", host.getValue().detail());
                    html.element("td", () -> links(findings.getOrDefault(host.getKey(), new LinkedHashSet<>())));
                });
            }
        });
    }

    private void links(SequencedSet<Integer> findings) throws XMLStreamException {
        for (int number : findings) {
            Findings.link(html, number);
            html.text(" ");
        }
    }

    private void checks() throws XMLStreamException {
        section(html, "Checks", () -> {
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
        section(html, "About", () -> {
            html.element("dl", () -> {
                entry("Command", about.command() + " " + about.playbook());
                entry("Run", about.runId());
                entry("Started", about.startedAt());
                entry("Took", about.duration());
                entry("By", about.by());
                entry("Build of provisioner", about.build());
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

    private void entry(String name, String value) throws XMLStreamException {
        html.element("dt", name);
        html.element("dd", value);
    }

    private static String styles() {
        try (InputStream in = PageWriter.class.getResourceAsStream("page.css")) {
            if (in == null) {
                throw new IllegalStateException("page.css is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
