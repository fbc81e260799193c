package provisioner.remote;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The end of what came in on standard error, in bounded memory. */
final class ErrorTail {
    static final int LIMIT = 64 << 10;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private byte[] tail = new byte[8 << 10];
    private int size;
    private boolean ended;

    void append(byte[] bytes, int length) {
        lock.lock();
        try {
            int from = Math.max(0, length - LIMIT);
            int added = length - from;
            int kept = Math.min(size, LIMIT - added);
            byte[] target = kept + added <= tail.length ? tail : new byte[Math.min(LIMIT, 2 * (kept + added))];
            System.arraycopy(tail, size - kept, target, 0, kept);
            System.arraycopy(bytes, from, target, kept, added);
            tail = target;
            size = kept + added;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes what came before {@code marker}, or all there is where the marker does not come in time: the two streams
     * of a channel are not ordered against each other.
     */
    byte[] takeUntil(String marker, Duration patience) throws InterruptedException {
        byte[] wanted = marker.getBytes(StandardCharsets.US_ASCII);
        long nanos = patience.toNanos();
        lock.lockInterruptibly();
        try {
            int at = indexOf(wanted);
            while (at < 0 && !ended && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
                at = indexOf(wanted);
            }
            byte[] taken = Arrays.copyOf(tail, at < 0 ? size : at);
            int next = at < 0 ? size : at + wanted.length;
            System.arraycopy(tail, next, tail, 0, size - next);
            size -= next;
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** Waits briefly for the end of the stream and returns what is there. */
    byte[] remainder(Duration patience) throws InterruptedException {
        long nanos = patience.toNanos();
        lock.lockInterruptibly();
        try {
            while (!ended && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
            return Arrays.copyOf(tail, size);
        } finally {
            lock.unlock();
        }
    }

    private int indexOf(byte[] wanted) {
        for (int i = 0; i <= size - wanted.length; i++) {
            if (Arrays.equals(tail, i, i + wanted.length, wanted, 0, wanted.length)) {
                return i;
            }
        }
        return -1;
    }
}
