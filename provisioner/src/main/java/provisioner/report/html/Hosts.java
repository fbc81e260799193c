package provisioner.report.html;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import javax.xml.stream.XMLStreamException;
import provisioner.report.html.Page.State;

/** How each host stands. Those that are fine are folded where there are many. */
final class Hosts {
    /** A list of more hosts is too long to be read to its end. */
    private static final int MANY = 20;

    private final Markup html;
    private final SequencedMap<String, Page.Host> hosts;

    /** The numbers of each host's findings. */
    private final Map<String, SequencedSet<Integer>> findings;

    Hosts(Markup html, SequencedMap<String, Page.Host> hosts, Map<String, SequencedSet<Integer>> findings) {
        this.html = html;
        this.hosts = hosts;
        this.findings = findings;
    }

    void section() throws XMLStreamException {
        Document.section(html, "Hosts", () -> {
            boolean many = hosts.size() > MANY;
            List<Map.Entry<String, Page.Host>> shown = hosts.entrySet().stream()
                    .filter(host -> !many || host.getValue().state() != State.FINE)
                    .toList();
            if (!shown.isEmpty()) {
                table(shown);
            }
            if (many) {
                List<Map.Entry<String, Page.Host>> fine = hosts.entrySet().stream()
                        .filter(host -> host.getValue().state() == State.FINE)
                        .toList();
                html.element("details", () -> {
                    html.element("summary", fine.size() + " hosts are as declared");
                    table(fine);
                });
            }
        });
    }

    private void table(List<Map.Entry<String, Page.Host>> some) throws XMLStreamException {
        boolean looked = hosts.values().stream().anyMatch(host -> host.looked().isPresent());
        html.table("Hosts", () -> {
            if (looked) {
                html.headings("Host", "State", "Why", "Findings", "Last looked at");
            } else {
                html.headings("Host", "State", "Why", "Findings");
            }
            for (var host : some) {
                html.element("tr", () -> row(host.getKey(), host.getValue()));
            }
        });
    }

    private void row(String name, Page.Host host) throws XMLStreamException {
        html.element("th", name, "scope", "row");
        html.element(
                "td",
                host.state().sign + " " + host.state().word,
                "class",
                host.state().style());
        html.element("td", host.detail());
        html.element("td", () -> {
            for (int number : findings.getOrDefault(name, new LinkedHashSet<>())) {
                Findings.link(html, number);
                html.text(" ");
            }
        });
        Optional<Instant> looked = host.looked();
        if (looked.isPresent()) {
            html.element("td", () -> html.time(looked.get()));
        }
    }
}
