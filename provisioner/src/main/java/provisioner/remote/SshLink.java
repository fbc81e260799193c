package provisioner.remote;

import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import net.schmizz.sshj.SSHClient;

/** An sshj client together with its socket, so that it can be ended even when nobody reads at the other end. */
record SshLink(Target target, SSHClient client, Socket socket) {
    private static final long DISCONNECT_PATIENCE_MS = 1000;

    /** Says goodbye if that can be done at once, then closes the socket. */
    void disconnect() {
        FutureTask<Void> farewell = new FutureTask<>(() -> {
            client.disconnect();
            return null;
        });
        Thread.ofVirtual().start(farewell);
        try {
            farewell.get(DISCONNECT_PATIENCE_MS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // A peer that is gone cannot be told.
            farewell.cancel(true);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        abort();
    }

    void abort() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new IllegalStateException("closing a socket failed", e);
        }
    }

    /** sshj hides an interrupt behind exceptions of its own. */
    static void rethrowInterrupt(Throwable e) throws InterruptedException {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof InterruptedException) {
                throw new InterruptedException();
            }
        }
    }
}
