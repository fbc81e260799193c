package provisioner.worker;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.kagkarlsson.shaded.jdbc.SQLRuntimeException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import provisioner.worker.PlanState.State;

/**
 * The approved plans in the database. What fails is thrown as db-scheduler does it.
 *
 * @param source of connections
 */
record Approvals(DataSource source) {
    private static final int DUPLICATE = 1062;
    private static final int LONGEST_NAME = 255;

    private static final String COLUMNS = "a.digest, a.sha256, a.site, a.pool, a.requested_by, a.valid_until";

    /** @return false if this plan was approved before: none is carried out twice */
    boolean add(ApprovedPlan plan) {
        Approval approval = plan.approval();
        try {
            change(
                    "INSERT INTO approvals (digest, plan, sha256, site, pool, requested_by, valid_until, signature, state,"
                            + " approver, worker, reason) VALUES (?,?,?,?,?,?,?,?,?,'','','')",
                    approval.digest(),
                    plan.bytes(),
                    approval.sha256(),
                    approval.site(),
                    approval.pool(),
                    approval.by(),
                    utc(approval.until()),
                    plan.signature(),
                    word(State.WAITING));
            return true;
        } catch (SQLRuntimeException e) {
            if (e.getCause() instanceof SQLException cause && cause.getErrorCode() == DUPLICATE) {
                return false;
            }
            throw e;
        }
    }

    /** A plan that waits to be carried out; empty if there is none. */
    Optional<ApprovedPlan> waiting(String digest) {
        return read(
                        "SELECT " + COLUMNS
                                + ", a.plan, a.signature FROM approvals a WHERE a.digest = ? AND a.state = ?",
                        row -> new ApprovedPlan(approval(row), new String(row.getBytes(7), UTF_8), row.getString(8)),
                        digest,
                        word(State.WAITING))
                .stream()
                .findFirst();
    }

    /** @return whether it is this worker's now: only one ever gets it */
    boolean begin(String digest, String worker, String approver, Instant now) {
        return change(
                        "UPDATE approvals SET state = ?, worker = ?, approver = ?, begun_at = ? WHERE digest = ? AND state = ?",
                        word(State.RUNNING),
                        worker,
                        cut(approver),
                        utc(now),
                        digest,
                        word(State.WAITING))
                == 1;
    }

    void refuse(String digest, String worker, String reason, Instant now) {
        change(
                "UPDATE approvals SET state = ?, worker = ?, reason = ?, ended_at = ? WHERE digest = ? AND state = ?",
                word(State.REFUSED),
                worker,
                reason,
                utc(now),
                digest,
                word(State.WAITING));
    }

    /**
     * The run has ended, or is given up.
     *
     * @param exitCode null if nobody knows it
     * @return whether it was running
     */
    boolean end(String digest, State state, @Nullable Integer exitCode, Instant now) {
        return change(
                        "UPDATE approvals SET state = ?, exit_code = ?, ended_at = ? WHERE digest = ? AND state = ?",
                        word(state),
                        exitCode,
                        utc(now),
                        digest,
                        word(State.RUNNING))
                == 1;
    }

    /** Those that have not ended, and those that have ended since a time or could have begun since; the newest first. */
    List<PlanState> all(Instant since) {
        return read(
                "SELECT " + COLUMNS + ", a.state, a.approver, a.worker, a.reason, a.begun_at, a.ended_at, a.exit_code,"
                        + " w.task_instance FROM approvals a LEFT JOIN " + Work.TABLE
                        + " w ON w.task_name = CONCAT('" + Work.PLAN + "', a.pool) AND w.task_instance = a.digest"
                        + " WHERE w.task_instance IS NOT NULL OR a.valid_until >= ? OR a.ended_at >= ?"
                        + " ORDER BY COALESCE(a.ended_at, a.valid_until) DESC, a.digest",
                Approvals::state,
                utc(since),
                utc(since));
    }

    private static PlanState state(ResultSet row) throws SQLException {
        State state = State.valueOf(row.getString(7).toUpperCase(Locale.ROOT));
        int exit = row.getInt(13);
        return new PlanState(
                approval(row),
                row.getString(14) == null && state == State.WAITING ? State.WITHDRAWN : state,
                row.getString(8),
                row.getString(9),
                row.getString(10),
                time(row, 11),
                time(row, 12),
                row.getObject(13) == null ? OptionalInt.empty() : OptionalInt.of(exit));
    }

    private static Approval approval(ResultSet row) throws SQLException {
        return new Approval(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                time(row, 6).orElse(Instant.EPOCH));
    }

    private static String word(State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    private static String cut(String name) {
        return name.substring(0, Math.min(name.length(), LONGEST_NAME));
    }

    private static LocalDateTime utc(Instant instant) {
        return LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
    }

    private static Optional<Instant> time(ResultSet row, int column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, LocalDateTime.class))
                .map(utc -> utc.toInstant(ZoneOffset.UTC));
    }

    private interface Row<T> {
        T of(ResultSet row) throws SQLException;
    }

    private <T> List<T> read(String select, Row<T> reading, Object... values) {
        try (Connection connection = source.getConnection();
                PreparedStatement statement = connection.prepareStatement(select)) {
            set(statement, values);
            List<T> rows = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    add(rows, reading, row);
                }
            }
            return rows;
        } catch (SQLException e) {
            throw new SQLRuntimeException(e);
        }
    }

    /** Who writes to the database can write anything there. What cannot be an approval is none, and is in nobody's way. */
    private static <T> void add(List<T> rows, Row<T> reading, ResultSet row) throws SQLException {
        try {
            rows.add(reading.of(row));
        } catch (IllegalArgumentException e) {
            return;
        }
    }

    private int change(String update, @Nullable Object... values) {
        try (Connection connection = source.getConnection();
                PreparedStatement statement = connection.prepareStatement(update)) {
            set(statement, values);
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw new SQLRuntimeException(e);
        }
    }

    private static void set(PreparedStatement statement, @Nullable Object... values) throws SQLException {
        for (int at = 0; at < values.length; at++) {
            statement.setObject(at + 1, values[at]);
        }
    }
}
