package provisioner.remote.shell;

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
            drop(next);
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** Which of two texts came first. */
    enum Came {
        FIRST,
        SECOND,
        ENDED,
        LATE
    }

    /** @param before what came before the text; empty where neither came */
    record Taken(Came came, String before) {}

    /** Waits for one of two texts, and takes it and what came before; where the stream ends first, all stays. */
    Taken takeFirst(String first, String second, Duration patience) throws InterruptedException {
        byte[] one = first.getBytes(StandardCharsets.US_ASCII);
        byte[] other = second.getBytes(StandardCharsets.US_ASCII);
        long nanos = patience.toNanos();
        lock.lockInterruptibly();
        try {
            while (true) {
                int atOne = indexOf(one);
                int atOther = indexOf(other);
                if (atOne >= 0 && (atOther < 0 || atOne < atOther)) {
                    return take(Came.FIRST, atOne, one.length);
                }
                if (atOther >= 0) {
                    return take(Came.SECOND, atOther, other.length);
                }
                if (ended || nanos <= 0) {
                    return new Taken(ended ? Came.ENDED : Came.LATE, "");
                }
                nanos = changed.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }

    private Taken take(Came came, int at, int length) {
        String before = new String(tail, 0, at, StandardCharsets.UTF_8);
        drop(at + length);
        return new Taken(came, before);
    }

    private void drop(int length) {
        System.arraycopy(tail, length, tail, 0, size - length);
        size -= length;
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
