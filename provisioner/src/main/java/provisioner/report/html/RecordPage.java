package provisioner.report.html;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;

/**
 * A page of a report about what is recorded: of several sites, of a site, or of some of its hosts. All texts are without
 * secrets.
 *
 * @param lead what the page is, for somebody who does not know the commands
 * @param path the pages above this one
 * @param verdict empty where the page is about several sites
 * @param parts the pages below this one, of sites or of hosts
 * @param hosts by name; empty where {@code parts} have them
 * @param runs empty where a page above has them
 * @param resolved empty where a page below has them
 * @param madeAt when the record was read
 */
public record RecordPage(
        String title,
        String lead,
        List<Link> path,
        Optional<Page.Verdict> verdict,
        List<Part> parts,
        SequencedMap<String, Page.Host> hosts,
        Optional<List<Page.Finding>> findings,
        Optional<List<PastRun>> runs,
        Optional<List<Resolved>> resolved,
        List<String> notes,
        Instant madeAt,
        String build) {

    /** @param file beside this page */
    public record Link(String name, String file) {}

    /**
     * A page below.
     *
     * @param hosts how many stand how
     * @param findings how many are open
     * @param looked when one of its hosts was looked at last
     */
    public record Part(Link link, SortedMap<Page.State, Integer> hosts, int findings, Optional<Instant> looked) {}

    /**
     * A finding that was resolved.
     *
     * @param kind in a word
     * @param hosts empty for the service as a whole
     * @param last when it was seen last
     * @param by the command and the operator of the run that found it in order; may be empty
     */
    public record Resolved(
            String kind, String title, List<String> hosts, Instant first, Instant last, Instant resolved, String by) {}
}
