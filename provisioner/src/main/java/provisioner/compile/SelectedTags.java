package provisioner.compile;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import provisioner.playbook.Play;
import provisioner.playbook.Playbook;
import provisioner.playbook.StepEntry;
import provisioner.playbook.StepGroup;
import provisioner.playbook.StepSource;
import provisioner.source.Location;
import provisioner.source.Problems;

/**
 * What {@code --tags} leaves of a playbook.
 *
 * @param tags empty for everything
 */
record SelectedTags(Set<String> tags) {
    /** A tag that no step has: only what tags do not leave out is left. */
    static final SelectedTags NONE = new SelectedTags(Set.of(""));

    SelectedTags {
        tags = Set.copyOf(tags);
    }

    boolean wantAnyOf(Play play) {
        return wantAnyOf(play.steps(), play.tags())
                || play.roles().stream()
                        .anyMatch(use -> wantAnyOf(use.role().steps(), StepWalk.union(play.tags(), use.tags())));
    }

    /** @param of the tags of everything that the entries are in */
    boolean wantAnyOf(List<StepEntry> entries, Iterable<String> of) {
        return entries.stream().anyMatch(entry -> want(entry, StepWalk.union(of, entry.tags())));
    }

    /** @param of the tags of the entry and of everything that it is in */
    boolean want(StepEntry entry, Set<String> of) {
        return switch (entry) {
            case StepSource ignored -> tags.isEmpty() || of.stream().anyMatch(tags::contains);
            case StepGroup group -> wantAnyOf(group.steps(), of);
        };
    }

    /** Reports those that nothing in a playbook has. */
    static void check(Playbook playbook, List<String> wanted, Problems problems) {
        Set<String> known = new TreeSet<>();
        for (Play play : playbook.plays()) {
            known.addAll(play.tags());
            play.roles().forEach(use -> known.addAll(use.tags()));
            play.entries().forEach(entry -> known.addAll(entry.tags()));
        }
        wanted.stream()
                .filter(tag -> !known.contains(tag))
                .forEach(tag ->
                        problems.add(Location.ofFile("--tags"), "no step has the tag '" + tag + "'", hint(tag, known)));
    }

    private static String hint(String tag, Set<String> known) {
        return known.isEmpty() ? "" : Problems.nearestOf("tags", tag, known);
    }
}
