package provisioner.cli.terminal;

import java.util.concurrent.atomic.AtomicBoolean;
import sun.misc.Signal;

/**
 * Handles Ctrl-C. The first asks the run to stop after the current step. The second ends the process at once, which is
 * to the hosts like any lost connection.
 */
public final class Interrupt implements AutoCloseable {
    private final AtomicBoolean requested = new AtomicBoolean();
    private final sun.misc.SignalHandler previous;

    /** Handles Ctrl-C from now on, until it is closed. */
    public Interrupt() {
        this.previous = Signal.handle(new Signal("INT"), signal -> {
            if (requested.getAndSet(true)) {
                Runtime.getRuntime().halt(130);
            }
            System.err.println("stopping after the current step (press Ctrl-C again to quit at once)");
        });
    }

    /** Whether Ctrl-C was pressed. */
    public boolean requested() {
        return requested.get();
    }

    @Override
    public void close() {
        Signal.handle(new Signal("INT"), previous);
    }
}
