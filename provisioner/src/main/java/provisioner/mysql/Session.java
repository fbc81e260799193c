package provisioner.mysql;

import com.mysql.cj.jdbc.NonRegisteringDriver;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import provisioner.state.MysqlLogin;
import provisioner.state.MysqlServer;
import provisioner.state.Observation.MysqlSelectState;
import provisioner.state.SqlStatement;

/** One JDBC session with a server, over a stream. For one thread at a time. */
final class Session implements Statements, AutoCloseable {
    /** How long a look at something may take, so that it holds up neither the run nor the server. */
    private static final Duration SELECT_LIMIT = Duration.ofSeconds(10);

    /** What the server needs to end one that takes too long. */
    private static final Duration ENDING = Duration.ofSeconds(5);

    /** SQLState class 08: connection exception. */
    private static final String CONNECTION = "08";

    private final StreamSocket socket;
    private final Server server;
    private final Limits limits;
    private final Connection connection;
    private final boolean mariadb;
    private final AtomicInteger statements;

    /** Whether a statement failed because the server is gone; the driver does not always notice itself. */
    private volatile boolean cut;

    private Patience patience;

    private Session(StreamSocket socket, Server server, Limits limits, Connection connection, AtomicInteger statements)
            throws SQLException {
        this.socket = socket;
        this.server = server;
        this.limits = limits;
        this.connection = connection;
        this.statements = statements;
        this.patience = once(limits);
        this.mariadb = MysqlServer.isMariadb(connection.getMetaData().getDatabaseProductVersion());
    }

