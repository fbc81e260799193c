package provisioner.check;

import provisioner.remote.shell.Shell;
import provisioner.remote.ssh.Connection;
import provisioner.remote.target.RemoteException;

/** The hosts of a run that checks can use. */
public interface HostConnections {

    /** Whether the host is part of the run. {@code --limit} may exclude it. */
    boolean covers(String host);

    /** @throws RemoteException {@code UNREACHABLE} if the run has no connection to this host */
    Shell shell(String host) throws RemoteException, InterruptedException;

    /** @throws RemoteException {@code UNREACHABLE} if the run has no connection to this host */
    Connection connection(String host) throws RemoteException, InterruptedException;
}
