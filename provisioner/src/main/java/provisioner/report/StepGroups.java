package provisioner.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import provisioner.plan.StepReport;
import provisioner.source.Location;

/** Steps of several hosts in the playbook's order. A step that is the same on several hosts is one group. */
final class StepGroups {
    private final List<Group> groups = new ArrayList<>();

    // A plan may have thousands of steps, and each looks for its like.
    private final Map<Place, List<Group>> byPlace = new HashMap<>();

    /** Where a step is written, as what: the same for the same step of several hosts. */
    record Place(int play, String name, Location location) {
        static Place of(StepReport report) {
            return new Place(
                    report.step().playIndex(),
                    report.step().name(),
                    report.step().location());
        }
    }

    /**
     * @param report that of the first of the hosts
     * @param details what is shown of it
     * @param hosts on which it is the same
     */
    record Group(StepReport report, List<String> details, SequencedSet<String> hosts) {

        private boolean isSame(String host, StepReport other, List<String> shown) {
            return report.outcome() == other.outcome()
                    && report.because().equals(other.because())
                    && details.equals(shown)
                    && !hosts.contains(host);
        }

        Place place() {
            return Place.of(report);
        }

        /** The role that the step is written in; empty for a play's own step. */
        String role() {
            String within = report.step().id().substring(report.step().play().length() + 1);
            int slash = within.indexOf('/');
            boolean own = within.startsWith(report.step().name())
                    || report.step().around().isPresent();
            return own || slash < 0 ? "" : within.substring(0, slash);
        }
    }

    interface Details {
        List<String> of(StepReport report);
    }

    /** Adds a host's steps, in their order: after the same step of an earlier host, or else after its own last one. */
    void add(String host, List<StepReport> reports, Details details) {
        int at = 0;
        for (StepReport report : reports) {
            List<String> shown = details.of(report);
            List<Group> alike = byPlace.computeIfAbsent(Place.of(report), place -> new ArrayList<>());
            int from = at;
            Optional<Group> same = alike.stream()
                    .filter(group -> group.isSame(host, report, shown))
                    .findFirst();
            at = same.map(group -> indexOf(group, from)).orElseGet(() -> placeFor(report, alike, from));
            if (same.isEmpty()) {
                Group group = new Group(report, shown, new LinkedHashSet<>());
                groups.add(at, group);
                alike.add(group);
            }
            groups.get(at).hosts().add(host);
            at++;
        }
    }

    /** Nearly always the next one. */
    private int indexOf(Group group, int from) {
        for (int i = from; i < groups.size(); i++) {
            if (groups.get(i) == group) {
                return i;
            }
        }
        return groups.indexOf(group);
    }

    /** Beside the same step with other details if there is one. */
    private int placeFor(StepReport report, List<Group> alike, int after) {
        int place = after;
        for (Group group : alike) {
            place = Math.max(place, indexOf(group, after) + 1);
        }
        while (place < groups.size()
                && groups.get(place).report().step().playIndex() < report.step().playIndex()) {
            place++;
        }
        return place;
    }

    List<Group> groups() {
        return List.copyOf(groups);
    }
}