    /**
     * Encrypts the session to another host; to loopback SSH encrypts it.
     *
     * @param statements counts the statements sent
     * @throws SilentServerException if the server does not answer in time
     */
    static Session open(StreamSocket socket, Server server, MysqlLogin login, Limits limits, AtomicInteger statements)
            throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", login.user());
        properties.setProperty("password", login.password().value());
        properties.setProperty("socketFactory", StreamSocketFactory.class.getName());
        properties.setProperty("socketTimeout", String.valueOf(limits.step().toMillis()));
        properties.setProperty("sslMode", server.isRemote() ? "REQUIRED" : "DISABLED");
        // caching_sha2_password needs this without TLS. Nobody can listen to a stream to loopback.
        properties.setProperty("allowPublicKeyRetrieval", String.valueOf(!server.isRemote()));
        properties.setProperty("allowMultiQueries", "true");
        properties.setProperty("connectionTimeZone", "UTC");
        properties.setProperty("sessionVariables", "sql_mode='',wait_timeout=3600");
        socket.greetsWithin(limits.greeting());
        socket.within(limits.login());
        boolean opened = false;
        try {
            Connection connection = Objects.requireNonNull(
                    ScopedValue.where(StreamSocketFactory.SOCKET, socket)
                            .call(() -> new NonRegisteringDriver().connect("jdbc:mysql://host/", properties)),
                    "the driver knows its own addresses");
            connection.setNetworkTimeout(Runnable::run, (int) limits.answer().toMillis());
            socket.withoutEnd();
            Session session = new Session(socket, server, limits, connection, statements);
            opened = true;
            return session;
        } catch (SQLException e) {
            throw switch (socket.late()) {
                case NOT -> e;
                case SILENT, RAN_OUT -> new SilentServerException(server.silentFor(limits.step()), e);
                case HOST_SLOW -> new SilentServerException(server.unknown(), e);
            };
        } finally {
            if (!opened) {
                socket.end();
            }
        }
    }

    private static Patience once(Limits limits) {
        return Patience.ofQueries(limits.look(), () -> false);
    }

    /** How long each statement is waited for from now on. */
    void patient(Patience patience) {
        this.patience = patience;
    }

    /** From now on one silence is enough. */
    void impatient() {
        patience = once(limits);
    }

    private void begin() {
        socket.within(patience);
    }

    boolean mariadb() {
        return mariadb;
    }

    /** Runs several queries in one round trip. Returns a list of rows for each, with column names in lower case. */
    List<List<Map<String, String>>> read(List<String> queries) throws SQLException {
        statements.incrementAndGet();
        begin();
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
        } catch (SQLException e) {
            throw noted(e);
        } finally {
            socket.withoutEnd();
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

    @Override
    public Map<String, String> row(String query) throws SQLException {
        return read(List.of(query)).getFirst().getFirst();
    }

    /** The first value of a query, in a transaction that cannot write and with a limit on its time. */
    MysqlSelectState selected(String query) throws SQLException {
        long seconds = SELECT_LIMIT.toSeconds();
        Patience before = patience;
        limit(String.valueOf(mariadb ? seconds : SELECT_LIMIT.toMillis()), String.valueOf(seconds));
        try {
            execute(SqlStatement.of("START TRANSACTION READ ONLY"));
            long start = System.nanoTime();
            // The server ends it, if it works.
            patient(Patience.ofStatements(SELECT_LIMIT.plus(ENDING), () -> true));
            String first = read(List.of(query)).getFirst().stream()
                    .flatMap(row -> row.values().stream())
                    .findFirst()
                    .orElse("no row");
            // SLEEP() yields 1 where the limit interrupts it.
            boolean late = System.nanoTime() - start >= SELECT_LIMIT.toNanos();
            return late
                    ? new MysqlSelectState(false, "no answer within " + seconds + " s")
                    : new MysqlSelectState(first.equals("1"), first);
        } finally {
            patient(before);
            if (alive()) {
                execute(SqlStatement.of("ROLLBACK"));
                limit("DEFAULT", "DEFAULT");
            }
        }
    }

    private void limit(String statement, String lock) throws SQLException {
        String name = mariadb ? "max_statement_time" : "max_execution_time";
        execute(SqlStatement.of("SET SESSION " + name + " = " + statement + ", SESSION lock_wait_timeout = " + lock));
    }

    @Override
    public void execute(SqlStatement sql) throws SQLException {
        statements.incrementAndGet();
        begin();
        try (PreparedStatement prepared = connection.prepareStatement(sql.text())) {
            for (int i = 0; i < sql.values().size(); i++) {
                prepared.setString(i + 1, sql.values().get(i).value());
            }
            prepared.execute();
        } catch (SQLException e) {
            throw noted(e);
        } finally {
            socket.withoutEnd();
        }
    }

    /** A session whose server was silent is of no use any more: its answer may come later, and stand for another one. */
    private SQLException noted(SQLException e) {
        if (String.valueOf(e.getSQLState()).startsWith(CONNECTION)) {
            cut = true;
        }
        if (!late()) {
            return e;
        }
        abort();
        return switch (socket.late()) {
            case NOT -> e;
            case SILENT -> new SilentServerException(server.silentFor(limits.answer()), e);
            case RAN_OUT ->
                patience.asks()
                        ? new SilentServerException(server.unansweredFor(patience.most()), e)
                        : new SQLException(server.lateAfter(patience.most()), SilentServerException.LINK_FAILURE, e);
            case HOST_SLOW -> new SilentServerException(server.unknown(), e);
        };
    }

    /** Whether it was given up because an answer did not come in time. */
    boolean late() {
        return socket.late() != StreamSocket.Late.NOT;
    }

    boolean alive() {
        try {
            return !cut && !connection.isClosed();
        } catch (SQLException e) {
            return false;
        }
    }

    /**
     * Asks the server, with nothing that it would run.
     *
     * @throws SilentServerException if it is there and says nothing
     */
    boolean answers() throws SQLException {
        if (cut) {
            return false;
        }
        begin();
        try {
            if (connection.isValid(0)) {
                return true;
            }
        } finally {
            socket.withoutEnd();
        }
        if (late()) {
            throw noted(new SQLException("no answer to a ping", SilentServerException.LINK_FAILURE));
        }
        return false;
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
        socket.end(); // first, or the driver might wait for a farewell
        try {
            connection.abort(Runnable::run);
        } catch (SQLException e) {
            throw new IllegalStateException("a session that cannot be ended", e);
        }
    }
}
