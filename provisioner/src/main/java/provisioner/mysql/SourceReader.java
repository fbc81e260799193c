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
record SourceReader(Optional<String> transactions, boolean mariadb, long server, boolean asMember) {
    static final SourceReader UNKNOWN = new SourceReader(Optional.empty(), false, 0, false);

    private static final String EXECUTED = "@@GLOBAL.gtid_executed";

    /** A member of a group applies what it has received, also after it was killed. */
    private static final String RECEIVED = """
            CONCAT_WS(',', @@GLOBAL.gtid_executed, (SELECT RECEIVED_TRANSACTION_SET
              FROM performance_schema.replication_connection_status WHERE CHANNEL_NAME = 'group_replication_applier'))""";

    private static final String MEMBER = """
            (SELECT COALESCE(MAX(MEMBER_STATE), 'OFFLINE') FROM performance_schema.replication_group_members
              WHERE MEMBER_ID = @@GLOBAL.server_uuid)""";

    /** The group that it is or was a member of; every account may read this. */
    private static final String GROUP = """
            COALESCE((SELECT n.VARIABLE_VALUE FROM performance_schema.global_variables n
              JOIN performance_schema.global_variables s ON s.VARIABLE_NAME = 'group_replication_start_on_boot'
              WHERE n.VARIABLE_NAME = 'group_replication_group_name' AND (s.VARIABLE_VALUE = 'ON'
                OR n.VARIABLE_VALUE <> '' AND LOCATE(n.VARIABLE_VALUE, @@GLOBAL.gtid_executed) > 0)), '') AS joined""";

    /** Asks the replica. */
    static SourceReader of(Session replica, boolean asMember) throws SQLException {
        Map<String, String> own = replica.row("SELECT @@GLOBAL.server_id AS server, "
                + (replica.mariadb() ? "@@GLOBAL.gtid_binlog_state" : has(asMember)) + " AS transactions");
        return new SourceReader(
                Optional.of(text(own, "transactions")),
                replica.mariadb(),
                Long.parseLong(text(own, "server")),
                asMember);
    }

    private static String has(boolean asMember) {
        return asMember ? RECEIVED : EXECUTED;
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
        String own = "'" + transactions.orElse("") + "'";
        String has = has(asMember);
        Map<String, String> its = source.row("SELECT GTID_SUBTRACT(" + own + ", " + has + ") AS errant,"
                + (asMember ? " GTID_SUBTRACT(" + has + ", " + own + ") AS ahead, " + MEMBER + " AS member," : "")
                + " @@GLOBAL.super_read_only AS closed, @@GLOBAL.server_uuid AS uuid, " + GROUP);
        return new MysqlSourceState(
                true,
                "",
                text(its, "closed").equals("1"),
                text(its, "errant").replaceAll("\\s", ""),
                text(its, "uuid"),
                text(its, "joined"),
                text(its, "member"),
                text(its, "ahead").replaceAll("\\s", ""));
    }

    private MysqlSourceState fromMariadb(Session source) throws SQLException {
        Map<String, String> its = source.row("SELECT @@GLOBAL.gtid_binlog_state AS state,"
                + " @@GLOBAL.gtid_current_pos AS position, @@GLOBAL.read_only AS closed");
        Gtids errant = Gtids.parse(transactions.orElse(""))
                .errant(server, Gtids.parse(text(its, "state")), Gtids.parse(text(its, "position")));
        return new MysqlSourceState(
                true, "", List.of("1", "ON").contains(text(its, "closed")), errant.toString(), "", "");
    }

    private static String text(Map<String, String> row, String column) {
        return Objects.requireNonNullElse(row.get(column), "");
    }
}
