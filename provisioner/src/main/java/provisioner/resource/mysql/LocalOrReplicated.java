package provisioner.resource.mysql;

import java.util.ArrayList;
import java.util.List;
import provisioner.resource.Change;
import provisioner.state.MysqlLogin;
import provisioner.state.MysqlServer;
import provisioner.state.SqlChange;
import provisioner.state.SqlStatement;

/**
 * Statements that change databases and accounts, run so that they belong where they are run.
 *
 * <p>A replica gets what is replicated from its source; what is mended on it by hand must not stand in its own binary log,
 * where it would be an errant transaction. A server that refuses writes even from administrators is opened to them for that
 * moment; {@code read_only} goes on to refuse everybody else's.
 *
 * <p>In a group, only the primary changes what is replicated; of several primaries, only one does, because the group does
 * not certify such statements. Every other member waits a moment, and is then judged by what has come to it.
 */
final class LocalOrReplicated {
    private static final String COPIED = "an earlier step copies this server's databases and accounts from its source";

    /** The source's own step comes first, and what it does may arrive before this one. */
    private static final String REPLICATED = "its source may have brought it by then";

    /** Meanwhile the group may have made it the primary. */
    static final String UNLESS_PRIMARY = "(SELECT COALESCE(MAX(MEMBER_ROLE <> 'PRIMARY'), 1)"
            + " FROM performance_schema.replication_group_members WHERE MEMBER_ID = @@server_uuid)";

    private LocalOrReplicated() {}

    /** @param local whether it is about this server alone, also where that takes writes */
    static Change run(
            Change change,
            MysqlLogin login,
            MysqlServer server,
            boolean local,
            List<? extends SqlChange.Operation> statements) {
        // Also where somebody has opened it: what it alone changes would be an errant transaction.
        boolean secondary = server.group().filter(group -> !group.isPrimary()).isPresent();
        boolean closed = server.readOnly() || secondary;
        if (!local && server.group().isPresent() && (closed || !server.changesForGroup())) {
            return change.sql(SqlChange.of(login, List.of(SqlStatement.of("DO SLEEP(2)"))))
                    .openBecause(server.copied() ? COPIED : "the primary of the group changes it for all members");
        }
        List<SqlChange.Operation> all = new ArrayList<>();
        List<SqlStatement> atEnd = new ArrayList<>();
        boolean unlogged = local || closed;
        if (unlogged) {
            all.add(SqlStatement.of("SET SESSION sql_log_bin = 0"));
        }
        if (closed && !server.mariadb()) {
            all.add(SqlStatement.of("SET GLOBAL super_read_only = OFF"));
            atEnd.add(SqlStatement.of(
                    "SET GLOBAL super_read_only = " + (server.group().isPresent() ? UNLESS_PRIMARY : "ON")));
        }
        all.addAll(statements);
        if (unlogged) {
            atEnd.add(SqlStatement.of("SET SESSION sql_log_bin = 1"));
        }
        boolean follows = closed
                && !local
                && server.replication().filter(MysqlServer.Replication::running).isPresent();
        return change.sql(new SqlChange(login, all, atEnd))
                .openBecause(server.copied() ? COPIED : follows ? REPLICATED : "");
    }
}
