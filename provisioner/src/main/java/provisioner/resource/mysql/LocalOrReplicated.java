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
 */
final class LocalOrReplicated {
    private LocalOrReplicated() {}

    /** @param local whether it is about this server alone, also where that takes writes */
    static Change run(
            Change change,
            MysqlLogin login,
            MysqlServer server,
            boolean local,
            List<? extends SqlChange.Operation> statements) {
        List<SqlChange.Operation> all = new ArrayList<>();
        List<SqlStatement> atEnd = new ArrayList<>();
        boolean unlogged = local || server.readOnly();
        if (unlogged) {
            all.add(SqlStatement.of("SET SESSION sql_log_bin = 0"));
        }
        if (server.readOnly() && !server.mariadb()) {
            all.add(SqlStatement.of("SET GLOBAL super_read_only = OFF"));
            atEnd.add(SqlStatement.of("SET GLOBAL super_read_only = ON"));
        }
        all.addAll(statements);
        if (unlogged) {
            atEnd.add(SqlStatement.of("SET SESSION sql_log_bin = 1"));
        }
        return change.sql(new SqlChange(login, all, atEnd))
                .openBecause(
                        server.copied()
                                ? "an earlier step copies this server's databases and accounts from its source"
                                : "");
    }
}
