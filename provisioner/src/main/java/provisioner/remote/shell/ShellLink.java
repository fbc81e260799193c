package provisioner.remote.shell;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import provisioner.remote.shell.FrameParser.MalformedReply;
import provisioner.remote.target.RemoteException;
import provisioner.remote.target.RemoteException.Kind;

/** The streams of one shell: drains both outputs all the time, and hands on frames as they come in. */
final class ShellLink {
    /** A frame, or the reason why no more will come. */
    record Event(@Nullable Frame frame, @Nullable RemoteException end) {}

    private static final Duration ERRORS_PATIENCE = Duration.ofSeconds(1);

    /** 128 and SIGKILL. */
    private static final int KILLED = 137;

    private final String host;
    private final Pipe pipe;
    private final FrameParser parser;
    private final ErrorTail errors = new ErrorTail();
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final ReentrantLock sending = new ReentrantLock();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final long maxErrors;
    private volatile long errorBytes;
    private volatile @Nullable RemoteException closed;

    ShellLink(String host, Pipe pipe, String nonce, long maxReply) throws IOException {
        this.host = host;
        this.pipe = pipe;
        this.parser = new FrameParser(nonce, maxReply);
        this.maxErrors = maxReply;
        InputStream stdout = pipe.stdout();
        InputStream stderr = pipe.stderr();
        Thread.ofVirtual().name("frames of " + host).start(() -> drainOutput(stdout));
        Thread.ofVirtual().name("stderr of " + host).start(() -> drainErrors(stderr));
    }

    ErrorTail errors() {
        return errors;
    }

    Pipe pipe() {
        return pipe;
    }

    /** Sends a request; what is left of an earlier reply, from a process that a script left behind, is dropped. */
    void request(byte[] bytes) throws RemoteException {
        parser.renew();
        errorBytes = 0;
        events.removeIf(event -> event.end() == null);
        send(bytes);
    }

    void send(byte[] bytes) throws RemoteException {
        RemoteException reason = closed;
        if (reason != null) {
            throw reason;
        }
        sending.lock();
        try {
            pipe.stdin().write(bytes);
            pipe.stdin().flush();
        } catch (IOException e) {
            letErrorsEnd();
            throw closed(lost(e));
        } finally {
            sending.unlock();
        }
    }

    /** The next frame; throws what ended the link, or null when the deadline (by {@link System#nanoTime}) passed. */
    @Nullable
    Frame next(long deadline) throws RemoteException, InterruptedException {
        Event event = events.poll(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        if (event == null) {
            return null;
        }
        if (event.end() != null) {
            events.add(event);
            throw event.end();
        }
        return event.frame();
    }

    /** Ends the link for this reason unless it has ended for another; returns the reason that counts. */
    RemoteException closed(RemoteException reason) {
        RemoteException first = closed;
        if (first == null) {
            synchronized (this) {
                first = closed;
                if (first == null) {
                    closed = first = reason;
                    events.add(new Event(null, reason));
                }
            }
        }
        pipe.close();
        return first;
    }

    boolean isClosed() {
        return closed != null;
    }

    /** Waits until the host has closed its side. */
    void awaitEnd(Duration patience) throws InterruptedException {
        boolean inTime = ended.await(patience.toNanos(), TimeUnit.NANOSECONDS);
        if (!inTime) {
            pipe.close();
        }
    }

    private void drainOutput(InputStream stdout) {
        byte[] buffer = new byte[64 << 10];
        try (stdout) {
            for (int n = stdout.read(buffer); n >= 0; n = stdout.read(buffer)) {
                List<Event> found = new ArrayList<>();
                parser.feed(buffer, n).forEach(frame -> found.add(new Event(frame, null)));
                events.addAll(found);
            }
            ended.countDown();
            letErrorsEnd();
            closed(lost(null));
        } catch (MalformedReply e) {
            closed(new RemoteException(Kind.PROTOCOL, host + " " + e.getMessage(), "", e));
        } catch (IOException e) {
            closed(lost(e));
        } finally {
            ended.countDown();
        }
    }

    /** A shell that has ended has mostly said why, and closing the pipe would cut that off. */
    private void letErrorsEnd() {
        try {
            errors.remainder(ERRORS_PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void drainErrors(InputStream stderr) {
        byte[] buffer = new byte[32 << 10];
        try (stderr) {
            for (int n = stderr.read(buffer); n >= 0; n = stderr.read(buffer)) {
                errors.append(buffer, n);
                long said = errorBytes + n;
                errorBytes = said;
                if (said > maxErrors) {
                    String message = host + " wrote more than " + (maxErrors >> 20) + " MiB to standard error";
                    closed(new RemoteException(Kind.PROTOCOL, message, ""));
                    return;
                }
            }
        } catch (IOException e) {
            closed(lost(e));
        } finally {
            errors.end();
        }
    }

    private RemoteException lost(@Nullable IOException cause) {
        String hint = "a step that was running keeps running on the host; run again to check the result and continue";
        if (pipe.alive() && (cause == null || pipe.exitStatus().isPresent())) {
            String status = pipe.exitStatus().isPresent()
                    ? " with exit status " + named(pipe.exitStatus().getAsInt())
                    : "";
            return new RemoteException(Kind.LOST, "the root shell on " + host + " ended" + status, hint);
        }
        return new RemoteException(Kind.LOST, "the connection to " + host + " was lost", hint, cause);
    }

    /** As a shell has it: 128 and the signal that ended the process. */
    private static String named(int status) {
        return status == KILLED ? status + " (it was killed)" : String.valueOf(status);
    }
}
