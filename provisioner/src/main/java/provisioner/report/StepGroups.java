package provisioner.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import provisioner.plan.StepReport;

/** Steps of several hosts in the playbook's order. A step that is the same on several hosts is one group. */
final class StepGroups {
    private final List<Group> groups = new ArrayList<>();

    /**
     * @param report that of the first of the hosts
     * @param details what is shown of it
     * @param hosts on which it is the same
     */
    record Group(StepReport report, List<String> details, SequencedSet<String> hosts) {

        private boolean isSame(String host, StepReport other, List<String> shown) {
            return isInstanceOf(other)
                    && report.outcome() == other.outcome()
                    && report.because().equals(other.because())
                    && details.equals(shown)
                    && !hosts.contains(host);
        }

        /** Whether both are the same step of the playbook. */
        boolean isInstanceOf(StepReport other) {
            return report.step().playIndex() == other.step().playIndex()
                    && report.step().name().equals(other.step().name())
                    && report.step().location().equals(other.step().location());
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
            int same = -1;
            for (int i = 0; i < groups.size() && same < 0; i++) {
                same = groups.get(i).isSame(host, report, shown) ? i : -1;
            }
            if (same < 0) {
                same = placeFor(report, at);
                groups.add(same, new Group(report, shown, new LinkedHashSet<>()));
            }
            groups.get(same).hosts().add(host);
            at = same + 1;
        }
    }

    /** Beside the same step with other details if there is one. */
    private int placeFor(StepReport report, int after) {
        int place = after;
        for (int i = after; i < groups.size(); i++) {
            StepReport there = groups.get(i).report();
            if (there.step().playIndex() == report.step().playIndex()
                    && there.step().id().equals(report.step().id())) {
                place = i + 1;
            }
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
