package provisioner.mysql;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import provisioner.remote.connection.Connection;
import provisioner.remote.target.RemoteException;
import provisioner.state.MysqlLogin;
import provisioner.state.Observed;
import provisioner.state.Query.DatabaseQuery;
import provisioner.state.Query.MysqlQuery;
import provisioner.state.Query.MysqlSelectQuery;
import provisioner.state.Query.MysqlSourceQuery;
import provisioner.state.Query.MysqlSurveyQuery;
import provisioner.state.SqlChange;

/**
 * The database sessions of one host: with its own server and with the servers that it replicates from. Each is opened
 * when it is first needed and kept for the run. For one thread at a time.
 *
 * <p>A server that accepts connections and does not answer is given up in time: the first time after the connect timeout of the
 * host, from then on sooner. A statement of a change may take longer, as long as its server still greets others.
 */
public final class Databases implements AutoCloseable {
    private final Sessions sessions;
    private final Runnable closed;

    public Databases(Connection connection) {
        this(connection, Limits.of(connection.target().timeouts()));
    }

    Databases(Connection connection, Limits limits) {
        this(new Sessions(connection, limits), () -> {});
    }

    private Databases(Sessions sessions, Runnable closed) {
        this.sessions = sessions;
        this.closed = closed;
    }

    /**
     * Sessions of their own with the same servers, for another thread. Both know which servers did not answer.
     *
     * @param afterwards called when they are closed
     */
    public Databases beside(Runnable afterwards) {
        return new Databases(sessions.beside(), afterwards);
    }

    /** The number of statements sent so far. A multi-statement counts as one. */
    public int statements() {
        return sessions.statements();
    }

    /**
     * Answers the queries. A missing, stopped or hung server and a refused login are answers too.
     *
     * @throws RemoteException {@code FORWARDING} if sshd does not forward the session, {@code LOST}
     */
    public Observed observe(Collection<? extends DatabaseQuery<?>> queries)
            throws RemoteException, InterruptedException {
        DatabaseLook look = new DatabaseLook(sessions);
        Observed.Builder observed = Observed.builder();
        for (DatabaseQuery<?> query : queries) {
            switch (query) {
                case MysqlQuery q -> observed.put(q, look.server(q.login()));
                case MysqlSurveyQuery q -> observed.put(q, look.survey(q));
                case MysqlSourceQuery q -> observed.put(q, look.source(q));
                case MysqlSelectQuery q -> observed.put(q, look.selected(q));
            }
        }
        return observed.build();
    }

    /**
     * Runs the statements, once: after a lost session only the server knows how far they came. Returns why they failed, if
     * they did.
     *
     * @param limit how long one statement may take on a server that works
     */
    public Optional<String> run(SqlChange change, Duration limit) throws RemoteException, InterruptedException {
        return new ChangeSession(sessions, change, limit).run();
    }

    /** One row by column name in lower case, for checks. */
    public Map<String, String> row(MysqlLogin login, String query)
            throws SQLException, RemoteException, InterruptedException {
        return rows(login, query).stream().findFirst().orElse(Map.of());
    }

    /** All rows, likewise. */
    public List<Map<String, String>> rows(MysqlLogin login, String query)
            throws SQLException, RemoteException, InterruptedException {
        return sessions.use(
                sessions.local(login), session -> session.read(List.of(query)).getFirst());
    }

    @Override
    public void close() {
        try {
            sessions.close();
        } finally {
            closed.run();
        }
    }
}
