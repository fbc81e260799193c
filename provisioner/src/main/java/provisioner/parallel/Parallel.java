package provisioner.parallel;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/** Does the same work for many items, each on its own virtual thread, up to a limit at a time. */
public final class Parallel {
    private final int bound;

    public Parallel(int bound) {
        this.bound = bound;
    }

    public static Parallel unbounded() {
        return new Parallel(Integer.MAX_VALUE);
    }

    /** @param <E> how it may fail; {@code RuntimeException} for work that handles its own failures */
    @FunctionalInterface
    public interface Work<T, E extends Exception> {
        void on(T item) throws E, InterruptedException;
    }

    /** Returns the failures in the items' order, when all have ended. Rethrows unchecked exceptions. */
    public <T, E extends Exception> List<E> forEach(Collection<T> items, Work<? super T, E> work)
            throws InterruptedException {
        Semaphore free = new Semaphore(bound);
        List<E> failures = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            try {
                for (T item : items) {
                    // Here, because ten thousand threads that wait need much memory.
                    free.acquire();
                    running.add(threads.submit(() -> {
                        try {
                            work.on(item);
                        } finally {
                            free.release();
                        }
                        return null;
                    }));
                }
                for (Future<?> one : running) {
                    Optional<E> failure = await(one);
                    failure.ifPresent(failures::add);
                }
            } catch (InterruptedException e) {
                threads.shutdownNow();
                throw e;
            }
        }
        return List.copyOf(failures);
    }

    // The only checked exceptions of work are E and InterruptedException.
    @SuppressWarnings("unchecked")
    private static <E extends Exception> Optional<E> await(Future<?> one) throws InterruptedException {
        try {
            one.get();
            return Optional.empty();
        } catch (ExecutionException e) {
            return switch (e.getCause()) {
                case InterruptedException interrupted -> throw interrupted;
                case RuntimeException bug -> throw bug;
                case Error error -> throw error;
                case Exception failure -> Optional.of((E) failure);
                case null, default -> throw new IllegalStateException(e);
            };
        }
    }
}
