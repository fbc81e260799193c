package provisioner.resource.wait;

import java.util.Optional;
import provisioner.resource.Change;
import provisioner.state.Query;
import provisioner.state.StateView;

/** Something that will be true on a host, or is already. */
interface Condition {

    /** What it is about, such as {@code port 127.0.0.1:3306}. */
    String subject();

    /** What is waited for, in words. */
    String wanted();

    Query<?> query();

    /** What is so instead; empty where the condition is true. */
    Optional<String> unmet(StateView state);

    /** Adds the answer that is waited for. */
    void become(Change change);
}
