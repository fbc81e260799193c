package provisioner.survival;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import provisioner.lab.TestLab;

/** How long it takes until the site is back, twenty times: in turn the host of the primary and the one that holds the address lose power. */
@Tag("host")
@Tag("alone")
@Tag("long")
class TwentyKillsTest {
    private static final Duration AWAY = Duration.ofSeconds(21);

    @RegisterExtension
    static final TestLab LAB = TestLab.of("sid", Survival.HOSTS.toArray(String[]::new));

    @TempDir
    static Path directory = Path.of("");

    @Test
    void eachIsSurvived() throws Exception {
        Survival site = Survival.provision(LAB, directory);
        SoftAssertions kills = new SoftAssertions();
        for (int i = 1; i <= 20; i++) {
            String host = i % 2 == 0 ? site.holder() : site.primary();
            String what = "kill " + i + ", " + host;
            kills.assertThatCode(() -> site.survives(what, site.powerOff(host, AWAY, "")))
                    .as(what)
                    .doesNotThrowAnyException();
        }
        System.out.println("reads back, ms: " + distribution(site.measured(), kill -> kill.backAfterMillis(false)));
        System.out.println("writes back, ms: " + distribution(site.measured(), kill -> kill.backAfterMillis(true)));
        kills.assertAll();
    }

    private static String distribution(List<Measured> kills, ToLongFunction<Measured> value) {
        List<Long> sorted = kills.stream()
                .map(value::applyAsLong)
                .sorted(Comparator.naturalOrder())
                .toList();
        return "least " + sorted.getFirst() + ", median " + sorted.get(sorted.size() / 2) + ", most " + sorted.getLast()
                + ": " + sorted;
    }
}
