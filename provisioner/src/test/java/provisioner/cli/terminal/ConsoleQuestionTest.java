package provisioner.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOError;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class ConsoleQuestionTest {
    private static final Duration LONG = Duration.ofMinutes(10);

    private final CountDownLatch never = new CountDownLatch(1);

    private @Nullable String nobodyAnswers() throws InterruptedException {
        never.await();
        return "yes";
    }

    @Test
    void yesIsYes() throws InterruptedException {
        assertThat(answered(() -> "yes", LONG, false)).isTrue();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "y", "Yes", "YES", "yes ", "no", "yes please"})
    void everythingElseIsNo(@Nullable String answer) throws InterruptedException {
        assertThat(answered(() -> answer, LONG, false)).isFalse();
    }

    @Test
    void noAnswerWithinTheLimitIsNo() throws InterruptedException {
        assertThat(answered(this::nobodyAnswers, Duration.ofMillis(300), false)).isFalse();
    }

    @Test
    void anInterruptIsNoAtOnce() throws InterruptedException {
        assertThat(answered(this::nobodyAnswers, LONG, true)).isFalse();
    }

    @Test
    void aTerminalThatFailsIsNo() throws InterruptedException {
        assertThat(answered(
                        () -> {
                            throw new IOError(new IOException("the terminal is gone"));
                        },
                        LONG,
                        false))
                .isFalse();
    }

    private static boolean answered(Callable<@Nullable String> ask, Duration limit, boolean stopping)
            throws InterruptedException {
        return new ConsoleQuestion(ask, limit, () -> stopping).isAnsweredYes();
    }
}
