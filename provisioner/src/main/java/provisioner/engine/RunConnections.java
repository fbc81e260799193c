package provisioner.engine;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import provisioner.apply.HostSession;
import provisioner.check.HostConnections;
import provisioner.mysql.Databases;
import provisioner.remote.shell.Shell;
import provisioner.remote.target.RemoteException;
import provisioner.remote.target.RemoteException.Kind;

/** The connections of a run, for its checks. Replaces a lost connection. */
final class RunConnections implements HostConnections {
    private final Map<String, HostRun> runs;

    RunConnections(List<HostRun> runs) {
        this.runs = runs.stream().collect(Collectors.toMap(HostRun::name, Function.identity()));
    }

    @Override
    public boolean covers(String host) {
        return runs.containsKey(host);
    }

    boolean isUnreachable(String host) {
        HostRun run = runs.get(host);
        return run != null && run.unreachable();
    }

    @Override
    public Shell shell(String host) throws RemoteException, InterruptedException {
        return session(host).shell();
    }

    @Override
    public Databases databases(String host) throws RemoteException, InterruptedException {
        return session(host).databases().beside();
    }

    private HostSession session(String host) throws RemoteException, InterruptedException {
        HostRun run = runs.get(host);
        if (run == null) {
            throw new RemoteException(Kind.UNREACHABLE, host + " is not part of this run", "");
        }
        if (!run.wasObserved()) {
            throw new RemoteException(Kind.UNREACHABLE, "cannot query " + host + ": " + run.reason(), "");
        }
        return run.observer().open();
    }
}
