package provisioner.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import provisioner.sample.Repeating.NotBegunException;

class RepeatingTest {
    private static final SQLException CUT = new SQLException("Communications link failure", "08S01");
    private static final SQLException READ_ONLY = new SQLException("--read-only", "HY000", 1290);
    private static final SQLException NO_SERVER = new NotBegunException(new SQLException("nobody is there"));
    private static final SQLException OFFLINE =
            new SQLException("The server is currently in offline mode", "HY000", 3032);
    private static final SQLException SHUTDOWN = new SQLException("Server shutdown in progress", "08S01", 1053);
    private static final SQLException KILLED = new SQLException("Connection was killed", "70100", 1927);
    private static final SQLException LEFT =
            new SQLException("Error on observer while running replication hook 'before_commit'", "HY000", 3100);
    private static final SQLException WRONG = new SQLException("Data too long", "22001", 1406);

    private final Repeating repeating = new Repeating(Duration.ofSeconds(5));
    private int attempts;

    private Repeating.Attempt<String> fails(SQLException... failures) {
        Deque<SQLException> left = new ArrayDeque<>(List.of(failures));
        return () -> {
            attempts++;
            if (!left.isEmpty()) {
                throw left.pop();
            }
            return "done";
        };
    }

    @Test
    void whatTheServerRefusedIsTriedAgain() throws Exception {
        assertThat(repeating.run(false, fails(NO_SERVER, READ_ONLY, NO_SERVER))).isEqualTo("done");
        assertThat(attempts).isEqualTo(4);
    }

    @Test
    void whatMayHaveHappenedIsTriedAgainOnlyWhereThatDoesNoHarm() throws Exception {
        assertThatThrownBy(() -> repeating.run(false, fails(READ_ONLY, CUT))).isSameAs(CUT);
        assertThat(attempts).isEqualTo(2);
        assertThat(repeating.run(true, fails(CUT, READ_ONLY))).isEqualTo("done");
    }

    /** It may be the read of the number that the server refuses, after the write. */
    @Test
    void aServerThatEndsTheSessionMayHaveWritten() throws Exception {
        for (SQLException ended : List.of(OFFLINE, SHUTDOWN, KILLED, LEFT)) {
            assertThatThrownBy(() -> repeating.run(false, fails(ended))).isSameAs(ended);
            assertThat(repeating.run(true, fails(ended))).isEqualTo("done");
        }
        assertThat(attempts).isEqualTo(12);
    }

    @Test
    void whatIsWrongIsNotTriedAgain() {
        assertThatThrownBy(() -> repeating.run(true, fails(WRONG))).isSameAs(WRONG);
        assertThatThrownBy(() -> repeating.run(true, fails(CUT, WRONG))).isSameAs(WRONG);
        assertThat(attempts).isEqualTo(3);
    }

    @Test
    void nothingIsTriedForEverOrWithoutBeingAsked() {
        assertThatThrownBy(() -> new Repeating(Duration.ofMillis(1)).run(true, fails(CUT, READ_ONLY)))
                .isSameAs(READ_ONLY);
        assertThat(attempts).isEqualTo(2);
        assertThatThrownBy(() -> new Repeating(Duration.ZERO).run(true, fails(NO_SERVER)))
                .isSameAs(NO_SERVER);
        assertThat(attempts).isEqualTo(3);
    }
}
