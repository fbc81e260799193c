package provisioner.remote.ssh;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import provisioner.remote.target.RemoteException;
import provisioner.remote.target.RemoteException.Kind;

/**
 * One bound for everything that a host is waited for until it gives a shell, however much it sends meanwhile. What people take
 * who are asked for a passphrase does not count.
 */
final class Deadline {
    private final Duration limit;
    private long left;

    Deadline(Duration limit) {
        this.limit = limit;
        this.left = limit.toNanos();
    }

    /** Part of what it is the bound of. */
    interface Part<T> {
        T run() throws RemoteException, InterruptedException;
    }

    /** The connection is ended where it takes too long. */
    <T> T within(SshLink link, Part<T> part) throws RemoteException, InterruptedException {
        long started = System.nanoTime();
        long most = left;
        CountDownLatch ended = new CountDownLatch(1);
        AtomicBoolean late = new AtomicBoolean();
        Thread.ofVirtual().name("deadline of " + link.target().host()).start(() -> {
            if (!awaited(ended, most)) {
                late.set(true);
                link.abort();
            }
        });
        try {
            return part.run();
        } catch (RemoteException e) {
            throw late.get() ? exceeded(link, e) : e;
        } finally {
            ended.countDown();
            left -= System.nanoTime() - started;
        }
    }

    private static boolean awaited(CountDownLatch ended, long nanos) {
        try {
            return ended.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            return false;
        }
    }

    private RemoteException exceeded(SshLink link, RemoteException cause) {
        return new RemoteException(
                Kind.UNREACHABLE,
                link.target().place() + " answers, but there was no shell within " + limit.toMillis() / 1000.0 + " s",
                "is this sshd's port, and is the host overloaded? --connect-timeout gives it longer",
                cause);
    }
}
