package provisioner.remote.shell;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import provisioner.remote.target.Printable;
import provisioner.remote.target.RemoteException;
import provisioner.remote.target.RemoteException.Kind;
import provisioner.remote.target.Target;

/**
 * A root shell on a host that evaluates scripts one after another and answers in frames.
 *
 * <p>Scripts are POSIX sh and run in a subshell each: variables do not outlive a script and {@code exit} ends only
 * it. Standard input is /dev/null, standard output is standard error. They answer through
 *
 * <ul>
 *   <li>{@code emit TAG}, which sends its standard input, any bytes;
 *   <li>{@code say TAG text…}, which sends its arguments joined by a space, and starts no process.
 * </ul>
 *
 * Tags are printable ASCII without spaces and do not begin with a dot. Names that begin with {@code pv_} are taken;
 * {@code $pv_nonce} is a word that nobody on the host knew before.
 * {@code $PROVISIONER_DIR} is the private directory of a locked shell, removed at its end. The umask is 022, the
 * locale C.UTF-8 (or C), the working directory {@code /}.
 *
 * <p>Safe for use by several threads; scripts wait for one another.
 */
public final class Shell implements AutoCloseable {
    private static final Duration STDERR_PATIENCE = Duration.ofSeconds(2);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(3);

    private final String host;
    private final ShellOptions options;
    private final String nonce;
    private final ShellLink link;
    private final @Nullable String lockHolder;
    private final ReentrantLock turn = new ReentrantLock();
    private int seq;

    /** Whether a script was sent when the shell was opened, and nobody has read the reply. */
    private boolean pending;

    private Shell(
            String host,
            ShellOptions options,
            String nonce,
            ShellLink link,
            @Nullable String lockHolder,
            boolean pending) {
        this.host = host;
        this.options = options;
        this.nonce = nonce;
        this.link = link;
        this.lockHolder = lockHolder;
        this.pending = pending;
        this.seq = pending ? Protocol.FIRST : 0;
    }

    /**
     * Starts the host's side over a pipe to {@link Escalation#command}, and the heartbeat of a locked shell.
     *
     * @param ahead a script that is sent along, for {@link #first} to take its reply; empty for none
     */
    public static Shell open(Target target, Escalation escalation, ShellOptions options, Pipe pipe, String ahead)
            throws RemoteException, InterruptedException {
        String host = target.host();
        String nonce = Protocol.nonce(new SecureRandom());
        try {
            ShellLink link = new ShellLink(host, pipe, nonce, options.maxReply());
            byte[] opening = Protocol.opening(options, nonce, ahead);
            Optional<String> holder = ShellStart.await(target, escalation, options, link, opening, nonce);
            Shell shell = new Shell(host, options, nonce, link, holder.orElse(null), !ahead.isEmpty());
            if (options.locked()) {
                Thread.ofVirtual().name("heartbeat of " + host).start(shell::beat);
            }
            return shell;
        } catch (IOException e) {
            pipe.close();
            throw new RemoteException(Kind.LOST, "the connection to " + host + " was lost", "", e);
        } catch (RemoteException | InterruptedException e) {
            pipe.close();
            throw e;
        }
    }

    /**
     * Evaluates a script; after a timeout or an interrupt the shell is gone.
     *
     * @throws RemoteException {@code TIMEOUT}, {@code LOST}, or {@code PROTOCOL} where the reply is malformed or
     *     larger than the options allow
     */
    public Reply run(String script, Duration timeout) throws RemoteException, InterruptedException {
        return exchange(Protocol.withoutLock(script), timeout).withoutOwnFrames();
    }

    /**
     * The reply to what was sent when the shell was opened. It can be taken once, and before any other script is run, which
     * drops it.
     */
    public Reply first(Duration timeout) throws RemoteException, InterruptedException {
        return inTurn(timeout, deadline -> {
                    if (!pending) {
                        throw new IllegalStateException("no reply is pending");
                    }
                    pending = false;
                    return reply(deadline, timeout);
                })
                .withoutOwnFrames();
    }

