package provisioner.remote;

import java.time.Duration;
import java.util.Optional;

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
 * Tags are without spaces and do not begin with a dot. {@code $PROVISIONER_DIR} is the private directory of a locked
 * shell. The umask is 022, the locale C.UTF-8 (or C), the working directory {@code /}.
 */
public final class Shell implements AutoCloseable {

    /** Evaluates a script; after a timeout or an interrupt the shell is closed. */
    public Reply run(String script, Duration timeout) throws RemoteException, InterruptedException {
        throw new UnsupportedOperationException("not yet");
    }

    /**
     * Runs a step in a session of its own, then evaluates {@code thenScript}, in one round trip.
     *
     * <p>The step's script is sh, too; it sees neither the protocol's descriptors nor the lock, and goes on to its
     * end when the connection is lost. Only for locked shells.
     *
     * @param timeout whole seconds; after it the step gets SIGTERM, ten seconds later SIGKILL
     * @param thenScript as for {@link #run}; it finds the step's status in {@code $STEP_EXIT}
     */
    public StepResult runStep(String script, Duration timeout, String thenScript)
            throws RemoteException, InterruptedException {
        throw new UnsupportedOperationException("not yet");
    }

    /** Who holds the host's lock, for a shell that does not take it: run, operator and since when. */
    public Optional<String> lockHolder() {
        return Optional.empty();
    }

    /** Ends the shell at once; a {@link #run} in another thread throws {@code LOST}. */
    public void abort() {
        throw new UnsupportedOperationException("not yet");
    }

    /** Tells the shell to end and waits briefly until it has, the lock released; aborts where a script is running. */
    @Override
    public void close() {
        throw new UnsupportedOperationException("not yet");
    }
}
