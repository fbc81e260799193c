package provisioner.mysql;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import provisioner.state.SqlStatement;

/** Brings a replica as far as it can come before it leaves its source. */
final class Drain {
    private static final Duration CATCH_UP = Duration.ofSeconds(60);
    private static final Duration APPLY = Duration.ofMinutes(10);
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final Session replica;

    Drain(Session replica) {
        this.replica = replica;
    }

    /** Waits until the replica has all that the source has, which takes no more writes; without end that is given up. */
    void catchUpWith(Session source) throws SQLException, InterruptedException {
        Instant until = Instant.now().plus(CATCH_UP);
        while (Instant.now().isBefore(until)
                && status("replica_io_running", "slave_io_running").equals("Yes")) {
            if (missing(source).isBlank()) {
                return;
            }
            Thread.sleep(PAUSE);
        }
    }

    private String missing(Session source) throws SQLException {
        if (replica.mariadb()) {
            String has = text(source.row("SELECT @@GLOBAL.gtid_current_pos AS position"), "position");
            String here = text(replica.row("SELECT @@GLOBAL.gtid_slave_pos AS position"), "position");
            return has.equals(here) ? "" : has;
        }
        String has = text(source.row("SELECT @@GLOBAL.gtid_executed AS executed"), "executed");
        return text(replica.row("SELECT GTID_SUBTRACT('" + has + "', @@GLOBAL.gtid_executed) AS missing"), "missing");
    }

    /** @throws SQLException where that cannot be done: then the replica must not become a source */
    void applyWhatWasReceived() throws SQLException, InterruptedException {
        replica.execute(SqlStatement.of(replica.mariadb() ? "STOP SLAVE IO_THREAD" : "STOP REPLICA IO_THREAD"));
        Instant until = Instant.now().plus(APPLY);
        while (!status("replica_sql_running_state", "slave_sql_running_state").contains("has read all relay log")) {
            if (!status("replica_sql_running", "slave_sql_running").equals("Yes")) {
                String error = status("last_sql_error", "last_sql_error");
                throw new SQLException("what was received from the source is not applied: "
                        + (error.isEmpty() ? "the thread that does it is stopped" : error));
            }
            if (Instant.now().isAfter(until)) {
                throw new SQLException("what was received from the source is not applied after " + APPLY.toMinutes()
                        + " minutes; it goes on, try again later");
            }
            Thread.sleep(PAUSE);
        }
    }

    private String status(String one, String other) throws SQLException {
        List<Map<String, String>> rows =
                replica.read(List.of("SHOW REPLICA STATUS")).getFirst();
        Map<String, String> row = rows.isEmpty() ? Map.of() : rows.getFirst();
        return row.containsKey(one) ? text(row, one) : text(row, other);
    }

    private static String text(Map<String, String> row, String column) {
        return Objects.requireNonNullElse(row.get(column), "").replaceAll("\\s", column.endsWith("state") ? " " : "");
    }
}
