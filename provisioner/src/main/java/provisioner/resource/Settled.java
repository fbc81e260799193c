package provisioner.resource;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import provisioner.resource.Assessment.InSync;
import provisioner.state.MadeNote;
import provisioner.state.Observation.NotesState;
import provisioner.state.Query;
import provisioner.state.Query.NotesQuery;
import provisioner.state.StateView;

/**
 * No notes are left of what a host does not need any more: what goes is gone, and what stays is named, with the command that removes
 * it. It comes after all removals.
 *
 * @param query asks for the notes
 * @param removals those of what goes
 * @param staying what does not go
 * @param refused what the notes name that must stay on every host, or that nobody knows how to take away, and why
 */
public record Settled(NotesQuery query, List<Removal> removals, List<Staying> staying, List<String> refused)
        implements Resource {
    /**
     * @param absent is in sync where it is not there
     * @param command what removes it, for people
     */
    public record Staying(Resource absent, String command) {}

    public Settled {
        removals = List.copyOf(removals);
        staying = List.copyOf(staying);
        refused = List.copyOf(refused);
    }

    @Override
    public String title() {
        return "notes";
    }

    @Override
    public Set<Query<?>> queries() {
        return Stream.of(
                        Stream.of(query),
                        removals.stream().flatMap(removal -> removal.queries().stream()),
                        staying.stream().flatMap(one -> one.absent().queries().stream()))
                .flatMap(each -> each)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** It only looks at what is there. */
    @Override
    public boolean writes() {
        return false;
    }

    @Override
    public Assessment assess(StateView state) {
        NotesState notes = state.get(query);
        if (notes.isEmpty()) {
            return new InSync();
        }
        Change change = new Change();
        change.differs(
                "notes", String.valueOf(notes.notes().size() + notes.damaged().size()), "settled");
        staying.stream()
                .filter(one -> !(one.absent().assess(state) instanceof InSync))
                .forEach(one -> stays(change, one.absent().title() + ": " + one.command()));
        removals.stream()
                .map(removal -> removal.stays(state))
                .flatMap(Optional::stream)
                .forEach(what -> stays(change, what));
        refused.forEach(what -> stays(change, what));
        notes.damaged()
                .forEach(file -> change.differs(Difference.sentence("a note could not be read and goes: " + file)));
        Set<String> files = new TreeSet<>(notes.damaged());
        notes.notes().stream().map(MadeNote::file).forEach(files::add);
        return change.run("notes_settled", List.copyOf(files))
                .becomes(query, NotesState.NONE)
                .assessment();
    }

    private static void stays(Change change, String what) {
        change.differs(Difference.sentence("stays: " + what));
    }
}
