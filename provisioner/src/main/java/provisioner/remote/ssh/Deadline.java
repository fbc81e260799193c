package provisioner.remote.ssh;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import provisioner.remote.target.RemoteException;
import provisioner.remote.target.RemoteException.Kind;

/**
 * One limit for the time until a host gives a shell, however much it sends meanwhile. The time that people need to
 * enter a passphrase does not count.
 */
final class Deadline {
    private final Duration limit;
    private long left;

    Deadline(Duration limit) {
        this.limit = limit;
        this.left = limit.toNanos();
    }

    /** Runs a part of the work within the limit. */
    interface Part<T> {
        T run() throws RemoteException, InterruptedException;
    }

    /** Ends the connection when the time is up. */
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
                "check that this is sshd's port and that the host is not overloaded; --connect-timeout waits longer",
                cause);
    }
}
