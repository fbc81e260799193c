package provisioner.check;

import provisioner.mysql.Databases;
import provisioner.remote.shell.Shell;
import provisioner.remote.target.RemoteException;

/** The hosts of a run that checks can use. */
public interface HostConnections {

    /** Whether the host is part of the run. {@code --limit} may exclude it. */
    boolean covers(String host);

    /** @throws RemoteException {@code UNREACHABLE} if the run has no connection to this host */
    Shell shell(String host) throws RemoteException, InterruptedException;

    /**
     * New database sessions of the host, which whoever asks closes.
     *
     * @throws RemoteException {@code UNREACHABLE} if the run has no connection to this host
     */
    Databases databases(String host) throws RemoteException, InterruptedException;
}
