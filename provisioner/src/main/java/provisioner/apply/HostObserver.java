package provisioner.apply;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import provisioner.mysql.Databases;
import provisioner.probe.Probe;
import provisioner.probe.ProbeException;
import provisioner.probe.ShellProbe;
import provisioner.remote.shell.Reply;
import provisioner.remote.shell.Shell;
import provisioner.remote.target.RemoteException;
import provisioner.remote.target.RemoteException.Kind;
import provisioner.state.Observed;
import provisioner.state.Query;

/**
 * Asks a host: its shell and its databases, side by side. The one place where a set of queries is split between them.
 *
 * <p>Asking changes nothing. So where the session is lost meanwhile, a new one is made and the question is put once more.
 * Safe for use by several threads.
 */
public final class HostObserver {
    /** Makes a session to the host in place of one that is gone. */
    public interface Reopening {
        HostSession after(HostSession gone) throws RemoteException, InterruptedException;
    }

    private final Reopening reopening;
    private final ReentrantLock opening = new ReentrantLock();
    private volatile HostSession session;
    private @Nullable RemoteException givenUp;

    public HostObserver(HostSession session, Reopening reopening) {
        this.session = session;
        this.reopening = reopening;
    }

    /** The newest session, which may be gone. */
    public HostSession session() {
        return session;
    }

    /** The session, or a new one where it is known to be gone. */
    public HostSession open() throws RemoteException, InterruptedException {
        HostSession now = session;
        return now.isOpen() ? now : replacementFor(now);
    }

    private HostSession replacementFor(HostSession gone) throws RemoteException, InterruptedException {
        opening.lockInterruptibly();
        try {
            if (session == gone) {
                session = reopened(gone);
            }
            return session;
        } finally {
            opening.unlock();
        }
    }

    /** A host that did not come back is not waited for by everyone who asks. */
    private HostSession reopened(HostSession gone) throws RemoteException, InterruptedException {
        if (givenUp != null) {
            throw new RemoteException(givenUp.kind(), String.valueOf(givenUp.getMessage()), givenUp.hint(), givenUp);
        }
        try {
            return reopening.after(gone);
        } catch (RemoteException e) {
            givenUp = e;
            throw e;
        }
    }

    private interface Question<T> {
        T to(HostSession session) throws RemoteException, ProbeException, InterruptedException;
    }

    /** What a host's shell is sent when these are asked of it. */
    public static String script(Collection<? extends Query<?>> queries) {
        return Probe.of(shellOf(queries)).script();
    }

    /** @param timeout for the shell's reply */
    public Observed observe(Collection<? extends Query<?>> queries, Duration timeout)
            throws RemoteException, ProbeException, InterruptedException {
        return ask(now -> observe(now, queries, timeout));
    }

    /** As {@link #observe}, as a part of a change: over the session that there is, and no other. */
    Observed observeNow(Collection<? extends Query<?>> queries, Duration timeout)
            throws RemoteException, ProbeException, InterruptedException {
        return observe(session, queries, timeout);
    }

    /** The answer to a script that changes nothing. */
    Reply ask(String script, Duration timeout) throws RemoteException, ProbeException, InterruptedException {
        return ask(now -> now.shell().run(script, timeout));
    }

    private <T> T ask(Question<T> question) throws RemoteException, ProbeException, InterruptedException {
        HostSession asked = open();
        try {
            return question.to(asked);
        } catch (RemoteException e) {
            if (e.kind() != Kind.LOST) {
                throw e;
            }
            return question.to(replacementFor(asked));
        }
    }

    private static Observed observe(HostSession session, Collection<? extends Query<?>> queries, Duration timeout)
            throws RemoteException, ProbeException, InterruptedException {
        Set<Query<?>> stored = databasesOf(queries);
        Shell shell = session.shell();
        if (stored.isEmpty()) {
            return ShellProbe.observe(shell, queries, timeout);
        }
        try (ExecutorService beside = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Observed> answers = beside.submit(() -> session.databases().observe(stored));
            try {
                Observed observed = ShellProbe.observe(shell, shellOf(queries), timeout);
                return observed.plus(await(answers));
            } finally {
                answers.cancel(true);
            }
        }
    }

    /** What the databases answer, of these; over the session that there is. */
    Observed observeDatabases(Collection<? extends Query<?>> queries) throws RemoteException, InterruptedException {
        return session.databases().observe(databasesOf(queries));
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
