package provisioner.report.html;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedMap;
import java.util.SequencedSet;
import javax.xml.stream.XMLStreamException;
import provisioner.report.html.Page.Finding;
import provisioner.report.html.Page.Kind;

/** What is wrong or would change: first how much of what, with what the words mean, then each with its number. */
final class Findings {
    /** The names of more hosts are folded. */
    private static final int MANY = 12;

    private final Markup html;
    private final Page page;

    Findings(Markup html, Page page) {
        this.html = html;
        this.page = page;
    }

    /** The numbers of a host's findings, from 1. */
    SequencedMap<String, SequencedSet<Integer>> byHost() {
        SequencedMap<String, SequencedSet<Integer>> numbers = new LinkedHashMap<>();
        for (int i = 0; i < page.findings().size(); i++) {
            for (String host : page.findings().get(i).hosts()) {
                numbers.computeIfAbsent(host, name -> new LinkedHashSet<>()).add(i + 1);
            }
        }
        return numbers;
    }

    /** A link to a finding. */
    static void link(Markup html, int number) throws XMLStreamException {
        html.element("a", "" + number, "href", "#finding-" + number, "aria-label", "finding " + number);
    }

    void section() throws XMLStreamException {
        PageWriter.section(html, "Findings", () -> {
            if (page.findings().isEmpty()) {
                html.element("p", "Nothing was found.");
                return;
            }
            html.table("Kinds of findings", this::kinds);
            html.element(
                    "p",
                    "In what follows, a line with - or what is before → is what the host has; a line with + or what is"
                            + " behind → is what its files declare. This page knows one run only, not since when something"
                            + " is so. 'provisioner journal HOST' lists the runs that changed a host before, and who"
                            + " started them.",
                    "class",
                    "quiet");
            for (int i = 0; i < page.findings().size(); i++) {
                int number = i + 1;
                Finding finding = page.findings().get(i);
                html.element(
                        "article",
                        () -> finding(number, finding),
                        "class",
                        finding.state().style(),
                        "id",
                        "finding-" + number);
            }
        });
    }

    private void kinds() throws XMLStreamException {
        html.headings("What", "How many", "What it means", "What to do");
        for (Kind kind : Kind.values()) {
            List<Finding> some = page.findings().stream()
                    .filter(finding -> finding.kind() == kind)
                    .toList();
            if (some.isEmpty()) {
                continue;
            }
            long hosts = some.stream()
                    .flatMap(finding -> finding.hosts().stream())
                    .distinct()
                    .count();
            html.element("tr", () -> {
                html.element(
                        "th",
                        () -> badge(kind),
                        "scope",
                        "row",
                        "class",
                        kind.state().style());
                html.element("td", count(some.size(), "finding") + (hosts == 0 ? "" : " on " + count(hosts, "host")));
                html.element("td", kind.meaning());
                html.element("td", kind.remedy());
            });
        }
    }

    private static String count(long count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    private void badge(Kind kind) throws XMLStreamException {
        html.element("span", kind.state().sign + " " + kind.word(), "class", "badge");
    }

    private void finding(int number, Finding finding) throws XMLStreamException {
        html.element("h3", () -> {
            html.text(number + ". ");
            badge(finding.kind());
            html.text(" " + finding.title());
        });
        // A finding about a host itself has its name already.
        if (!finding.hosts().equals(List.of(finding.title()))) {
            on(finding.hosts());
        }
        if (!finding.lines().isEmpty()) {
            html.element(
                    "pre",
                    () -> {
                        for (String line : finding.lines()) {
                            html.element("span", line + "\n", "class", lineStyle(line));
                        }
                    },
                    "tabindex",
                    "0",
                    "role",
                    "group",
                    "aria-label",
                    "What was found");
        }
        fact("Declared at", finding.where());
        fact("Last changed on the host at", finding.since());
        if (!finding.advice().isEmpty()) {
            html.element("p", finding.advice());
        }
    }

    private void on(List<String> hosts) throws XMLStreamException {
        if (hosts.size() > MANY) {
            html.element("details", () -> {
                html.element("summary", "on " + hosts.size() + " hosts");
                html.element("p", String.join(", ", hosts), "class", "where");
            });
        } else if (!hosts.isEmpty()) {
            html.element("p", "on " + String.join(", ", hosts), "class", "where");
        }
    }

    private void fact(String name, String value) throws XMLStreamException {
        if (!value.isEmpty()) {
            html.element("p", () -> {
                html.text(name + " ");
                html.element("code", value);
            });
        }
    }

    private static String lineStyle(String line) {
        return line.startsWith("+") ? "added" : line.startsWith("-") ? "deleted" : "same";
    }
}
