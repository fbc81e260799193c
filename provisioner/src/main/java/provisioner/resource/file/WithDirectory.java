package provisioner.resource.file;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import provisioner.resource.Assessment;
import provisioner.resource.Change;
import provisioner.resource.Claim;
import provisioner.resource.Resource;
import provisioner.state.Observation;
import provisioner.state.Observation.Directory;
import provisioner.state.Observation.Missing;
import provisioner.state.Observation.Ownership;
import provisioner.state.Query;
import provisioner.state.Query.PathQuery;
import provisioner.state.StateView;

/** A file, and the directory that it is in, which is made along with it. */
public record WithDirectory(FileResource file) implements Resource {
    private static final Directory MADE = new Directory(new Ownership(Owner.ROOT, Owner.ROOT, 0755));

    @Override
    public String title() {
        return file.title();
    }

    @Override
    public List<Claim> claims() {
        return file.claims();
    }

    @Override
    public Set<Query<?>> queries() {
        return file.queries();
    }

    @Override
    public String actsFor(StateView state) {
        return file.actsFor(state);
    }

    @Override
    public Assessment assess(StateView state) {
        PathQuery directory = Paths.parentQuery(file.path());
        Change change = new Change();
        if (state.get(directory) instanceof Missing) {
            change.becomes(directory, MADE);
        }
        return change.include(file.assess(new Made(state, directory), List.of(directory.path())))
                .assessment();
    }

    /** The state with the directory in place. */
    private record Made(StateView state, PathQuery directory) implements StateView {
        @Override
        @SuppressWarnings("unchecked") // a PathQuery is answered by a PathState
        public <O extends Observation> O get(Query<O> query) {
            O answer = state.get(query);
            return query.equals(directory) && answer instanceof Missing ? (O) MADE : answer;
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
}
