package provisioner.record;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import provisioner.secret.Secret;

/** The tables of the record. Flyway makes and changes them; it is loaded only where they are not as this build needs them. */
final class Schema {
    /** The newest file in the resources: {@code migration/V4__….sql}. */
    private static final int VERSION = 4;

    /** What Flyway has to say is no news for whoever runs a verify. Java would forget the level of a logger that nobody holds. */
    private static final Logger QUIET = Logger.getLogger("org.flywaydb");

    private static final String HISTORY = "schema_history";
    private static final String FILES = "classpath:provisioner/record/migration";
    private static final int NO_SUCH_TABLE = 1146;

    private Schema() {}

    /** The version that the database has; 0 if it has no record yet. A newer one than this build's can be used, too. */
    private static int version(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT MAX(CAST(version AS UNSIGNED)) FROM schema_history WHERE success = 1")) {
            return row.next() ? row.getInt(1) : 0;
        } catch (SQLException e) {
            if (e.getErrorCode() == NO_SUCH_TABLE) {
                return 0;
            }
            throw e;
        }
    }

    static boolean isCurrent(Connection connection) throws SQLException {
        return version(connection) >= VERSION;
    }

    /** Makes the tables, or changes them to this build's. */
    static void migrate(RecordUrl url, Secret password) throws RecordException {
        QUIET.setLevel(Level.OFF);
        try {
            Flyway.configure(Schema.class.getClassLoader())
                    .dataSource(url.jdbc(), url.user(), password.value())
                    .table(HISTORY)
                    .locations(FILES)
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            throw new RecordException(
                    "the tables of the record could not be made or changed: " + RecordException.line(e));
        } finally {
            QUIET.setLevel(null);
        }
    }
}
