package provisioner.mysql;

import java.sql.SQLException;
import java.util.Map;
import provisioner.state.SqlStatement;

/** A server that answers one statement after the other. */
interface Statements {
    void execute(SqlStatement sql) throws SQLException;

    /** The single row of a query, with column names in lower case. */
    Map<String, String> row(String query) throws SQLException;
}
