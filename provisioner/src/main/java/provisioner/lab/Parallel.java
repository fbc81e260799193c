package provisioner.lab;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Does the same with every host at once. */
final class Parallel {
    private Parallel() {}

    /** What is done with one of them. */
    @FunctionalInterface
    interface Action<T> {
        void accept(T item) throws LabException, InterruptedException;
    }

    /** Returns when all have ended; then fails with the messages of all that failed. */
    static <T> void forEach(Collection<T> items, Action<T> action) throws LabException, InterruptedException {
        List<LabException> failures = new ArrayList<>();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        try {
            List<Future<?>> running = new ArrayList<>();
            for (T item : items) {
                running.add(threads.submit(() -> {
                    action.accept(item);
                    return null;
                }));
            }
            for (Future<?> one : running) {
                collect(one, failures);
            }
        } finally {
            threads.shutdownNow();
        }
        if (!failures.isEmpty()) {
            String messages = String.join(
                    "\n",
                    failures.stream().map(LabException::getMessage).distinct().toList());
            throw new LabException(messages, failures.getFirst());
        }
    }

    private static void collect(Future<?> one, List<LabException> failures) throws InterruptedException {
        try {
            one.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case LabException failure -> failures.add(failure);
                case InterruptedException interrupted -> throw interrupted;
                case null, default -> throw new IllegalStateException(e.getCause());
            }
        }
    }
}
