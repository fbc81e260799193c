package provisioner.record.page;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import provisioner.report.html.Page.State;
import provisioner.report.html.Page.Verdict;

/** How hosts stand, in a sentence or two. */
final class SiteVerdict {
    private SiteVerdict() {}

    static Verdict of(Collection<State> hosts, int open) {
        List<String> parts = new ArrayList<>();
        add(parts, count(hosts, State.UNREACHABLE), "host is unreachable", "hosts are unreachable");
        add(parts, count(hosts, State.FAILED), "host failed", "hosts failed");
        add(parts, count(hosts, State.DIFFERS), "host differs", "hosts differ");
        add(parts, open, "finding is open", "findings are open");
        long fine = count(hosts, State.FINE);
        if (hosts.isEmpty()) {
            parts.add("no host is recorded");
        } else if (parts.isEmpty()) {
            return new Verdict(true, "Every host was as declared when it was looked at last.");
        }
        String first = String.join(", ", parts);
        return new Verdict(
                false,
                Character.toUpperCase(first.charAt(0)) + first.substring(1) + "."
                        + (hosts.isEmpty()
                                ? ""
                                : " " + fine + " of " + hosts.size() + (fine == 1 ? " hosts was" : " hosts were")
                                        + " as declared when looked at last."));
    }

    private static long count(Collection<State> hosts, State state) {
        return hosts.stream().filter(state::equals).count();
    }

    private static void add(List<String> parts, long count, String one, String many) {
        if (count > 0) {
            parts.add(count + " " + (count == 1 ? one : many));
        }
    }
}
