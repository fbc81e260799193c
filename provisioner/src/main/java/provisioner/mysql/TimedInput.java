package provisioner.mysql;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads ahead in a thread of its own, so that whoever reads here can stop waiting. A channel of sshj has no limit for that.
 * For one reader at a time.
 */
final class TimedInput extends InputStream {
    private static final int CHUNK = 16 * 1024;
    private static final int AHEAD = 4;
    private static final byte[] END = {};

    /** Decides how long to wait. */
    interface Patience {
        /** How long to wait before asking again. */
        Duration next();

        /** Whether to wait on, after so long without a byte. */
        boolean goesOn() throws InterruptedException;
    }

    private final InputStream in;
    private final Patience patience;
    private final BlockingQueue<byte[]> chunks = new ArrayBlockingQueue<>(AHEAD);
    private final Thread pump;
    private ByteBuffer chunk = ByteBuffer.allocate(0);
    private volatile @Nullable IOException failure;
    private volatile boolean closed;

    TimedInput(InputStream in, Patience patience) {
        this.in = in;
        this.patience = patience;
        this.pump = Thread.ofVirtual().name("reads from a database server").start(this::pump);
    }

    private void pump() {
        try {
            byte[] buffer = new byte[CHUNK];
            int length = in.read(buffer);
            while (length >= 0) {
                if (length > 0) {
                    byte[] read = new byte[length];
                    System.arraycopy(buffer, 0, read, 0, length);
                    chunks.put(read);
                }
                length = in.read(buffer);
            }
            chunks.put(END);
        } catch (IOException e) {
            failure = e;
            end();
        } catch (InterruptedException e) {
            end(); // nobody reads any more
        }
    }

    /** What was not read yet is lost. */
    private void end() {
        while (!chunks.offer(END)) {
            chunks.poll();
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    /** @throws SocketTimeoutException if nothing came in time; what comes later can still be read */
    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (!chunk.hasRemaining()) {
            if (closed) {
                throw new IOException("the connection is closed");
            }
            byte[] next = next();
            if (next.length == 0) {
                end(); // for who reads again
                IOException why = failure;
                if (why != null) {
                    throw new IOException(why.getMessage(), why);
                }
                return -1;
            }
            chunk = ByteBuffer.wrap(next);
        }
        int some = Math.min(length, chunk.remaining());
        chunk.get(target, offset, some);
        return some;
    }

    private byte[] next() throws IOException {
        try {
            while (true) {
                byte[] next = chunks.poll(patience.next().toNanos(), TimeUnit.NANOSECONDS);
                if (next != null) {
                    return next;
                }
                if (!patience.goesOn()) {
                    throw new SocketTimeoutException("no answer in time");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted").initCause(e);
        }
    }

    @Override
    public int available() {
        return chunk.remaining();
    }

    /** Also ends the waiting of another thread. */
    @Override
    public void close() {
        closed = true;
        end();
        pump.interrupt();
    }
}
