package provisioner.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a finding begins and ends. A look is written as its time and what came of it: found, clean; capitals looked deep. */
class EpisodeTest {
    private static Instant minute(int minute) {
        return Instant.parse("2026-11-28T10:00:00Z").plusSeconds(60L * minute);
    }

    private static Look look(String written) {
        char what = written.charAt(0);
        int at = Integer.parseInt(written.substring(1));
        return new Look(minute(at), "run-" + at, Character.toLowerCase(what) == 'f', Character.isUpperCase(what));
    }

    private static SortedSet<Look> looks(String written) {
        SortedSet<Look> looks = new TreeSet<>();
        List.of(written.split(" ")).forEach(one -> looks.add(look(one)));
        return looks;
    }

    private static String shown(Episode episode) {
        return minutes(episode.first()) + "-" + minutes(episode.last())
                + episode.resolved().map(end -> "/" + minutes(end)).orElse("");
    }

    private static String minutes(Episode.At at) {
        assertThat(at.run()).isEqualTo("run-" + at.run().substring(4));
        assertThat(at.at()).isEqualTo(minute(Integer.parseInt(at.run().substring(4))));
        return at.run().substring(4);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "c1 c2,                none",
                "f1,                   1-1",
                "c1 f2 f5 f9,          2-9",
                "f1 f2 c4 c5,          1-2/4",
                "f1 c2 f3 f4 c6 f8,    1-1/2 3-4/6 8-8",
                // Written in any order, they are in that of their times.
                "c4 f1 f2,             1-2/4",
                // What was seen only by a deep look is resolved only by one.
                "F1 c2 C3,             1-1/3",
                "F1 f2 c3,             1-2/3",
                "f1 F2 c3,             1-2/3"
            })
    void aFindingLastsUntilALookDoesNotFindIt(String looks, String episodes) {
        assertThat(Episode.of(Optional.empty(), looks(looks)).stream().map(EpisodeTest::shown))
                .containsExactlyElementsOf(episodes == null ? List.of() : List.of(episodes.split(" ")));
    }

    @Test
    void whatWasOpenGoesOn() {
        Episode open = Episode.of(Optional.empty(), looks("f1 f2")).getFirst();
        assertThat(shown(Episode.of(Optional.of(open), looks("f5")).getFirst())).isEqualTo("1-5");
        assertThat(shown(Episode.of(Optional.of(open), looks("c5")).getFirst())).isEqualTo("1-2/5");
    }

    @Test
    void anEpisodeCoversTheTimeUntilItIsResolved() {
        Episode ended = Episode.of(Optional.empty(), looks("f2 f3 c5")).getFirst();
        assertThat(List.of(1, 2, 4, 5, 6).stream().map(m -> ended.covers(minute(m))))
                .containsExactly(false, true, true, false, false);
    }
}
