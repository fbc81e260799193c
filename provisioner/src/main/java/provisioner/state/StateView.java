package provisioner.state;

import java.util.Optional;

/** The known state of a host at a point in its plan: the observed state, changed by the steps before that point. */
public interface StateView {

    /** The last known answer. A step may use only queries that it has declared. */
    <O extends Observation> O get(Query<O> query);

    /** The name of the earlier step that may change the answer before this one runs; empty if the answer is certain. */
    Optional<String> unsettledBy(Query<?> query);

    /** The name of the earlier step that changes the answer for certain; empty if there is none. */
    Optional<String> alteredBy(Query<?> query);

    /** The observed state before any step. */
    static StateView of(Observed observed) {
        return new StateView() {
            @Override
            public <O extends Observation> O get(Query<O> query) {
                return observed.get(query);
            }

            @Override
            public Optional<String> unsettledBy(Query<?> query) {
                return Optional.empty();
            }

            @Override
            public Optional<String> alteredBy(Query<?> query) {
                return Optional.empty();
            }
        };
    }

    default boolean settled(Query<?> query) {
        return unsettledBy(query).isEmpty();
    }
}
