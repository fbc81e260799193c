package provisioner.mysql;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import provisioner.state.Observation.MysqlSourceState;

/**
 * Finds the transactions that a replica has and its source lacks.
 *
 * @param transactions of the replica; empty if they are not known
 * @param server the replica's id
 */
record SourceReader(Optional<String> transactions, boolean mariadb, long server) {
    static final SourceReader UNKNOWN = new SourceReader(Optional.empty(), false, 0);

    /** Asks the replica. */
    static SourceReader of(Session replica) throws SQLException {
        Map<String, String> own = replica.row("SELECT @@GLOBAL.server_id AS server, "
                + (replica.mariadb() ? "@@GLOBAL.gtid_binlog_state" : "@@GLOBAL.gtid_executed") + " AS transactions");
        return new SourceReader(
                Optional.of(text(own, "transactions")), replica.mariadb(), Long.parseLong(text(own, "server")));
    }

    /** Asks the source. */
    MysqlSourceState read(Session source) throws SQLException {
        if (transactions.isPresent() && mariadb != source.mariadb()) {
            return MysqlSourceState.unreached("one of the servers is MariaDB, the other is MySQL");
        }
        return source.mariadb() ? fromMariadb(source) : fromMysql(source);
    }

    private MysqlSourceState fromMysql(Session source) throws SQLException {
        // Sets of GTIDs need no quoting.
        String errant = "GTID_SUBTRACT('" + transactions.orElse("") + "', @@GLOBAL.gtid_executed)";
        Map<String, String> its = source.row("SELECT " + errant + " AS errant,"
                + " @@GLOBAL.super_read_only AS closed, @@GLOBAL.server_uuid AS uuid");
        return new MysqlSourceState(
                true,
                "",
                text(its, "closed").equals("1"),
                text(its, "errant").replaceAll("\\s", ""),
                text(its, "uuid"));
    }

    private MysqlSourceState fromMariadb(Session source) throws SQLException {
        Map<String, String> its = source.row("SELECT @@GLOBAL.gtid_binlog_state AS state,"
                + " @@GLOBAL.gtid_current_pos AS position, @@GLOBAL.read_only AS closed");
        Gtids errant = Gtids.parse(transactions.orElse(""))
                .errant(server, Gtids.parse(text(its, "state")), Gtids.parse(text(its, "position")));
        return new MysqlSourceState(true, "", List.of("1", "ON").contains(text(its, "closed")), errant.toString(), "");
    }

    private static String text(Map<String, String> row, String column) {
        return Objects.requireNonNullElse(row.get(column), "");
    }
}
