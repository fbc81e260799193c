package provisioner.record;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Properties;
import javax.sql.DataSource;
import provisioner.secret.Secret;

/** A session with the database of a record. */
public final class RecordDatabase implements AutoCloseable {
    private final Connection connection;

    private RecordDatabase(Connection connection) {
        this.connection = connection;
    }

    private static Connection connect(RecordUrl url, Secret password) throws RecordException {
        try {
            return open(url, password);
        } catch (SQLException e) {
            throw RecordException.of(e);
        }
    }

    static Connection open(RecordUrl url, Secret password) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", url.user());
        properties.setProperty("password", password.value());
        return DriverManager.getConnection(url.jdbc(), properties);
    }

    /** For writing: with the tables of this build. */
    static RecordDatabase writing(RecordUrl url, Secret password) throws RecordException {
        RecordDatabase database = new RecordDatabase(connect(url, password));
        try {
            if (!Schema.isCurrent(database.connection)) {
                Schema.migrate(url, password);
            }
            database.connection.setAutoCommit(false);
            return database;
        } catch (SQLException e) {
            database.close();
            throw RecordException.of(e);
        } catch (RecordException e) {
            database.close();
            throw e;
        }
    }

    /** For reading what there is. */
    public static RecordDatabase reading(RecordUrl url, Secret password) throws RecordException {
        RecordDatabase database = new RecordDatabase(connect(url, password));
        try {
            if (!Schema.isCurrent(database.connection)) {
                database.close();
                throw new RecordException("there is no record in this database that this build can read;"
                        + " the first run with --record makes its tables");
            }
            return database;
        } catch (SQLException e) {
            database.close();
            throw RecordException.of(e);
        }
    }

    /** For those who keep tables of their own beside the record, such as workers. Makes the tables of this build. */
    public static DataSource source(RecordUrl url, Secret password) throws RecordException {
        writing(url, password).close();
        return new RecordSource(url, password);
    }

    /** The same for those who only read. */
    public static DataSource readingSource(RecordUrl url, Secret password) throws RecordException {
        reading(url, password).close();
        return new RecordSource(url, password);
    }

    Connection connection() {
        return connection;
    }

    /** Whether the session is still there. */
    boolean isUsable() {
        try {
            return connection.isValid(5);
        } catch (SQLException e) {
            return false;
        }
    }

    /** As the database has times: in UTC, whatever the time zones of the server and of this machine are. */
    static LocalDateTime utc(Instant instant) {
        return LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
    }

    static Instant instant(LocalDateTime utc) {
        return utc.toInstant(ZoneOffset.UTC);
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            // Everything that counts was committed.
        }
    }
}
