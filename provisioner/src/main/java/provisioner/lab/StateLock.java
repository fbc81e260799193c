package provisioner.lab;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/**
 * Keeps two labs that start at once from choosing the same address or building the same image. It is a lock on a file,
 * so that it always ends with the process.
 */
final class StateLock implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(20);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final FileChannel channel;

    private StateLock(FileChannel channel) {
        this.channel = channel;
    }

    static StateLock take(Path stateDir) throws LabException, InterruptedException {
        Path file = stateDir.resolve("lock");
        long end = System.nanoTime() + PATIENCE.toNanos();
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            while (!tryLock(channel)) {
                if (System.nanoTime() > end) {
                    channel.close();
                    throw new LabException("another provisioner has been starting a lab for " + PATIENCE.toMinutes()
                            + " minutes; it holds " + file);
                }
                Thread.sleep(PAUSE);
            }
            return new StateLock(channel);
        } catch (IOException e) {
            throw new LabException("cannot take the lab's lock " + file + ": " + e, e);
        }
    }

    private static boolean tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false; // another thread of this process has it
        }
    }

    @Override
    public void close() throws LabException {
        try {
            channel.close();
        } catch (IOException e) {
            throw new LabException("cannot release the lab's lock: " + e, e);
        }
    }
}
