package provisioner.engine;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import provisioner.check.Reach;
import provisioner.remote.Connection;
import provisioner.remote.RemoteException;
import provisioner.remote.RemoteException.Kind;
import provisioner.remote.Shell;

/** The connections of a run, for its checks. */
final class ConnectedHosts implements Reach {
    private final Map<String, HostRun> runs;

    ConnectedHosts(List<HostRun> runs) {
        this.runs = runs.stream().collect(Collectors.toMap(HostRun::name, Function.identity()));
    }

    @Override
    public boolean covers(String host) {
        return runs.containsKey(host);
    }

    @Override
    public Shell shell(String host) throws RemoteException {
        return working(host).shell();
    }

    @Override
    public Connection connection(String host) throws RemoteException {
        return working(host).connection();
    }

    private HostRun working(String host) throws RemoteException {
        HostRun run = runs.get(host);
        if (run == null) {
            throw new RemoteException(Kind.UNREACHABLE, host + " takes no part in this run", "");
        }
        if (!run.wasObserved()) {
            throw new RemoteException(Kind.UNREACHABLE, host + " cannot be asked: " + run.reason(), "");
        }
        return run;
    }
}
