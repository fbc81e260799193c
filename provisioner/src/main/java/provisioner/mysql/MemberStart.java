package provisioner.mysql;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import provisioner.state.MysqlGroup;
import provisioner.state.MysqlGroupMode;
import provisioner.state.SqlStatement;

/** How a member of a group comes to take part in it. */
final class MemberStart {
    private static final Duration RETURN = Duration.ofSeconds(60);
    private static final Duration RECOVERY = Duration.ofMinutes(10);
    private static final Duration PAUSE = Duration.ofMillis(200);

    private static final SqlStatement START = SqlStatement.of("START GROUP_REPLICATION");
    private static final SqlStatement STOP = SqlStatement.of("STOP GROUP_REPLICATION");

    /** MySQL says it also of a member whose settings are not those of the group. */
    private static final int NOT_CONFIGURED = 3092;

    /** Somebody else starts or stops the member right now, as its unit does, which tries for up to a minute. */
    private static final int BUSY = 3663;

    /** Longer than a try that meets nobody. */
    private static final Duration OTHERS_TRY = Duration.ofMinutes(3);

    private interface Attempt {
        void run() throws SQLException;
    }

    private final Statements member;

    MemberStart(Statements member) {
        this.member = member;
    }

    /**
     * @param returning whether it has been started by the start of its server
     * @throws SQLException if it does not come to take part; the message says what its state is
     */
    void await(boolean returning) throws SQLException, InterruptedException {
        Instant restart = Instant.now().plus(RETURN);
        Instant until = Instant.now().plus(RECOVERY);
        boolean started = !returning;
        while (true) {
            Map<String, String> now = state();
            String state = now.getOrDefault("state", "");
            if (state.equals("ONLINE") && isSettled(now)) {
                return;
            }
            boolean gone = !MysqlGroup.takesPart(state);
            if (gone && started || Instant.now().isAfter(until)) {
                throw new SQLException("this member is " + state + " in the group; the server's error log says why."
                        + " If no member is ONLINE any more, run playbooks/recover-database.yml");
            }
            if (gone && Instant.now().isAfter(restart)) {
                started = ran(this::startAnew);
            }
            Thread.sleep(PAUSE);
        }
    }

    private void startAnew() throws SQLException {
        member.execute(STOP);
        member.execute(SqlStatement.of("SET GLOBAL group_replication_bootstrap_group = OFF"));
        start();
    }

    /** Returns whether it was run, or somebody else was at it. */
    private static boolean ran(Attempt attempt) throws SQLException {
        try {
            attempt.run();
            return true;
        } catch (SQLException e) {
            if (e.getErrorCode() != BUSY) {
                throw e;
            }
            return false;
        }
    }

    /** @throws SQLException if somebody else is at it for too long */
    private static void afterOthers(Attempt attempt) throws SQLException, InterruptedException {
        Instant until = Instant.now().plus(OTHERS_TRY);
        while (Instant.now().isBefore(until)) {
            if (ran(attempt)) {
                return;
            }
            Thread.sleep(PAUSE);
        }
        attempt.run();
    }

    /**
     * Ends the tries of a member to return that does not take part.
     *
     * @throws SQLException if it takes part: then its group stands, and must not be begun again
     */
    void stop() throws SQLException, InterruptedException {
        afterOthers(() -> {
            String state = memberState();
            if (MysqlGroup.takesPart(state)) {
                throw new SQLException("the group stands again: this member is " + state + " by now; run again");
            }
            member.execute(STOP);
        });
    }

    /** Whether it takes part or not. Without a majority that takes about a minute. */
    void leave() throws SQLException, InterruptedException {
        afterOthers(() -> member.execute(STOP));
    }

    /** As {@link MysqlGroup#state()}. */
    String memberState() throws SQLException {
        return state().getOrDefault("state", "");
    }

    /**
     * Its group may have changed its mode without it. Then only the other one lets it in. It keeps that for its next
     * start only once the group has let it in: an error 3092 can have another cause.
     *
     * @throws SQLException if it cannot start with its own mode, which it then still has
     */
    void start() throws SQLException {
        try {
            member.execute(START);
        } catch (SQLException refused) {
            if (refused.getErrorCode() != NOT_CONFIGURED) {
                throw refused;
            }
            String value = member.row("SELECT @@GLOBAL." + MysqlGroupMode.VARIABLE + " AS mode")
                    .getOrDefault("mode", "");
            MysqlGroupMode own = MysqlGroupMode.ofVariable(value);
            execute(own.other().trial());
            try {
                member.execute(START);
            } catch (SQLException again) {
                execute(own.trial());
                throw refused;
            }
            execute(own.other().kept());
        }
    }

    private void execute(List<SqlStatement> statements) throws SQLException {
        for (SqlStatement statement : statements) {
            member.execute(statement);
        }
    }

    /** A primary takes writes only a moment after its election; one of several only once nobody has an older version. */
    private static boolean isSettled(Map<String, String> now) {
        return !"PRIMARY".equals(now.get("role")) || "0".equals(now.get("closed")) || "1".equals(now.get("newer"));
    }

    private Map<String, String> state() throws SQLException {
        return member.row("""
                SELECT COALESCE(MAX(MEMBER_STATE), 'OFFLINE') AS state, COALESCE(MAX(MEMBER_ROLE), '') AS role,
                  @@GLOBAL.super_read_only AS closed, %s >
                    (SELECT MIN(%s)
                    FROM performance_schema.replication_group_members) AS newer
                FROM performance_schema.replication_group_members WHERE MEMBER_ID = @@GLOBAL.server_uuid""".formatted(MysqlGroup.versionNumber("MAX(MEMBER_VERSION)"), MysqlGroup.VERSION_NUMBER));
    }
}
