package provisioner.mysql;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import provisioner.remote.target.RemoteException;
import provisioner.state.SqlStatement;

/** Brings a replica as far as possible before it leaves its source. */
final class Handover {
    private static final Duration CATCH_UP = Duration.ofSeconds(60);
    private static final Duration APPLY = Duration.ofMinutes(10);
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final Session replica;

    Handover(Session replica) {
        this.replica = replica;
    }

    /** Another server, which may be unreachable. */
    interface Other {
        /** Its transactions; empty if it does not answer. */
        String transactions() throws SQLException, RemoteException, InterruptedException;
    }

    /** Waits until the replica has everything that its source has, which accepts no writes now. Gives up in time. */
    void catchUpWith(Other source) throws SQLException, RemoteException, InterruptedException {
        if (!receives() && !lackedBy(source.transactions()).isBlank()) {
            // So a run that was killed can have left it.
            replica.execute(SqlStatement.of("START " + word()));
        }
        Instant until = Instant.now().plus(CATCH_UP);
        while (Instant.now().isBefore(until) && receives()) {
            if (lackedBy(source.transactions()).isBlank()) {
                return;
            }
            Thread.sleep(PAUSE);
        }
    }

    private String word() {
        return replica.mariadb() ? "SLAVE" : "REPLICA";
    }

    /** Also while it still connects. */
    private boolean receives() throws SQLException {
        return !List.of("", "No").contains(status("replica_io_running", "slave_io_running"));
    }

    /** The transactions that MariaDB has applied as a replica. One that was the source has written others itself. */
    private String applied() throws SQLException {
        String variable = status("source_user", "master_user").isEmpty() ? "gtid_current_pos" : "gtid_slave_pos";
        return text(replica.row("SELECT @@GLOBAL." + variable + " AS position"), "position");
    }

    /** Another server's transactions that this replica has not even received; empty for none. */
    String lacks(String transactions) throws SQLException {
        String missing = lackedBy(transactions);
        if (replica.mariadb()) {
            return Gtids.parse(missing).beyond(Gtids.parse(received())).toString();
        }
        return text(replica.row("SELECT GTID_SUBTRACT('" + missing + "', '" + received() + "') AS beyond"), "beyond");
    }

    private String received() throws SQLException {
        return status("retrieved_gtid_set", "gtid_io_pos");
    }

    /** Those of these transactions that it has not applied. */
    private String lackedBy(String transactions) throws SQLException {
        if (replica.mariadb()) {
            return Gtids.parse(transactions).beyond(Gtids.parse(applied())).toString();
        }
        return text(
                replica.row("SELECT GTID_SUBTRACT('" + transactions + "', @@GLOBAL.gtid_executed) AS missing"),
                "missing");
    }

    /** @throws SQLException if that fails; then the replica goes on to receive, and must not become a source */
    void applyWhatWasReceived() throws SQLException, InterruptedException {
        String thread = word() + " IO_THREAD";
        boolean received = status("replica_io_running", "slave_io_running").equals("Yes");
        replica.execute(SqlStatement.of("STOP " + thread));
        Optional<String> obstacle = awaitApplied();
        if (obstacle.isPresent()) {
            if (received) {
                receiveAgain();
            }
            throw new SQLException("the changes received from the source are not applied" + obstacle.get());
        }
    }

    /** After {@link #applyWhatWasReceived()}, if the replica is to stay one. */
    void receiveAgain() throws SQLException {
        // MariaDB deletes what it has received if it starts while both threads stand still.
        if (!replica.mariadb() || applies()) {
            replica.execute(SqlStatement.of("START " + word() + " IO_THREAD"));
        }
    }

    private boolean applies() throws SQLException {
        return status("replica_sql_running", "slave_sql_running").equals("Yes");
    }

    private Optional<String> awaitApplied() throws SQLException, InterruptedException {
        Instant until = Instant.now().plus(APPLY);
        while (!status("replica_sql_running_state", "slave_sql_running_state").contains("has read all relay log")) {
            if (!applies()) {
                if (lackedBy(received()).isEmpty()) {
                    return Optional.empty(); // a run that was killed has stopped it
                }
                String error = status("last_sql_error", "last_sql_error");
                return Optional.of(": " + (error.isEmpty() ? "the thread that applies them is stopped" : error));
            }
            if (Instant.now().isAfter(until)) {
                return Optional.of(" after " + APPLY.toMinutes()
                        + " minutes; the server continues to apply them, so run again later");
            }
            Thread.sleep(PAUSE);
        }
        return Optional.empty();
    }

    private String status(String one, String other) throws SQLException {
        List<Map<String, String>> rows =
                replica.read(List.of("SHOW REPLICA STATUS")).getFirst();
        // MySQL shows all channels. The one without a name is that of the declared source.
        Map<String, String> row = rows.stream()
                .min(Comparator.comparing(
                        channel -> !text(channel, "channel_name").isEmpty()))
                .orElse(Map.of());
        return row.containsKey(one) ? text(row, one) : text(row, other);
    }

    private static String text(Map<String, String> row, String column) {
        return Objects.requireNonNullElse(row.get(column), "").replaceAll("\\s", column.endsWith("state") ? " " : "");
    }
}
