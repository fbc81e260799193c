package provisioner.survival;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;
import org.assertj.core.api.SoftAssertions;
import provisioner.lab.TestLab;

/** How long it takes until the site is back, ten times. */
final class TenKills {
    private static final Duration AWAY = Duration.ofSeconds(21);

    /** Which host loses power. */
    interface Choice {
        String of(Survival site) throws Exception;
    }

    private TenKills() {}

    /** Goes on after a kill that breaks a promise, and prints how long it took in any case. */
    static void areSurvived(TestLab lab, Path directory, Choice choice) throws Exception {
        Survival site = Survival.provision(lab, directory);
        SoftAssertions kills = new SoftAssertions();
        for (int i = 1; i <= 10; i++) {
            String host = choice.of(site);
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
