package provisioner.apply;

import java.util.Optional;
import provisioner.remote.target.RemoteException;

/** What has to be done elsewhere before a host is changed. */
@FunctionalInterface
public interface ChangeGate {
    /** Nothing. */
    ChangeGate OPEN = Optional::empty;

    /** Asked once, before the first change; why there must be none, if so. */
    Optional<String> open() throws RemoteException, InterruptedException;
}
