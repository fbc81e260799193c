package provisioner.record.page;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import provisioner.record.SiteHistory.Stand;

/**
 * Hosts by pages. A record does not know the groups of an inventory, so hosts stand together whose names begin alike, as far as
 * a page has room for them.
 */
final class HostRanges {
    /** More on one page take a browser too long. */
    static final int MOST = 300;

    /** web-9 is before web-10. */
    private static final Comparator<Stand> BY_NUMBER =
            Comparator.<Stand>comparingInt(host -> host.host().length()).thenComparing(Stand::host);

    private HostRanges() {}

    /** {@code web} of {@code web-12.example.com}. */
    private static String stem(String host) {
        int end = 0;
        while (end < host.length() && !Character.isDigit(host.charAt(end)) && host.charAt(end) != '.') {
            end++;
        }
        return host.substring(0, end);
    }

    static List<List<Stand>> of(List<Stand> hosts) {
        SortedMap<String, List<Stand>> alike = new TreeMap<>();
        hosts.forEach(host -> alike.computeIfAbsent(stem(host.host()), stem -> new ArrayList<>())
                .add(host));
        List<List<Stand>> pages = new ArrayList<>();
        for (List<Stand> some : alike.values()) {
            some.sort(BY_NUMBER);
            if (pages.isEmpty() || pages.getLast().size() + some.size() > MOST) {
                pages.add(new ArrayList<>());
            }
            for (Stand host : some) {
                if (pages.getLast().size() == MOST) {
                    pages.add(new ArrayList<>());
                }
                pages.getLast().add(host);
            }
        }
        return pages;
    }
}
