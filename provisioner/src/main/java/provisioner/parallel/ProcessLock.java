package provisioner.parallel;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * One process, and one thread in it, at a time: a lock on a file. It always ends with its process, so nothing has to be
 * cleared up after one that was killed.
 */
public final class ProcessLock implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final FileChannel channel;

    private ProcessLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Waits for the lock. Empty if others hold it for too long.
     *
     * @param file stays as it is, and may have any content; it is created if it does not exist
     */
    public static Optional<ProcessLock> take(Path file, Duration patience) throws IOException, InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        FileChannel channel = FileChannel.open(file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE));
        boolean taken = false;
        try {
            taken = tryLock(channel);
            while (!taken && System.nanoTime() < end) {
                Thread.sleep(PAUSE);
                taken = tryLock(channel);
            }
            return taken ? Optional.of(new ProcessLock(channel)) : Optional.empty();
        } finally {
            if (!taken) {
                channel.close();
            }
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
    public void close() throws IOException {
        channel.close();
    }
}
