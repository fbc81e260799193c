package provisioner.survival;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import provisioner.harness.SiteLoad.Request;

/** The judge of the survival tests, on made-up requests. The fault is at second 10, and over at second 60. */
class MeasuredTest {
    private static long at(double seconds) {
        return (long) (seconds * TimeUnit.SECONDS.toNanos(1));
    }

    private static Request read(double sent, double ended, String failure) {
        return new Request("", at(sent), at(ended), failure, "");
    }

    private static Request write(double sent, double ended, String writer) {
        return new Request("note " + sent, at(sent), at(ended), "", writer);
    }

    private static Measured measured(Request... requests) {
        return new Measured(List.of(requests), at(10), at(60));
    }

    @Test
    void whatFailsLastBoundsTheReturn() {
        Measured measured = measured(
                read(9.9, 12, "was in hand"), read(10.5, 10.6, ""), read(12, 15, "no answer"), read(13, 13.1, ""));
        assertThat(measured.backAfterMillis(false)).isEqualTo(3_100);
        assertThat(measured.longestGapMillis(false)).isEqualTo(2_500);
        assertThat(measured.backAfterMillis(true)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void whatTheReturnCutsCountsForTheReturn() {
        Measured measured = measured(
                read(11, 11.1, ""),
                read(58.9, 62, "no answer"),
                read(59.9, 60.1, "cut"),
                read(61, 61.2, "cut"),
                read(62, 62.1, ""));
        assertThat(measured.backAfterMillis(false)).as("sent too long before").isEqualTo(52_100);
        assertThat(measured.wellAfterMillis(false)).isEqualTo(2_100);
        Measured cut = measured(read(11, 11.1, ""), read(59.9, 60.1, "cut"), read(60.2, 60.3, ""));
        assertThat(cut.backAfterMillis(false)).isEqualTo(1_100);
        assertThat(cut.wellAfterMillis(false)).isEqualTo(300);
    }

    @Test
    void whatWaitsIsNotBackUntilItIsAnswered() {
        assertThat(measured(write(10.2, 18, "web-2"), write(11, 18.2, "web-2")).backAfterMillis(true))
                .isEqualTo(8_000);
    }

    @Test
    void onlyWhatIsSentLaterIsSlow() {
        Measured measured = measured(
                read(14, 17, ""), read(20, 22, ""), write(25, 29, "web-2"), write(40, 40.1, "web-2"), read(61, 69, ""));
        assertThat(measured.settled()).hasSize(2);
        assertThat(measured.slow()).isEqualTo(1);
    }

    @Test
    void aWriterThatWasReplacedTakesNoMore() {
        Request first = write(9, 9.1, "web-1");
        Request late = write(9.5, 20, "web-1");
        Request second = write(12, 18, "web-2");
        assertThat(measured(first, late, second, write(19, 19.1, "web-2")).secondWriters())
                .isEmpty();
        assertThat(measured(first, second, write(19, 19.1, "web-1")).secondWriters())
                .hasSize(1);
    }

    @Test
    void twoThatTakeTurnsAreTwoWriters() {
        assertThat(measured(write(9, 9.1, "web-1"), write(10, 10.1, "web-2"), write(10.2, 10.3, "web-1"))
                        .contested())
                .hasSize(1);
        assertThat(measured(write(9, 9.1, "web-1"), write(16, 16.1, "web-2"), write(23, 23.1, "web-1"))
                        .contested())
                .isEmpty();
        assertThat(measured(write(9, 9.1, "web-1"), write(9, 10.1, "web-2"), write(9, 10.3, "web-1"))
                        .contested())
                .as("sent before")
                .isEmpty();
    }
}
