package provisioner.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import provisioner.compile.Program.HostProgram;
import provisioner.remote.target.Destination;
import provisioner.remote.target.PassphrasePrompt;
import provisioner.secret.Masker;

/** Whatever is thrown in the work for one host is that host's failure, and the others go on. */
class HostConnectorTest {
    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final HostConnector hosts = new HostConnector(
            new RunOptions(
                    2,
                    "run",
                    "who",
                    Map.of(),
                    PassphrasePrompt.none(),
                    Masker.none(),
                    () -> false,
                    false,
                    Optional.empty(),
                    Optional.empty()),
            events::add);

    private static HostRun host(String name) {
        Destination nowhere = new Destination(
                name,
                name,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty());
        return new HostRun(new HostProgram(nowhere, nowhere.address(), Map.of(), List.of(), List.of()));
    }

    private static int endless(int depth) {
        return depth < 0 ? 0 : endless(depth + 1) + 1;
    }

    @Test
    void anErrorIsThatHostsFailure() throws InterruptedException {
        List<HostRun> all = Stream.of("deep", "large", "wrong", "fine")
                .map(HostConnectorTest::host)
                .toList();
        List<String> done = new CopyOnWriteArrayList<>();
        hosts.forEach(all, host -> {
            switch (host.name()) {
                case "deep" -> endless(0);
                case "large" -> throw new OutOfMemoryError("Requested array size exceeds VM limit");
                case "wrong" -> throw new AssertionError();
                default -> done.add(host.name());
            }
        });
        assertThat(done).containsExactly("fine");
        assertThat(all).extracting(HostRun::failed).containsExactly(true, true, true, false);
        assertThat(events)
                .extracting(event -> ((Event.HostFailed) event).host())
                .containsExactlyInAnyOrder("deep", "large", "wrong");
        assertThat(all.getFirst().reason()).startsWith("internal error: StackOverflowError in HostConnectorTest.java");
    }
}
