package provisioner.remote.ssh;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import net.schmizz.sshj.SSHClient;
import provisioner.remote.target.Target;

/** An sshj client and its route, so that it can be ended even if nobody reads at the other end. */
record SshLink(Target target, SSHClient client, Route route, Deadline deadline) {
    private static final long FAREWELL_PATIENCE_MS = 1000;

    /** Disconnects cleanly if that is possible at once, then ends the route. */
    void disconnect() {
        briefly(() -> {
            client.disconnect();
            return null;
        });
        abort();
    }

    void abort() {
        try {
            route.abort();
        } catch (IOException e) {
            throw new IllegalStateException("closing a connection failed", e);
        }
    }

    /** Says goodbye to a peer, which may be gone, without waiting for long. */
    static void briefly(Callable<Void> farewell) {
        FutureTask<Void> task = new FutureTask<>(farewell);
        Thread.ofVirtual().start(task);
        try {
            task.get(FAREWELL_PATIENCE_MS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            task.cancel(true);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Rethrows an interrupt, which sshj hides in its own exceptions. */
    static void rethrowInterrupt(Throwable e) throws InterruptedException {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof InterruptedException) {
                throw new InterruptedException();
            }
        }
    }
}
