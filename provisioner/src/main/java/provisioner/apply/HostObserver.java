package provisioner.apply;

import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import provisioner.probe.ProbeException;
import provisioner.remote.shell.Reply;
import provisioner.remote.target.RemoteException;
import provisioner.remote.target.RemoteException.Kind;
import provisioner.state.Observed;
import provisioner.state.Query;

/**
 * Asks a host: its shell and its databases, side by side.
 *
 * <p>Asking changes nothing. So where the session is lost meanwhile, a new one is made and the question is put once more.
 * Safe for use by several threads.
 */
public final class HostObserver {
    /** Makes a session to the host in place of one that is gone. */
    public interface Reopening {
        HostSession after(HostSession gone) throws RemoteException, InterruptedException;

        /** One attempt, for a host that is known to be going away or coming back. */
        HostSession once(HostSession gone) throws RemoteException, InterruptedException;
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

    /** Replaces the session by a new one, in one attempt. */
    void renew() throws RemoteException, InterruptedException {
        opening.lockInterruptibly();
        try {
            session = reopening.once(session);
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

    private interface Asking<T> {
        T to(HostSession session) throws RemoteException, ProbeException, InterruptedException;
    }

    /** @param timeout for the shell's reply */
    public Observed observe(Collection<? extends Query<?>> queries, Duration timeout)
            throws RemoteException, ProbeException, InterruptedException {
        HostProbe probe = HostProbe.of(queries);
        return ask(now -> observe(now, probe, timeout));
    }

    /** As {@link #observe}, but takes the reply that is pending where the host was asked when its session was opened. */
    public Observed observeFirst(Collection<? extends Query<?>> queries, Duration timeout)
            throws RemoteException, ProbeException, InterruptedException {
        return ask(now -> now.asked().isPresent()
                ? observe(now, now.asked().get(), () -> now.shell().first(timeout))
                : observe(now, HostProbe.of(queries), timeout));
    }

    /** As {@link #observe}, as a part of a change: over the session that there is, and no other. */
    Observed observeNow(Collection<? extends Query<?>> queries, Duration timeout)
            throws RemoteException, ProbeException, InterruptedException {
        return observe(session, HostProbe.of(queries), timeout);
    }

    /** The answer to a script that changes nothing. */
    Reply ask(String script, Duration timeout) throws RemoteException, ProbeException, InterruptedException {
        return ask(now -> now.shell().run(script, timeout));
    }

    private <T> T ask(Asking<T> question) throws RemoteException, ProbeException, InterruptedException {
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

    private static Observed observe(HostSession session, HostProbe probe, Duration timeout)
            throws RemoteException, ProbeException, InterruptedException {
        return observe(session, probe, () -> session.shell().run(probe.script(), timeout));
    }

    private interface ShellReply {
        Reply get() throws RemoteException, InterruptedException;
    }

    private static Observed observe(HostSession session, HostProbe probe, ShellReply reply)
            throws RemoteException, ProbeException, InterruptedException {
        if (probe.databases().isEmpty()) {
            return probe.shell().read(reply.get());
        }
        try (ExecutorService beside = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Observed> answers = beside.submit(() -> session.databases().observe(probe.databases()));
            try {
                return probe.shell().read(reply.get()).plus(await(answers));
            } finally {
                answers.cancel(true);
            }
        }
    }

    /** The shell's reply, which came with something else's, and what the databases answer now over the same session. */
    Observed read(HostProbe probe, Reply reply) throws RemoteException, ProbeException, InterruptedException {
        return probe.shell().read(reply).plus(session.databases().observe(probe.databases()));
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
