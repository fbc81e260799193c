package provisioner.resource;

import java.util.List;
import java.util.Optional;
import provisioner.state.StateView;

/** Takes away what a step made, if that has not become something else since. Otherwise it has nothing to do. */
public interface Removal extends Resource {

    /** This removal, as one of all those on its host. */
    default Removal with(List<Removal> all) {
        return this;
    }

    /** What is there and stays all the same, why, and the command that removes it, for people; empty where nothing stays. */
    Optional<String> stays(StateView state);
}
