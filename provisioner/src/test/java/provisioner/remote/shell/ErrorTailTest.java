package provisioner.remote.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ErrorTailTest {
    private static void add(ErrorTail tail, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        tail.append(bytes, bytes.length);
    }

    private static String take(ErrorTail tail, String marker) throws InterruptedException {
        return new String(tail.takeUntil(marker, Duration.ofMillis(20)), StandardCharsets.US_ASCII);
    }

    @Test
    void keepsTheLast64KiB() throws Exception {
        ErrorTail tail = new ErrorTail();
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < 30_000; i++) {
            add(tail, i + "\n");
            all.append(i).append('\n');
        }
        assertThat(take(tail, "absent")).isEqualTo(all.substring(all.length() - ErrorTail.LIMIT));
    }

    @Test
    void onePieceLargerThanTheLimit() throws Exception {
        ErrorTail tail = new ErrorTail();
        add(tail, "a".repeat(10) + "b".repeat(ErrorTail.LIMIT));
        assertThat(take(tail, "absent")).isEqualTo("b".repeat(ErrorTail.LIMIT));
    }

    @Test
    void whatFollowsTheMarkerBelongsToTheNextReply() throws Exception {
        ErrorTail tail = new ErrorTail();
        add(tail, "one\n<1>\ntw");
        assertThat(take(tail, "\n<1>\n")).isEqualTo("one");
        add(tail, "o\n<2>\n");
        assertThat(take(tail, "\n<2>\n")).isEqualTo("two");
        assertThat(take(tail, "\n<3>\n")).isEmpty();
    }

    @Test
    void endOfTheStreamEndsTheWait() throws Exception {
        ErrorTail tail = new ErrorTail();
        add(tail, "last words");
        tail.end();
        assertThat(new String(tail.takeUntil("absent", Duration.ofHours(1)), StandardCharsets.US_ASCII))
                .isEqualTo("last words");
    }
}
