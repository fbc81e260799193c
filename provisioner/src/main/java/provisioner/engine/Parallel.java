package provisioner.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/** The same work for many hosts, side by side up to a bound. */
final class Parallel {
    private final int bound;

    Parallel(int bound) {
        this.bound = bound;
    }

    /** Work on one host; it reports its own failures. */
    interface Work<T> {
        void on(T item) throws InterruptedException;
    }

    /** Returns when all of it has ended. */
    <T> void forEach(List<T> items, Work<T> work) throws InterruptedException {
        Semaphore free = new Semaphore(bound);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> futures = new ArrayList<>();
            for (T item : items) {
                futures.add(threads.submit(() -> {
                    free.acquire();
                    try {
                        work.on(item);
                    } finally {
                        free.release();
                    }
                    return null;
                }));
            }
            for (Future<?> future : futures) {
                await(future);
            }
        }
    }

    private static void await(Future<?> future) throws InterruptedException {
        try {
            future.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case InterruptedException interrupted -> throw interrupted;
                case RuntimeException bug -> throw bug;
                case Error error -> throw error;
                case null, default -> throw new IllegalStateException("work on a host failed", e);
            }
        }
    }
}
