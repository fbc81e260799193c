package provisioner.check;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import provisioner.mysql.Databases;
import provisioner.remote.shell.LocalShell;
import provisioner.remote.shell.Reply;
import provisioner.remote.shell.Shell;
import provisioner.remote.target.RemoteException;

/** This machine under the names of hosts. */
final class LocalConnections implements HostConnections, AutoCloseable {
    private final Set<String> hosts;
    private final Shell shell;

    LocalConnections(String... hosts) throws IOException, RemoteException, InterruptedException {
        this.hosts = Set.of(hosts);
        this.shell = LocalShell.open();
    }

    @Override
    public boolean covers(String host) {
        return hosts.contains(host);
    }

    @Override
    public Reply run(String host, String script, Duration timeout) throws RemoteException, InterruptedException {
        if (!covers(host)) {
            throw new RemoteException(RemoteException.Kind.UNREACHABLE, host + " is not part of this run", "");
        }
        return shell.run(script, timeout);
    }

    @Override
    public Databases databases(String host) {
        throw new UnsupportedOperationException("this machine has a shell only");
    }

    @Override
    public void close() {
        shell.close();
    }
}
