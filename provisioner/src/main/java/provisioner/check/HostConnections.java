package provisioner.check;

import java.time.Duration;
import provisioner.mysql.Databases;
import provisioner.remote.shell.Reply;
import provisioner.remote.target.RemoteException;

/** The hosts of a run that checks can use. */
public interface HostConnections {

    /** Whether the host is part of the run. {@code --limit} may exclude it. */
    boolean covers(String host);

    /**
     * Runs a script that changes nothing in the host's shell.
     *
     * @throws RemoteException {@code UNREACHABLE} if the run has no connection to this host
     */
    Reply run(String host, String script, Duration timeout) throws RemoteException, InterruptedException;

    /**
     * New database sessions of the host, which whoever asks closes before asking another host.
     *
     * @throws RemoteException {@code UNREACHABLE} if the run has no connection to this host
     */
    Databases databases(String host) throws RemoteException, InterruptedException;
}
