package provisioner.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import provisioner.parallel.ProcessLock;

/** Keeps two labs that start at once from choosing the same address or building the same image. */
record StateLock(ProcessLock lock) implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(20);

    static StateLock take(Path stateDir) throws LabException, InterruptedException {
        Path file = stateDir.resolve("lock");
        try {
            return ProcessLock.take(file, PATIENCE)
                    .map(StateLock::new)
                    .orElseThrow(() -> new LabException("another provisioner has been starting a lab for "
                            + PATIENCE.toMinutes() + " minutes; it holds " + file));
        } catch (IOException e) {
            throw new LabException("cannot take the lab's lock " + file + ": " + e, e);
        }
    }

    @Override
    public void close() throws LabException {
        try {
            lock.close();
        } catch (IOException e) {
            throw new LabException("cannot release the lab's lock: " + e, e);
        }
    }
}
