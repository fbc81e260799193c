package provisioner.engine;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import provisioner.apply.HostObserver;
import provisioner.apply.HostProbe;
import provisioner.apply.HostSession;
import provisioner.remote.target.RemoteException;

/**
 * The sessions of one host during a run, one at a time, and how much went over them. One that was closed is opened again when it is needed.
 * Safe for use by several threads.
 */
final class HostSessions implements AutoCloseable {
    private final String host;
    private final ReentrantLock turn = new ReentrantLock();
    private @Nullable SessionOpener opener;
    private volatile @Nullable HostObserver observer;
    private @Nullable RemoteException givenUp;
    private int exchanges;
    private int statements;

    HostSessions(String host) {
        this.host = host;
    }

    /** @param probe the first probe, which is sent along */
    void open(SessionOpener by, Supplier<HostProbe> probe) throws RemoteException, InterruptedException {
        opener = by;
        observer = observer(by, by.first(host, probe));
    }

    private HostObserver observer(SessionOpener by, HostSession first) {
        return new HostObserver(first, new HostObserver.Reopening() {
            @Override
            public HostSession after(HostSession gone) throws RemoteException, InterruptedException {
                return counted(gone, by.after(host, gone));
            }

            @Override
            public HostSession once(HostSession gone) throws RemoteException, InterruptedException {
                return counted(gone, by.once(host, gone));
            }
        });
    }

    private HostSession counted(HostSession gone, HostSession fresh) {
        count(gone);
        return fresh;
    }

    private synchronized void count(HostSession gone) {
        exchanges += gone.connection().exchanges();
        statements += gone.databases().statements();
    }

    synchronized int exchanges() {
        return exchanges;
    }

    synchronized int statements() {
        return statements;
    }

    /** @throws IllegalStateException if there is no session */
    HostObserver observer() {
        HostObserver now = observer;
        if (now == null) {
            throw new IllegalStateException(host + " is not connected");
        }
        return now;
    }

    /** Whether the session is this one, or there is none. */
    boolean isOrHasNone(@Nullable HostSession session) {
        HostObserver now = observer;
        return now == null || now.session() == session;
    }

    /** The session, or a new one if it was closed or lost. */
    HostSession session() throws RemoteException, InterruptedException {
        turn.lockInterruptibly();
        try {
            if (observer == null) {
                observer = reopened();
            }
            return observer().open();
        } finally {
            turn.unlock();
        }
    }

    /** A host that cannot be reached any more is not waited for by everyone who asks. */
    private HostObserver reopened() throws RemoteException, InterruptedException {
        if (opener == null) {
            throw new IllegalStateException(host + " was never connected");
        }
        if (givenUp != null) {
            throw new RemoteException(givenUp.kind(), String.valueOf(givenUp.getMessage()), givenUp.hint(), givenUp);
        }
        try {
            return observer(opener, opener.again(host));
        } catch (RemoteException e) {
            givenUp = e;
            throw e;
        }
    }

    /** Closes the session, if there is one. */
    @Override
    public void close() {
        turn.lock();
        try {
            HostObserver now = observer;
            if (now != null) {
                count(now.session());
                now.session().close();
                observer = null;
            }
        } finally {
            turn.unlock();
        }
    }
}
