package provisioner.report.html;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import javax.xml.stream.XMLStreamException;
import provisioner.report.html.Page.Finding;
import provisioner.report.html.Page.Kind;

/** What is wrong or would change: first how much of what, with what the words mean, then each with its number. */
final class Findings {
    /** The names of more hosts are folded. */
    private static final int MANY = 12;

    /** Where it came to the hosts at more times, the rest is folded. */
    private static final int MOST_TIMES = 5;

    private final Markup html;
    private final List<Finding> findings;
    private final String explanation;

    /** @param explanation of what is shown of a finding */
    Findings(Markup html, List<Finding> findings, String explanation) {
        this.html = html;
        this.findings = findings;
        this.explanation = explanation;
    }

    /** The numbers of a host's findings, from 1. */
    SequencedMap<String, SequencedSet<Integer>> byHost() {
        SequencedMap<String, SequencedSet<Integer>> numbers = new LinkedHashMap<>();
        for (int i = 0; i < findings.size(); i++) {
            for (String host : findings.get(i).hosts()) {
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
        Document.section(html, "Findings", () -> {
            if (findings.isEmpty()) {
                html.element("p", "Nothing was found.");
                return;
            }
            html.table("Kinds of findings", this::kinds);
            html.element("p", explanation, "class", "quiet");
            for (int i = 0; i < findings.size(); i++) {
                int number = i + 1;
                Finding finding = findings.get(i);
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
            List<Finding> some =
                    findings.stream().filter(finding -> finding.kind() == kind).toList();
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
                html.element(
                        "td",
                        Document.count(some.size(), "finding")
                                + (hosts == 0 ? "" : " on " + Document.count(hosts, "host")));
                html.element("td", kind.meaning());
                html.element("td", kind.remedy());
            });
        }
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
        seen(finding.seen(), finding.kind().before());
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

    /** @param before what the host or the service was before that */
    private void seen(List<Seen> all, String before) throws XMLStreamException {
        boolean many = all.size() > MOST_TIMES;
        for (Seen seen : many ? all.subList(0, MOST_TIMES) : all) {
            html.element("p", () -> seen(seen, before, all.size() > 1), "class", "seen");
        }
        if (many) {
            html.element("details", () -> {
                html.element("summary", "at " + (all.size() - MOST_TIMES) + " more times");
                for (Seen seen : all.subList(MOST_TIMES, all.size())) {
                    html.element("p", () -> seen(seen, before, true), "class", "seen");
                }
            });
        }
    }

    /** @param apart whether it was seen at other times on other hosts */
    private void seen(Seen seen, String before, boolean apart) throws XMLStreamException {
        if (apart) {
            html.text("on " + some(seen.hosts()) + ": ");
        }
        moment(apart ? "first seen " : "First seen ", seen.first());
        Optional<Seen.Moment> absent = seen.lastAbsent();
        if (absent.isPresent()) {
            moment(", last " + before + " ", absent.get());
        }
        Optional<Seen.Moment> last = seen.last();
        if (last.isPresent()) {
            moment(", last seen ", last.get());
        }
        html.text(".");
    }

    private void moment(String what, Seen.Moment moment) throws XMLStreamException {
        html.text(what);
        html.time(moment.at());
    }

    private static String some(List<String> hosts) {
        int more = hosts.size() - MANY;
        return more <= 0
                ? String.join(", ", hosts)
                : String.join(", ", hosts.subList(0, MANY)) + " and " + more + " more";
    }

    private static String lineStyle(String line) {
        return line.startsWith("+") ? "added" : line.startsWith("-") ? "deleted" : "same";
    }
}
