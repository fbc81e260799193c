package provisioner.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import provisioner.engine.Command;
import provisioner.engine.Event;
import provisioner.engine.Summary;
import provisioner.engine.Summary.HostSummary;
import provisioner.secret.Masker;

/** The end of a run names hosts that failed once more, unless nothing came after that. */
class FailuresAgainTest {
    private static final Event STALE =
            new Event.HostFailed("web-1", "the saved plan is stale", "make a new plan", false);
    private static final Event OTHER = new Event.HostFailed("web-2", "the saved plan is stale", "", false);

    private static String said(Event... events) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        TextReport report = new TextReport(
                new PrintStream(bytes, true, StandardCharsets.UTF_8),
                Masker.none(),
                new TextReport.Options(false, false, false, false, 0));
        report.accept(new Event.RunStarted(
                Command.PROVISION, "run", Instant.EPOCH, new LinkedHashMap<>(Map.of("web-1", 1, "web-2", 1)), 0));
        Stream.of(events).forEach(report);
        List<HostSummary> hosts = Stream.of("web-1", "web-2")
                .map(host -> new HostSummary(host, Map.of(), 0, false, true, 1, 0, List.of()))
                .toList();
        report.accept(new Event.RunEnded(
                new Summary(Command.PROVISION, 1, hosts, 0, 0, List.of(), false, false, Duration.ofSeconds(1))));
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void areNotToldTwiceInARow() {
        assertThat(said(STALE, OTHER)).isEqualTo("""
                web-1  failed: the saved plan is stale
                       make a new plan
                web-2  failed: the saved plan is stale

                web-1  failed
                web-2  failed
                Not every host is in the desired state.  (1.0 s)
                """);
    }

    @Test
    void areToldAgainAfterOtherThings() {
        assertThat(said(STALE, new Event.HostNote("web-2", "a note"), OTHER)).endsWith("""

                Failed:
                  web-1  failed: the saved plan is stale
                  web-2  failed: the saved plan is stale
                web-1  failed
                web-2  failed
                Not every host is in the desired state.  (1.0 s)
                """);
    }
}
