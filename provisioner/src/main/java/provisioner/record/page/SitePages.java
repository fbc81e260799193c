package provisioner.record.page;

import static provisioner.record.page.RunRow.clean;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import provisioner.record.History;
import provisioner.record.SiteHistory.Stand;
import provisioner.report.html.Page;
import provisioner.report.html.Page.State;
import provisioner.report.html.RecordPage;
import provisioner.report.html.RecordPage.Link;
import provisioner.report.html.RecordPage.Part;

/** The pages about a site: one, or a summary that leads to pages with some of the hosts each. */
public final class SitePages {
    private static final String LEAD =
            "How each host of this site stood when it was looked at last, what is open since when, and"
                    + " what was resolved lately, according to the record of runs.";

    private final SiteRecord site;
    private final Made made;
    private final List<Link> path;
    private final Map<String, State> states;

    /**
     * The same of all pages.
     *
     * @param notes on what is left out
     */
    public record Made(Instant at, String build, List<String> notes) {}

    private SitePages(SiteRecord site, Made made, List<Link> path) {
        this.site = site;
        this.made = made;
        this.path = path;
        this.states = states(site);
    }

    /**
     * @param name of the site's first page, without what stands behind the dot
     * @param path the pages above it
     * @return by file name, the first page first
     */
    public static SequencedMap<String, RecordPage> of(SiteRecord site, String name, Made made, List<Link> path) {
        SitePages pages = new SitePages(site, made, path);
        SequencedMap<String, RecordPage> all = new LinkedHashMap<>();
        if (site.hosts().size() <= HostRanges.MOST) {
            all.put(name + ".html", pages.whole());
            return all;
        }
        List<List<Stand>> ranges = HostRanges.of(site.hosts());
        all.put(name + ".html", pages.summary(ranges, name));
        List<Link> above = new ArrayList<>(path);
        above.add(new Link(clean(site.site()), name + ".html"));
        for (int i = 0; i < ranges.size(); i++) {
            all.put(file(name, i), pages.range(ranges.get(i), above));
        }
        return all;
    }

    private static String file(String name, int range) {
        return name + "." + (range + 1) + ".html";
    }

    /** The site in a list of sites. */
    public static Part part(SiteRecord site, String name) {
        SitePages pages = new SitePages(site, new Made(Instant.EPOCH, "", List.of()), List.of());
        return pages.part(new Link(clean(site.site()), name + ".html"), site.hosts(), site.open());
    }

    /** A host that could not be looked at, or that has failed, may be fine otherwise; nobody knows. */
    private static Map<String, State> states(SiteRecord site) {
        Map<String, State> states = new TreeMap<>();
        site.hosts()
                .forEach(host ->
                        states.put(host.host(), host.since().isPresent() ? RunRow.state(host.state()) : State.FINE));
        site.open()
                .forEach(one -> states.computeIfPresent(
                        one.host(),
                        (host, state) ->
                                worse(state, OpenFindings.kind(one.kind()).state())));
        return states;
    }

    private static State worse(State one, State other) {
        return one.compareTo(other) < 0 ? other : one;
    }

    private Part part(Link link, List<Stand> hosts, List<History.Found> open) {
        SortedMap<State, Integer> counts = new TreeMap<>();
        hosts.forEach(host -> counts.merge(state(host.host()), 1, Integer::sum));
        return new Part(
                link,
                counts,
                open.size(),
                hosts.stream().map(host -> host.last().at()).max(Instant::compareTo));
    }

    private RecordPage whole() {
        OpenFindings.Shown shown = OpenFindings.of(site.hosts(), site.open());
        return new RecordPage(
                clean(site.site()),
                LEAD,
                path,
                Optional.of(SiteVerdict.of(states.values(), site.open().size())),
                List.of(),
                stands(site.hosts()),
                Optional.of(shown.findings()),
                Optional.of(site.runs().stream().map(RunRow::of).toList()),
                Optional.of(ResolvedRows.of(site.resolved())),
                notes(shown.left()),
                made.at(),
                made.build());
    }

    private RecordPage summary(List<List<Stand>> ranges, String name) {
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < ranges.size(); i++) {
            List<Stand> hosts = ranges.get(i);
            parts.add(part(new Link(title(hosts), file(name, i)), hosts, of(hosts, site.open())));
        }
        OpenFindings.Shown shown = OpenFindings.of(List.of(), elsewhere(site.open()));
        return new RecordPage(
                clean(site.site()),
                LEAD + " These are more hosts than a page has room for. The record does not know the groups of an"
                        + " inventory, so hosts stand together whose names begin alike. What is open on them is on"
                        + " their pages.",
                path,
                Optional.of(SiteVerdict.of(states.values(), site.open().size())),
                parts,
                new LinkedHashMap<>(),
                Optional.of(shown.findings()),
                Optional.of(site.runs().stream().map(RunRow::of).toList()),
                Optional.of(ResolvedRows.of(elsewhere(site.resolved()))),
                notes(shown.left()),
                made.at(),
                made.build());
    }

    private RecordPage range(List<Stand> hosts, List<Link> above) {
        List<History.Found> open = of(hosts, site.open());
        OpenFindings.Shown shown = OpenFindings.of(hosts, open);
        return new RecordPage(
                clean(site.site()) + ": " + title(hosts),
                "Some hosts of a site, what is open on them since when, and what was resolved there lately, according to"
                        + " the record of runs.",
                above,
                Optional.of(SiteVerdict.of(
                        hosts.stream().map(host -> state(host.host())).toList(), open.size())),
                List.of(),
                stands(hosts),
                Optional.of(shown.findings()),
                Optional.empty(),
                Optional.of(ResolvedRows.of(of(hosts, site.resolved()))),
                notes(shown.left()),
                made.at(),
                made.build());
    }

    private List<String> notes(int left) {
        List<String> notes = new ArrayList<>(made.notes());
        if (left > 0) {
            notes.add("There is no room here for " + left + " more findings. 'provisioner drift' lists them.");
        }
        return notes;
    }

    private State state(String host) {
        return states.getOrDefault(host, State.FINE);
    }

    private SequencedMap<String, Page.Host> stands(List<Stand> hosts) {
        Map<String, Long> open =
                site.open().stream().collect(Collectors.groupingBy(History.Found::host, Collectors.counting()));
        SequencedMap<String, Page.Host> stands = new LinkedHashMap<>();
        for (Stand host : hosts) {
            long findings = open.getOrDefault(host.host(), 0L);
            String why = findings == 0 ? "" : findings + (findings == 1 ? " open finding" : " open findings");
            stands.put(
                    clean(host.host()),
                    new Page.Host(
                            state(host.host()), why, Optional.of(host.last().at())));
        }
        return stands;
    }

    private static String title(List<Stand> hosts) {
        String first = clean(hosts.getFirst().host());
        return hosts.size() == 1
                ? first
                : first + " to " + clean(hosts.getLast().host());
    }

    private static List<History.Found> of(List<Stand> hosts, List<History.Found> found) {
        Set<String> names = hosts.stream().map(Stand::host).collect(Collectors.toSet());
        return found.stream().filter(one -> names.contains(one.host())).toList();
    }

    /** Of the service as a whole, and of hosts whose runs are not in the record any more. */
    private List<History.Found> elsewhere(List<History.Found> found) {
        return found.stream().filter(one -> !states.containsKey(one.host())).toList();
    }
}
