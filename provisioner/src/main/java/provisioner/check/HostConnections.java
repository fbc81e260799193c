package provisioner.check;

import provisioner.remote.shell.Shell;
import provisioner.remote.ssh.Connection;
import provisioner.remote.target.RemoteException;

/** The hosts of a run, as far as they can be asked while its checks run. */
public interface HostConnections {

    /** Whether the run has the host at all: {@code --limit} may leave it out. */
    boolean covers(String host);

    /** @throws RemoteException {@code UNREACHABLE} where the run has no connection to this host */
    Shell shell(String host) throws RemoteException, InterruptedException;

    /** @throws RemoteException {@code UNREACHABLE} where the run has no connection to this host */
    Connection connection(String host) throws RemoteException, InterruptedException;
}
