package provisioner.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import provisioner.engine.ShownStep;

/** Steps of several hosts in the playbook's order. A step that is the same on several hosts is one group. */
final class StepGroups {
    private final List<Group> groups = new ArrayList<>();

    // A plan may have thousands of steps, and each looks for its like.
    private final Map<Place, List<Group>> byPlace = new HashMap<>();

    /** Where a step is written, as what: the same for the same step of several hosts. */
    record Place(int play, String name, String location) {
        static Place of(ShownStep step) {
            return new Place(step.playIndex(), step.name(), step.location());
        }
    }

    /**
     * @param step that of the first of the hosts
     * @param details what is shown of it
     * @param hosts on which it is the same
     */
    record Group(ShownStep step, List<String> details, SequencedSet<String> hosts) {

        private boolean isSame(String host, ShownStep other, List<String> shown) {
            return step.outcome() == other.outcome()
                    && step.because().equals(other.because())
                    && details.equals(shown)
                    && !hosts.contains(host);
        }

        Place place() {
            return Place.of(step);
        }
    }

    interface Details {
        List<String> of(ShownStep step);
    }

    /** Adds a host's steps, in their order: after the same step of an earlier host, or else after its own last one. */
    void add(String host, List<ShownStep> steps, Details details) {
        int at = 0;
        for (ShownStep step : steps) {
            List<String> shown = details.of(step);
            List<Group> alike = byPlace.computeIfAbsent(Place.of(step), place -> new ArrayList<>());
            int from = at;
            Optional<Group> same = alike.stream()
                    .filter(group -> group.isSame(host, step, shown))
                    .findFirst();
            at = same.map(group -> indexOf(group, from)).orElseGet(() -> placeFor(step, alike, from));
            if (same.isEmpty()) {
                Group group = new Group(step, shown, new LinkedHashSet<>());
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
    private int placeFor(ShownStep step, List<Group> alike, int after) {
        int place = after;
        for (Group group : alike) {
            place = Math.max(place, indexOf(group, after) + 1);
        }
        while (place < groups.size() && groups.get(place).step().playIndex() < step.playIndex()) {
            place++;
        }
        return place;
    }

    List<Group> groups() {
        return List.copyOf(groups);
    }
}
