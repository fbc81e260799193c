package provisioner.remote.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What programs write, and which line of it is the reason: the cases are in reasons.txt. */
class ReasonTest {
    @TestFactory
    Stream<DynamicTest> isTheLineThatSaysWhy() throws IOException {
        try (InputStream in = Objects.requireNonNull(ReasonTest.class.getResourceAsStream("reasons.txt"))) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return Arrays.stream(text.split("(?m)^=== ")).skip(1).map(ReasonTest::test);
        }
    }

    private static DynamicTest test(String text) {
        int title = text.indexOf('\n');
        int reason = text.indexOf("\n>>> ", title);
        return dynamicTest(
                text.substring(0, title),
                () -> assertThat(Reason.in(text.substring(title + 1, reason)))
                        .isEqualTo(text.substring(reason + 5).strip()));
    }

    @Test
    void ofNothingIsNothing() {
        assertThat(Reason.in("")).isEmpty();
        assertThat(Reason.in(" \n\n")).isEmpty();
    }
}
