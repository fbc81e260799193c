package provisioner.apply;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import provisioner.mysql.Databases;
import provisioner.probe.Observer;
import provisioner.probe.ProbeException;
import provisioner.remote.RemoteException;
import provisioner.remote.Shell;
import provisioner.state.Observed;
import provisioner.state.Query;

/** Asks a host: its shell and its databases, side by side. The one place where a set of queries is split between them. */
public final class HostObserver {
    private final Shell shell;
    private final Databases databases;

    public HostObserver(Shell shell, Databases databases) {
        this.shell = shell;
        this.databases = databases;
    }

    Shell shell() {
        return shell;
    }

    Databases databases() {
        return databases;
    }

    /** @param timeout for the shell's reply */
    public Observed observe(Collection<? extends Query<?>> queries, Duration timeout)
            throws RemoteException, ProbeException, InterruptedException {
        Set<Query<?>> stored = databasesOf(queries);
        if (stored.isEmpty()) {
            return Observer.observe(shell, queries, timeout);
        }
        try (ExecutorService beside = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Observed> answers = beside.submit(() -> databases.observe(stored));
            try {
                Observed observed = Observer.observe(shell, shellOf(queries), timeout);
                return observed.plus(await(answers));
            } finally {
                answers.cancel(true);
            }
        }
    }

    /** What the databases answer, of these. */
    Observed observeDatabases(Collection<? extends Query<?>> queries) throws RemoteException, InterruptedException {
        return databases.observe(databasesOf(queries));
    }

    private static Set<Query<?>> databasesOf(Collection<? extends Query<?>> queries) {
        Set<Query<?>> stored = new LinkedHashSet<>(queries);
        stored.removeIf(query -> !Databases.answers(query));
        return stored;
    }

    /** What the shell answers, of these. */
    static Set<Query<?>> shellOf(Collection<? extends Query<?>> queries) {
        Set<Query<?>> asked = new LinkedHashSet<>(queries);
        asked.removeIf(Databases::answers);
        return asked;
    }

    private static Observed await(Future<Observed> answers) throws RemoteException, InterruptedException {
        try {
            return answers.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RemoteException remote -> throw remote;
                case InterruptedException interrupted -> throw interrupted;
                case RuntimeException bug -> throw bug;
                case null, default -> throw new IllegalStateException("asking the databases failed", e);
            }
        }
    }
}
