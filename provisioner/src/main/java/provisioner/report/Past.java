package provisioner.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import provisioner.report.html.PastRun;
import provisioner.report.html.Seen;

/**
 * What a record of runs says about what the page of a run shows.
 *
 * @param found what is open, since when
 * @param runs of the same site, the newest first; empty if there is no record
 */
public record Past(Map<Subject, Times> found, Optional<List<PastRun>> runs) {
    /** Without a record nothing is known. */
    public static final Past NONE = new Past(Map.of(), Optional.empty());

    /** What can be found. */
    public enum What {
        STEP,
        CHECK,
        UNACCOUNTED,
        UNREACHABLE,
        HOST_FAILED
    }

    /**
     * Something that was found on a host.
     *
     * @param host empty for the service as a whole
     * @param play empty if it belongs to no play
     * @param name of the step, the check or the thing; empty for the host itself
     */
    public record Subject(What what, String host, String play, String name) {}

    /** @param lastAbsent the newest look before the first that did not find it; empty if none is recorded */
    public record Times(Seen.Moment first, Optional<Seen.Moment> lastAbsent) {}

    /**
     * Since when something is so on hosts. Those of which the record does not know it are not in it.
     *
     * @param hosts empty for the service as a whole
     */
    List<Seen> seen(What what, List<String> hosts, String play, String name) {
        List<Seen> each = new ArrayList<>();
        for (String host : hosts.isEmpty() ? List.of("") : hosts) {
            Times times = found.get(new Subject(what, host, play, name));
            if (times != null) {
                each.add(new Seen(
                        host.isEmpty() ? List.of() : List.of(host),
                        times.first(),
                        times.lastAbsent(),
                        Optional.empty()));
            }
        }
        return Seen.together(each);
    }
}
