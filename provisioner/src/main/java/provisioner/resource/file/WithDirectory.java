package provisioner.resource.file;

import java.util.Optional;
import provisioner.state.Observation;
import provisioner.state.Observation.Directory;
import provisioner.state.Observation.Missing;
import provisioner.state.Observation.Ownership;
import provisioner.state.Query;
import provisioner.state.Query.PathQuery;
import provisioner.state.StateView;

/** The state with a directory in place that the step makes itself. */
public record WithDirectory(StateView state, PathQuery directory) implements StateView {
    @Override
    @SuppressWarnings("unchecked") // a PathQuery is answered by a PathState
    public <O extends Observation> O get(Query<O> query) {
        O answer = state.get(query);
        return query.equals(directory) && answer instanceof Missing
                ? (O) new Directory(new Ownership(Owner.ROOT, Owner.ROOT, 0755))
                : answer;
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