    /** Where steps find what they share. */
    public String common() {
        return directory() + "/common";
    }

    /** The private directory of a locked shell on the host, for what is uploaded to a step; steps are told it this way. */
    public String directory() {
        return Protocol.BASE_DIRECTORY + "/run-" + options.runId();
    }

    /** Who holds the host's lock, for a shell that does not take it: run, operator and since when. */
    public Optional<String> lockHolder() {
        return Optional.ofNullable(lockHolder);
    }

    /** Whether it takes scripts: it has neither ended nor been given up. */
    public boolean isOpen() {
        return !link.isClosed();
    }

    /** Ends the shell at once; a {@link #run} in another thread throws {@code LOST}. A step goes on to its end. */
    public void abort() {
        link.closed(new RemoteException(Kind.LOST, "the work on " + host + " was aborted", ""));
    }

    /** Tells the shell to end and waits briefly until it has, the lock released; aborts where a script is running. */
    @Override
    public void close() {
        if (link.isClosed() || !turn.tryLock()) {
            abort();
            return;
        }
        try {
            link.send("Q\n".getBytes(StandardCharsets.US_ASCII));
            link.awaitEnd(CLOSE_PATIENCE);
        } catch (RemoteException e) {
            // Already gone, which is what was asked for.
            abort();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            turn.unlock();
            abort();
        }
    }

    String host() {
        return host;
    }

    String nonce() {
        return nonce;
    }

    boolean isLocked() {
        return options.locked();
    }

    /** As {@link #run}, with the protocol's own frames. */
    Reply exchange(String script, Duration timeout) throws RemoteException, InterruptedException {
        return inTurn(timeout, deadline -> {
            if (pending) {
                pending = false;
                reply(deadline, timeout);
            }
            seq++;
            link.request(Protocol.evaluate(seq, script));
            return reply(deadline, timeout);
        });
    }

    private interface Exchange {
        Reply until(long deadline) throws RemoteException, InterruptedException;
    }

    private Reply inTurn(Duration timeout, Exchange exchange) throws RemoteException, InterruptedException {
        turn.lockInterruptibly();
        try {
            return exchange.until(System.nanoTime() + timeout.toNanos());
        } catch (InterruptedException e) {
            abort();
            throw e;
        } finally {
            turn.unlock();
        }
    }

    private Reply reply(long deadline, Duration timeout) throws RemoteException, InterruptedException {
        List<Frame> frames = new ArrayList<>();
        for (Frame frame = link.next(deadline); frame != null; frame = link.next(deadline)) {
            if (frame.tag().equals(".done")) {
                return new Reply(frames, exitStatus(frame), stderr());
            }
            frames.add(frame);
        }
        throw link.closed(
                new RemoteException(Kind.TIMEOUT, host + " did not answer within " + timeout.toSeconds() + " s", ""));
    }

    private int exitStatus(Frame done) throws RemoteException {
        String[] parts = done.text().split(" ", -1);
        if (parts.length == 2 && parts[0].equals(Integer.toString(seq)) && parts[1].matches("\\d{1,3}")) {
            return Integer.parseInt(parts[1]);
        }
        throw link.closed(new RemoteException(Kind.PROTOCOL, host + " sent an unexpected reply", ""));
    }

    private String stderr() throws InterruptedException {
        return Printable.text(link.errors().takeUntil("\n" + nonce + " .done =" + seq + "\n", STDERR_PATIENCE));
    }

    private void beat() {
        byte[] heartbeat = "H\n".getBytes(StandardCharsets.US_ASCII);
        try {
            while (!link.isClosed()) {
                Thread.sleep(options.heartbeat());
                link.send(heartbeat);
            }
        } catch (RemoteException e) {
            // The link is closed and says why to whoever uses it next.
            abort();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
