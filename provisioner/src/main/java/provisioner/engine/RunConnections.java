package provisioner.engine;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;
import provisioner.check.HostConnections;
import provisioner.mysql.Databases;
import provisioner.remote.shell.Reply;
import provisioner.remote.target.RemoteException;
import provisioner.remote.target.RemoteException.Kind;

/** The connections of a run, for its checks. Replaces a lost connection, and opens again what was closed meanwhile. */
final class RunConnections implements HostConnections {
    private final Map<String, HostRun> runs;
    private final ConnectedHosts reopened;

    /** @param most how many hosts may be connected again at a time, of those that were closed */
    RunConnections(List<HostRun> runs, int most) {
        this.runs = runs.stream().collect(Collectors.toMap(HostRun::name, Function.identity()));
        this.reopened = new ConnectedHosts(most);
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
    public Reply run(String host, String script, Duration timeout) throws RemoteException, InterruptedException {
        HostRun run = observed(host);
        Runnable leave = used(run);
        try {
            return run.session().shell().run(script, timeout);
        } finally {
            leave.run();
        }
    }

    @Override
    public Databases databases(String host) throws RemoteException, InterruptedException {
        HostRun run = observed(host);
        Runnable leave = used(run);
        boolean open = false;
        try {
            Databases databases = run.session().databases().beside(leave);
            open = true;
            return databases;
        } finally {
            if (!open) {
                leave.run();
            }
        }
    }

    /** Keeps the host connected until what is returned is called. */
    private Runnable used(HostRun run) throws InterruptedException {
        if (!run.isResting()) {
            return () -> {};
        }
        reopened.use(run);
        AtomicBoolean left = new AtomicBoolean();
        return () -> {
            if (left.compareAndSet(false, true)) {
                reopened.leave(run);
            }
        };
    }

    private HostRun observed(String host) throws RemoteException {
        HostRun run = runs.get(host);
        if (run == null) {
            throw new RemoteException(Kind.UNREACHABLE, host + " is not part of this run", "");
        }
        if (!run.wasObserved()) {
            throw new RemoteException(Kind.UNREACHABLE, "cannot query " + host + ": " + run.reason(), "");
        }
        return run;
    }
}
