package provisioner.record.page;

import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import provisioner.report.html.RecordPage;
import provisioner.report.html.RecordPage.Link;
import provisioner.report.html.RecordPage.Part;

/** How the pages of a report are called, and the page that leads to those of several sites. */
public final class ReportFiles {
    /** Where a reader begins. */
    public static final String FIRST = "index";

    private static final int LONGEST = 60;

    private ReportFiles() {}

    /** The name of each site's first page. A site alone begins where a reader does. */
    public static SequencedMap<String, String> names(List<String> sites) {
        SequencedMap<String, String> names = new LinkedHashMap<>();
        if (sites.size() == 1) {
            names.put(sites.getFirst(), FIRST);
            return names;
        }
        Set<String> taken = new HashSet<>(Set.of(FIRST));
        for (String site : new TreeSet<>(sites)) {
            String name = plain(site);
            for (int i = 2; !taken.add(name); i++) {
                name = plain(site) + "-" + i;
            }
            names.put(site, name);
        }
        return names;
    }

    /** Only letters, digits and dashes, whatever anybody has written into the record. */
    private static String plain(String site) {
        String plain = site.toLowerCase(Locale.ROOT)
                .replaceAll("\\.ya?ml$", "")
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^-|-$", "");
        String some = plain.length() <= LONGEST ? plain : plain.substring(0, LONGEST);
        return some.isEmpty() ? "site" : some;
    }

    /** The page that leads to those of the sites. */
    public static RecordPage overview(List<Part> sites, Instant at, String build) {
        return new RecordPage(
                "Sites",
                "How the hosts of each site stood when they were looked at last, according to the record of runs.",
                List.<Link>of(),
                Optional.empty(),
                sites,
                new LinkedHashMap<>(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                at,
                build);
    }
}
