package provisioner.mysql;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import provisioner.state.Observation.MysqlSourceState;

/**
 * Finds the transactions that a replica has and its source lacks. Asks the replica first, because what it has by then
 * the source must have had before.
 */
final class SourceReader {
    private SourceReader() {}

    static MysqlSourceState read(Session replica, Session source) throws SQLException {
        if (replica.mariadb() != source.mariadb()) {
            return MysqlSourceState.unreached("one of the servers is MariaDB, the other is MySQL");
        }
        return replica.mariadb() ? mariadb(replica, source) : mysql(replica, source);
    }

    private static MysqlSourceState mysql(Session replica, Session source) throws SQLException {
        String own = text(replica.row("SELECT @@GLOBAL.gtid_executed AS executed"), "executed");
        Map<String, String> its = source.row("SELECT @@GLOBAL.gtid_executed AS executed,"
                + " @@GLOBAL.super_read_only AS closed, @@GLOBAL.server_uuid AS uuid");
        String executed = text(its, "executed");
        // Sets of GTIDs need no quoting.
        String errant = own.isBlank()
                ? ""
                : text(replica.row("SELECT GTID_SUBTRACT('" + own + "', '" + executed + "') AS errant"), "errant");
        return new MysqlSourceState(
                true, "", text(its, "closed").equals("1"), errant.replaceAll("\\s", ""), text(its, "uuid"));
    }

    private static MysqlSourceState mariadb(Session replica, Session source) throws SQLException {
        Map<String, String> own =
                replica.row("SELECT @@GLOBAL.gtid_binlog_state AS state, @@GLOBAL.server_id AS server");
        Map<String, String> its = source.row("SELECT @@GLOBAL.gtid_binlog_state AS state,"
                + " @@GLOBAL.gtid_current_pos AS position, @@GLOBAL.read_only AS closed");
        Gtids errant = Gtids.parse(text(own, "state"))
                .errant(
                        Long.parseLong(text(own, "server")),
                        Gtids.parse(text(its, "state")),
                        Gtids.parse(text(its, "position")));
        return new MysqlSourceState(true, "", List.of("1", "ON").contains(text(its, "closed")), errant.toString(), "");
    }

    private static String text(Map<String, String> row, String column) {
        return Objects.requireNonNullElse(row.get(column), "");
    }
}
