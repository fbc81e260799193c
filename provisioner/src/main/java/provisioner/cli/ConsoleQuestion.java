package provisioner.cli;

import java.io.Console;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import provisioner.engine.Question;

/** Asks on the terminal. Ctrl-C, the end of the input and ten minutes without an answer are no. */
final class ConsoleQuestion implements Question {
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final long POLL_MILLIS = 200;

    private final BooleanSupplier stopping;

    ConsoleQuestion(BooleanSupplier stopping) {
        this.stopping = stopping;
    }

    @Override
    public boolean isAnsweredYes() throws InterruptedException {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        FutureTask<@Nullable String> answer = new FutureTask<>(() ->
                console.readLine("Change this? The hosts stay locked for up to ten minutes. Only 'yes' means yes: "));
        Thread.ofPlatform().daemon().name("question").start(answer);
        Instant until = Instant.now().plus(LIMIT);
        while (!stopping.getAsBoolean() && Instant.now().isBefore(until)) {
            try {
                return "yes".equals(answer.get(POLL_MILLIS, TimeUnit.MILLISECONDS));
            } catch (TimeoutException e) {
                // Nobody has answered yet.
            } catch (ExecutionException e) {
                return false;
            }
        }
        System.out.println();
        return false;
    }
}
