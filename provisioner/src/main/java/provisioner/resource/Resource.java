package provisioner.resource;

import java.util.Set;
import provisioner.state.Query;
import provisioner.state.StateView;

/** Something on a host with a desired state. Implementations are records: equal where they desire the same. */
public non-sealed interface Resource extends Declaration {

    /** Everything that {@link #assess} will ask for. */
    Set<Query<?>> queries();

    /**
     * Compares what is desired with what is known. Pure: the same answers give the same assessment, and nothing but
     * the declared queries is asked.
     */
    Assessment assess(StateView state);
}
