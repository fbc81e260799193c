package provisioner.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GtidsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                // own log | source's log | source's position | errant, for server 2
                "'' | 0-1-7 | 0-1-7 | ''",
                "0-1-7 | 0-1-9 | 0-1-9 | ''",
                "0-2-8 | 0-1-9 | '' | 0-2-8",
                "0-2-8,0-1-9 | 0-2-7,0-1-9 | 0-1-9 | 0-2-8",
                "0-2-8 | 0-2-8,0-1-9 | 0-1-9 | ''",
                // A source that was seeded knows of what was before by its position only.
                "0-2-8 | 0-1-9 | 0-1-9 | ''",
                "1-2-3,0-2-8 | 0-2-8 | 0-2-8 | 1-2-3"
            })
    void whatOnlyTheReplicaHas(String own, String log, String position, String errant) {
        assertThat(Gtids.parse(own)
                        .errant(2, Gtids.parse(log), Gtids.parse(position))
                        .toString())
                .isEqualTo(errant);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0-1-7 | 0-1-7 | ''",
                "0-1-9 | 0-1-7 | 0-1-9",
                "0-1-7 | 0-2-9 | ''",
                "0-1-7,1-1-3 | 0-1-7 | 1-1-3",
                "0-1-7 | '' | 0-1-7"
            })
    void whatComesAfterAPosition(String all, String position, String beyond) {
        assertThat(Gtids.parse(all).beyond(Gtids.parse(position)).toString()).isEqualTo(beyond);
    }
}
