package provisioner.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Whether a server can become the source, by what it says of itself. */
class StandingTest {
    private static final String ADDRESS = "192.0.2.12";
    private static final String SOURCE = "192.0.2.11";
    private static final String ERROR = "Could not execute Write_rows event on table app.t; Duplicate entry '7'";
    private static final String UNAPPLIED = "3e11fa47-71ca-11e1-9e33-c80aa9429562:7-9";

    private static Standing replica(Standing.Channel... channels) {
        return new Standing(false, "", List.of(channels), "");
    }

    private static Standing.Channel standing(String source, String error) {
        return new Standing.Channel(source, "replication", true, UNAPPLIED, error);
    }

    @Test
    void oneThatStandsOnAnErrorMustApplyWhatItHasFirst() {
        assertThat(replica(standing("192.0.2.40", ""), standing(SOURCE, ERROR)).obstacle(ADDRESS, UNAPPLIED))
                .hasValue("192.0.2.12 cannot become the source: it must apply what it has received from 192.0.2.11, "
                        + UNAPPLIED + ", but its replication stands on an error: " + ERROR
                        + "; mend that there and run START REPLICA, or name another server in 'mysql_source'");
    }

    /** It goes on to apply, which is waited for when it takes over. */
    @Test
    void oneThatIsOnlyLateCan() {
        assertThat(replica(standing(SOURCE, "")).obstacle(ADDRESS, UNAPPLIED)).isEmpty();
    }

    @Test
    void anErrorThatLeavesNothingToApplyIsNoObstacle() {
        assertThat(replica(standing(SOURCE, ERROR)).obstacle(ADDRESS, "")).isEmpty();
        assertThat(replica().obstacle(ADDRESS, "")).isEmpty();
    }
}
