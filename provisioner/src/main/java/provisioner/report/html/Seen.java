package provisioner.report.html;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * From when to when something was found on some hosts, according to a record.
 *
 * @param hosts empty for the service as a whole
 * @param lastAbsent the newest look before the first that did not find it; empty if the record has none
 * @param last empty where the page is about the run that saw it last
 */
public record Seen(List<String> hosts, Moment first, Optional<Moment> lastAbsent, Optional<Moment> last) {

    /**
     * When a run looked.
     *
     * @param run its name; empty if it is not in the record any more
     */
    public record Moment(Instant at, String run) {
        /** The same for all hosts of a run, which looks at one after the other. */
        private String look() {
            return run.isEmpty() ? at.toString() : run;
        }

        private Moment earlier(Moment other) {
            return at.isAfter(other.at) ? other : this;
        }
    }

    private List<String> looks() {
        return List.of(
                first.look(),
                lastAbsent.map(Moment::look).orElse(""),
                last.map(Moment::look).orElse(""));
    }

    /** Hosts on which the same runs have found it stand together, with the times of the one that was looked at first. */
    public static List<Seen> together(List<Seen> each) {
        SequencedMap<List<String>, Seen> groups = new LinkedHashMap<>();
        each.forEach(one -> groups.merge(one.looks(), one, Seen::with));
        return List.copyOf(groups.values());
    }

    private Seen with(Seen other) {
        List<String> all = new ArrayList<>(hosts);
        all.addAll(other.hosts);
        return new Seen(
                List.copyOf(all),
                first.earlier(other.first),
                earlier(lastAbsent, other.lastAbsent),
                earlier(last, other.last));
    }

    /** Both are there, or neither is. */
    private static Optional<Moment> earlier(Optional<Moment> one, Optional<Moment> other) {
        return one.map(moment -> moment.earlier(other.orElse(moment)));
    }
}
