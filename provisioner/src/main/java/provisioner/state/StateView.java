package provisioner.state;

import java.util.Optional;

/** What is known of a host at a point of its plan: observed at first, then altered by the steps before that point. */
public interface StateView {

    /** The last known answer. Every query that is asked was declared by the step that asks it. */
    <O extends Observation> O get(Query<O> query);

    /**
     * Why the answer may be another one by the time the step runs: the name of the earlier step that leaves it open;
     * empty where the answer is certain.
     */
    Optional<String> unsettledBy(Query<?> query);

    /** The name of the earlier step that alters the answer for certain; empty where none does. */
    Optional<String> alteredBy(Query<?> query);

    default boolean settled(Query<?> query) {
        return unsettledBy(query).isEmpty();
    }
}
