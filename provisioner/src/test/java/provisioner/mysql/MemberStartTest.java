package provisioner.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import provisioner.state.MysqlGroupMode;
import provisioner.state.SqlStatement;

/** Which mode a member starts with, and which it keeps for its next start. */
class MemberStartTest {
    private static final String START = "START GROUP_REPLICATION";
    private static final String STOP = "STOP GROUP_REPLICATION";
    private static final String CHECKS = "group_replication_enforce_update_everywhere_checks";
    private static final int NOT_CONFIGURED = 3092;

    /** A server whose group lets in whoever has the mode of the group. */
    private static final class Member implements Statements {
        private final List<String> executed = new ArrayList<>();
        private final String group;
        private final int error;
        private String mode;
        private String checks;
        private int starts;
        private String state = "OFFLINE";
        private String newer = "0";
        private String afterBusy = "OFFLINE";
        private int busy;

        /** @param group the mode of the group, as {@code ON} or {@code OFF}; anything else lets nobody in */
        Member(MysqlGroupMode own, String group, int error) {
            this.mode = own.value();
            this.checks = mode.equals("ON") ? "OFF" : "ON";
            this.group = group;
            this.error = error;
        }

        @Override
        public Map<String, String> row(String query) {
            return Map.of(
                    "mode",
                    mode.equals("ON") ? "1" : "0",
                    "state",
                    state,
                    "role",
                    "PRIMARY",
                    "closed",
                    "1",
                    "newer",
                    newer);
        }

        @Override
        public void execute(SqlStatement sql) throws SQLException {
            String text = sql.text();
            executed.add(text);
            if (busy > 0) {
                state = --busy > 0 ? state : afterBusy;
                throw new SQLException("Another instance of START/STOP is executing", "HY000", 3663);
            }
            if (text.equals(START)) {
                starts++;
                if (!mode.equals(group)) {
                    throw new SQLException("refused, " + starts, "HY000", error);
                }
            } else if (text.startsWith("SET GLOBAL ")) {
                set(text.split(" ")[2], text.split(" ")[4]);
            }
        }

        private void set(String variable, String value) throws SQLException {
            if (variable.equals(CHECKS)) {
                checks = value;
            } else {
                assertThat(variable).isEqualTo(MysqlGroupMode.VARIABLE);
                mode = value;
            }
            if (mode.equals("ON") && checks.equals("ON")) {
                throw new SQLException("checks are for several primaries only", "HY000", 1231);
            }
        }

        private List<String> persisted() {
            return executed.stream()
                    .filter(text -> text.startsWith("SET PERSIST"))
                    .toList();
        }
    }

    @ParameterizedTest
    @EnumSource
    void theModeThatLetsItInIsKept(MysqlGroupMode own) throws Exception {
        MysqlGroupMode other = own.other();
        Member member = new Member(own, other.value(), NOT_CONFIGURED);
        new MemberStart(member).start();
        assertThat(member.mode).isEqualTo(other.value());
        assertThat(member.persisted())
                .containsExactlyInAnyOrder(
                        "SET PERSIST_ONLY " + MysqlGroupMode.VARIABLE + " = " + other.value(),
                        "SET PERSIST_ONLY " + CHECKS + " = " + own.value());
        assertThat(member.executed.lastIndexOf(START))
                .as("nothing is kept before it is known to work")
                .isLessThan(member.executed.indexOf(member.persisted().getFirst()));
    }

    @ParameterizedTest
    @EnumSource
    void whereNeitherModeLetsItInNothingIsKept(MysqlGroupMode own) {
        Member member = new Member(own, "neither", NOT_CONFIGURED);
        assertThatCode(() -> new MemberStart(member).start()).hasMessage("refused, 1");
        assertThat(member.starts).isEqualTo(2);
        assertThat(member.mode).isEqualTo(own.value());
        assertThat(member.checks).isEqualTo(own.other().value());
        assertThat(member.persisted()).isEmpty();
    }

    /** Between the look and the change it may have returned, and with it the group. */
    @ParameterizedTest
    @ValueSource(strings = {"ONLINE", "RECOVERING"})
    void whoTakesPartIsNotStopped(String state) {
        Member member = new Member(MysqlGroupMode.SINGLE, "ON", NOT_CONFIGURED);
        member.state = state;
        assertThatCode(() -> new MemberStart(member).stop())
                .hasMessage("the group stands again: this member is " + state + " by now; run again");
        assertThat(member.executed).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"OFFLINE", "ERROR"})
    void whoDoesNotTakePartIsStopped(String state) throws Exception {
        Member member = new Member(MysqlGroupMode.SINGLE, "ON", NOT_CONFIGURED);
        member.state = state;
        new MemberStart(member).stop();
        assertThat(member.executed).containsExactly(STOP);
    }

    /** Its unit is at it, and meets nobody. */
    @Test
    void whomSomebodyElseStartsIsStoppedAfterwards() throws Exception {
        Member member = new Member(MysqlGroupMode.SINGLE, "ON", NOT_CONFIGURED);
        member.busy = 3;
        new MemberStart(member).stop();
        assertThat(member.executed).containsOnly(STOP).hasSize(4);
    }

    /** Its unit was at it, and the group was there again. */
    @Test
    void whomSomebodyElseHasBroughtBackIsNotStopped() {
        Member member = new Member(MysqlGroupMode.SINGLE, "ON", NOT_CONFIGURED);
        member.busy = 3;
        member.afterBusy = "ONLINE";
        assertThatCode(() -> new MemberStart(member).stop())
                .hasMessage("the group stands again: this member is ONLINE by now; run again");
        assertThat(member.executed).hasSize(3);
    }

    /** As one of several primaries, it takes no writes before all have its version. */
    @Test
    void whoHasANewerVersionTakesPartWithoutWrites() {
        Member member = new Member(MysqlGroupMode.MULTI, "OFF", NOT_CONFIGURED);
        member.state = "ONLINE";
        member.newer = "1";
        assertTimeoutPreemptively(Duration.ofSeconds(30), () -> new MemberStart(member).await(true));
    }

    @Test
    void anotherErrorIsNotAboutTheMode() {
        Member member = new Member(MysqlGroupMode.SINGLE, "neither", 3093);
        assertThatCode(() -> new MemberStart(member).start()).hasMessage("refused, 1");
        assertThat(member.executed).containsExactly(START);
    }
}
