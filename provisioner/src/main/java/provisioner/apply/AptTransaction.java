package provisioner.apply;

import java.time.Duration;
import java.util.List;
import provisioner.resource.Action;

/** One apt transaction out of neighbouring changes of packages. */
final class AptTransaction {
    private AptTransaction() {}

    static Action.Script script(List<Action.Packages> changes, Duration timeout) {
        throw new UnsupportedOperationException("not yet: " + changes + timeout);
    }
}
