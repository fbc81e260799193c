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

/** The same work for many items, on a virtual thread each, side by side up to a bound. */
public final class Parallel {
    private final int bound;

    public Parallel(int bound) {
        this.bound = bound;
    }

    public static Parallel unbounded() {
        return new Parallel(Integer.MAX_VALUE);
    }

    /** @param <E> how it may fail; {@code RuntimeException} for work that deals with its own failures */
    @FunctionalInterface
    public interface Work<T, E extends Exception> {
        void on(T item) throws E, InterruptedException;
    }

    /** Returns when all of it has ended, with the failures, in the items' order. What is unchecked is thrown on. */
    public <T, E extends Exception> List<E> forEach(Collection<T> items, Work<? super T, E> work)
            throws InterruptedException {
        Semaphore free = new Semaphore(bound);
        List<E> failures = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (T item : items) {
                running.add(threads.submit(() -> {
                    free.acquire();
                    try {
                        work.on(item);
                    } finally {
                        free.release();
                    }
                    return null;
                }));
            }
            try {
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

    // Work throws nothing that is checked but E and InterruptedException.
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
