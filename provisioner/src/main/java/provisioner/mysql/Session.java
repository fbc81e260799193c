package provisioner.mysql;

import com.mysql.cj.jdbc.NonRegisteringDriver;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import provisioner.remote.ssh.TcpChannel;
import provisioner.state.MysqlLogin;
import provisioner.state.MysqlServer;
import provisioner.state.SqlStatement;

/** One JDBC session with a server, over a stream. For one thread at a time. */
final class Session implements AutoCloseable {
    private final Connection connection;
    private final boolean mariadb;
    private final AtomicInteger statements;

    private Session(Connection connection, AtomicInteger statements) throws SQLException {
        this.connection = connection;
        this.statements = statements;
        this.mariadb = MysqlServer.isMariadb(connection.getMetaData().getDatabaseProductVersion());
    }

    /**
     * @param tls whether to encrypt the session; to loopback SSH encrypts it
     * @param statements counts the statements sent
     */
    static Session open(TcpChannel stream, MysqlLogin login, boolean tls, AtomicInteger statements)
            throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", login.user());
        properties.setProperty("password", login.password().value());
        properties.setProperty("socketFactory", StreamSocketFactory.class.getName());
        properties.setProperty("sslMode", tls ? "REQUIRED" : "DISABLED");
        // caching_sha2_password needs this without TLS. Nobody can listen to a stream to loopback.
        properties.setProperty("allowPublicKeyRetrieval", String.valueOf(!tls));
        properties.setProperty("allowMultiQueries", "true");
        properties.setProperty("connectionTimeZone", "UTC");
        properties.setProperty("sessionVariables", "sql_mode='',wait_timeout=3600");
        Connection connection = ScopedValue.where(StreamSocketFactory.STREAM, stream)
                .call(() -> new NonRegisteringDriver().connect("jdbc:mysql://host/", properties));
        return new Session(Objects.requireNonNull(connection, "the driver knows its own addresses"), statements);
    }

    boolean mariadb() {
        return mariadb;
    }

    /** Runs several queries in one round trip. Returns a list of rows for each, with column names in lower case. */
    List<List<Map<String, String>>> read(List<String> queries) throws SQLException {
        statements.incrementAndGet();
        try (Statement statement = connection.createStatement()) {
            List<List<Map<String, String>>> results = new ArrayList<>();
            boolean more = statement.execute(String.join(";\n", queries));
            while (more || statement.getUpdateCount() != -1) {
                try (ResultSet rows = statement.getResultSet()) {
                    results.add(rows == null ? List.of() : rows(rows));
                }
                more = statement.getMoreResults();
            }
            return results;
        }
    }

    private static List<Map<String, String>> rows(ResultSet rows) throws SQLException {
        List<Map<String, String>> all = new ArrayList<>();
        int columns = rows.getMetaData().getColumnCount();
        while (rows.next()) {
            Map<String, String> row = new LinkedHashMap<>();
            for (int i = 1; i <= columns; i++) {
                String name = rows.getMetaData().getColumnLabel(i).toLowerCase(java.util.Locale.ROOT);
                row.put(name, Objects.requireNonNullElse(rows.getString(i), ""));
            }
            all.add(row);
        }
        return all;
    }

    /** The single row of a query. */
    Map<String, String> row(String query) throws SQLException {
        return read(List.of(query)).getFirst().getFirst();
    }

    void execute(SqlStatement sql) throws SQLException {
        statements.incrementAndGet();
        try (PreparedStatement prepared = connection.prepareStatement(sql.text())) {
            for (int i = 0; i < sql.values().size(); i++) {
                prepared.setString(i + 1, sql.values().get(i).value());
            }
            prepared.execute();
        }
    }

    boolean alive() {
        try {
            return !connection.isClosed();
        } catch (SQLException e) {
            return false;
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            // The server may be gone.
            abort();
        }
    }

    /** Ends the session at once, even if another thread waits for an answer. */
    void abort() {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException e) {
            throw new IllegalStateException("a session that cannot be ended", e);
        }
    }
}
