package provisioner.cli.terminal;

import java.io.Console;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import provisioner.engine.Question;

/** Asks on the terminal. Ctrl-C, the end of the input and ten minutes without an answer are no. */
public final class ConsoleQuestion implements Question {
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final long POLL_MILLIS = 200;

    private final Callable<@Nullable String> ask;
    private final Duration limit;
    private final BooleanSupplier stopping;

    /** @param stopping becomes true when the run is to end, which is no answer */
    public ConsoleQuestion(BooleanSupplier stopping) {
        this(ConsoleQuestion::readLine, LIMIT, stopping);
    }

    /** @param ask returns the line that was typed, null at the end of the input */
    ConsoleQuestion(Callable<@Nullable String> ask, Duration limit, BooleanSupplier stopping) {
        this.ask = ask;
        this.limit = limit;
        this.stopping = stopping;
    }

    private static @Nullable String readLine() {
        Console console = System.console();
        return console == null
                ? null
                : console.readLine("Change this? The hosts stay locked for up to ten minutes. Only 'yes' means yes: ");
    }

    @Override
    public boolean isAnsweredYes() throws InterruptedException {
        FutureTask<@Nullable String> answer = new FutureTask<>(ask);
        Thread.ofPlatform().daemon().name("question").start(answer);
        Instant until = Instant.now().plus(limit);
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
