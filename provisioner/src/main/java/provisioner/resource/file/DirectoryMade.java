package provisioner.resource.file;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import provisioner.state.Observation;
import provisioner.state.Observation.Directory;
import provisioner.state.Observation.Missing;
import provisioner.state.Observation.NoContent;
import provisioner.state.PathNames;
import provisioner.state.Query;
import provisioner.state.Query.ContentQuery;
import provisioner.state.Query.PathQuery;
import provisioner.state.StateView;

/** A state with some directories in place, which the same step makes before it comes to what is in them. */
final class DirectoryMade implements StateView {
    private final StateView state;
    private final String anew;
    private final Map<PathQuery, Directory> made = new HashMap<>();

    /** @param anew the directory that takes the place of something else, so that nothing is in it; empty for none */
    DirectoryMade(StateView state, String anew) {
        this.state = state;
        this.anew = anew;
    }

    void add(DirectoryResource directory) {
        made.put(
                new PathQuery(directory.path()), new Directory(directory.owner().ownership()));
    }

    @Override
    @SuppressWarnings("unchecked") // each query is answered by its own kind
    public <O extends Observation> O get(Query<O> query) {
        Directory directory = query instanceof PathQuery path ? made.get(path) : null;
        if (directory != null) {
            return (O) directory;
        }
        return switch (query) {
            case PathQuery(String path) when isAnew(path) -> (O) new Missing();
            case ContentQuery content when isAnew(content.path()) -> (O) new NoContent();
            default -> state.get(query);
        };
    }

    private boolean isAnew(String path) {
        return !anew.isEmpty() && PathNames.isBelow(path, anew);
    }

    @Override
    public Optional<String> unsettledBy(Query<?> query) {
        return state.unsettledBy(query);
    }

    @Override
    public Optional<String> alteredBy(Query<?> query) {
        return state.alteredBy(query);
    }
}
