package provisioner.worker;

import com.github.kagkarlsson.scheduler.exceptions.ExecutionException;
import com.github.kagkarlsson.shaded.jdbc.SQLRuntimeException;
import java.util.function.Consumer;

/**
 * Tells the database how a run has ended. The work stays with this worker until the database knows that it is done, and is
 * not done twice because the database was away for a while. If it stays away, the worker gives up: see {@link Lease}.
 */
record Insistence(Lease lease, Consumer<String> log) {

    void on(Runnable write) {
        boolean told = false;
        while (true) {
            try {
                write.run();
                return;
            } catch (ExecutionException e) {
                // The database has the end, but its answer was lost.
                return;
            } catch (SQLRuntimeException e) {
                if (!told) {
                    log.accept("the database does not take the end of a run yet: "
                            + WorkException.of(e).getMessage());
                }
                told = true;
                pause();
            }
        }
    }

    private void pause() {
        try {
            Thread.sleep(lease.poll());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the worker is stopped before the database has the end of a run", e);
        }
    }
}
