package provisioner.mysql;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicInteger;
import provisioner.remote.ssh.Connection;
import provisioner.remote.target.RemoteException;
import provisioner.remote.target.RemoteException.Kind;
import provisioner.state.MysqlLogin;
import provisioner.state.MysqlServer;
import provisioner.state.Observation.MysqlSelectState;
import provisioner.state.Observation.MysqlSourceState;
import provisioner.state.Observation.MysqlState;
import provisioner.state.Observed;
import provisioner.state.Query.DatabaseQuery;
import provisioner.state.Query.MysqlQuery;
import provisioner.state.Query.MysqlSelectQuery;
import provisioner.state.Query.MysqlSourceQuery;
import provisioner.state.SqlChange;
import provisioner.state.SqlStatement;

/**
 * The database sessions of one host: with its own server and with the servers that it replicates from. Each is opened
 * when it is first needed and kept for the run. For one thread at a time.
 */
public final class Databases implements AutoCloseable {
    private static final String LOOPBACK = "127.0.0.1";
    private static final Duration AWAIT_LIMIT = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(200);

    /** SQLState class 28: invalid authorization. */
    private static final String AUTHORIZATION = "28";

    private static final int HOST_NOT_PRIVILEGED = 1130;

    /** @param address as the host reaches it */
    private record Place(String address, MysqlLogin login) {}

    private final Connection connection;
    private final Map<Place, Session> sessions = new HashMap<>();
    private final AtomicInteger statements = new AtomicInteger();

    public Databases(Connection connection) {
        this.connection = connection;
    }

    /** The number of statements sent so far. A multi-statement counts as one. */
    public int statements() {
        return statements.get();
    }

    /**
     * Answers the queries. A missing or stopped server and a refused login are answers too.
     *
     * @throws RemoteException {@code FORWARDING} if sshd does not forward the session, {@code LOST}
     */
    public Observed observe(Collection<? extends DatabaseQuery<?>> queries)
            throws RemoteException, InterruptedException {
        Observed.Builder observed = Observed.builder();
        for (DatabaseQuery<?> query : queries) {
            switch (query) {
                case MysqlQuery q -> observed.put(q, server(q.login()));
                case MysqlSourceQuery q -> observed.put(q, source(q));
                case MysqlSelectQuery q -> observed.put(q, selected(q));
            }
        }
        return observed.build();
    }

    private MysqlState server(MysqlLogin login) throws RemoteException, InterruptedException {
        try {
            return MysqlState.of(use(new Place(LOOPBACK, login), ServerReader::read));
        } catch (SQLException e) {
            return refuses(e) ? MysqlState.refused(describe(e)) : MysqlState.unusable(describe(e));
        } catch (RemoteException e) {
            return MysqlState.unreached(unlessFatal(e));
        }
    }

    /** What only looks cannot write, whatever functions it calls. */
    private MysqlSelectState selected(MysqlSelectQuery query) throws RemoteException, InterruptedException {
        try {
            return use(new Place(LOOPBACK, query.login()), session -> session.selected(query.select()));
        } catch (SQLException e) {
            return new MysqlSelectState(false, describe(e));
        } catch (RemoteException e) {
            return new MysqlSelectState(false, "no server answers: " + unlessFatal(e));
        }
    }

    private MysqlSourceState source(MysqlSourceQuery query) throws RemoteException, InterruptedException {
        // The replica first: what it has by then the source must have had before.
        SourceReader own = replica(query);
        if (query.asMember() && own.transactions().isEmpty()) {
            return MysqlSourceState.unreached("this server does not say which transactions it has");
        }
        try {
            return use(new Place(query.address(), query.account()), own::read);
        } catch (SQLException e) {
            return MysqlSourceState.unreached(describe(e));
        } catch (RemoteException e) {
            return MysqlSourceState.unreached(unlessFatal(e));
        }
    }

    /** A server that does not let anybody in, or is not there yet, has nothing that can be compared. */
    private SourceReader replica(MysqlSourceQuery query) throws RemoteException, InterruptedException {
        try {
            return use(new Place(LOOPBACK, query.local()), own -> SourceReader.of(own, query.asMember()));
        } catch (SQLException e) {
            return SourceReader.UNKNOWN;
        } catch (RemoteException e) {
            unlessFatal(e);
            return SourceReader.UNKNOWN;
        }
    }

    /** The message if nothing listens or answers, which is a fact about the host; rethrows other errors. */
    private static String unlessFatal(RemoteException e) throws RemoteException {
        if (e.kind() != Kind.REFUSED) {
            throw e;
        }
        return String.valueOf(e.getMessage());
    }

    /**
     * Runs the statements, once: after a lost session only the server knows how far they came. Returns why they failed, if
     * they did.
     */
    public Optional<String> run(SqlChange change) throws RemoteException, InterruptedException {
        Place place = new Place(LOOPBACK, change.login());
        try {
            run(place, change);
            return Optional.empty();
        } catch (SQLException e) {
            return Optional.of(describe(unlessLost(e)));
        }
    }

    private void run(Place place, SqlChange change) throws SQLException, RemoteException, InterruptedException {
        Session session = answering(place);
        Deque<List<SqlStatement>> undo = new ArrayDeque<>();
        try {
            for (SqlChange.Operation operation : change.operations()) {
                run(session, operation, undo);
            }
        } catch (SQLException | RemoteException e) {
            takeBack(session, undo, e);
            throw e;
        } finally {
            if (session.alive()) {
                execute(session, change.atEnd());
            } else if (!change.atEnd().isEmpty()) {
                endAnew(place, change.atEnd());
            }
        }
    }

    /** The open session may have ended with its server, which can be seen before anything of a change is sent. */
    private Session answering(Place place) throws SQLException, RemoteException, InterruptedException {
        Session kept = sessions.get(place);
        return kept != null && kept.answers() ? kept : open(place);
    }

    /** The session is lost, but the server may still be as the change has left it. */
    private void endAnew(Place place, List<SqlStatement> statements) throws InterruptedException {
        try {
            execute(open(place), statements);
        } catch (SQLException | RemoteException e) {
            // Why the change failed says more. A server that starts again has forgotten it.
        }
    }

    private static void execute(Session session, List<SqlStatement> statements) throws SQLException {
        for (SqlStatement statement : statements) {
            session.execute(statement);
        }
    }

    /** @param undo gets, at its front, what takes back what was done */
    private void run(Session session, SqlChange.Operation operation, Deque<List<SqlStatement>> undo)
            throws SQLException, RemoteException, InterruptedException {
        switch (operation) {
            case SqlStatement statement -> session.execute(statement);
            case SqlChange.WithPassword account -> session.execute(account.hashed());
            case SqlChange.Undoable(var done, var back) -> {
                run(session, done, undo);
                undo.push(back);
            }
            case SqlChange.SetWhereNotSo(var settings) -> set(session, settings, undo);
            case SqlChange.AwaitSuccessor wait -> new Promotion(session, this::standing).awaitSuccessor(wait);
            case SqlChange.TakeOver handover -> {
                new Promotion(session, this::standing).takeOver(handover);
                // MariaDB would throw away what it has received, if both threads stand still then.
                if (!session.mariadb() && handover.source().isPresent()) {
                    undo.push(List.of(SqlStatement.of("START REPLICA IO_THREAD")));
                }
            }
            case SqlChange.AwaitReplication() -> awaitReplication(session);
            case SqlChange.AwaitMember(boolean returning) -> new MemberStart(session).await(returning);
            case SqlChange.StopMember() -> new MemberStart(session).stop();
        }
    }

    /** With the session, nothing can be taken back; the next observation tells what is there. */
    private static void takeBack(Session session, Deque<List<SqlStatement>> undo, Exception why) throws SQLException {
        if (!session.alive()) {
            return;
        }
        List<String> left = new ArrayList<>();
        for (List<SqlStatement> statements : undo) {
            try {
                execute(session, statements);
            } catch (SQLException e) {
                left.add(describe(e));
            }
        }
        if (!left.isEmpty()) {
            int code = why instanceof SQLException sql ? sql.getErrorCode() : 0;
            throw new SQLException(
                    firstLine(why) + "; what was done before could not be taken back: " + String.join("; ", left),
                    "",
                    code,
                    why);
        }
    }

    /**
     * What another server says of itself; empty if it is gone.
     *
     * @throws SQLException if it answers, but does not say what it has, which would be lost
     */
    private Optional<Standing> standing(MysqlSourceQuery server)
            throws SQLException, RemoteException, InterruptedException {
        Place place = new Place(server.address(), server.account());
        try {
            return Optional.of(use(place, Standing::of));
        } catch (SQLException e) {
            sessions.remove(place);
            if (e.getErrorCode() == 0) {
                return Optional.empty(); // it went away meanwhile
            }
            throw new SQLException(
                    server.address() + " answers, but does not say which transactions it has: " + describe(e)
                            + "; stop that server, or let '" + server.account().user() + "' in",
                    e);
        } catch (RemoteException e) {
            unlessFatal(e);
            return Optional.empty();
        }
    }

    private static void set(Session session, SortedMap<String, String> settings, Deque<List<SqlStatement>> undo)
            throws SQLException {
        if (settings.isEmpty()) {
            return;
        }
        MysqlServer now = ServerReader.read(session);
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            String name = setting.getKey();
            String value = now.variable(name).orElse("");
            if (!MysqlServer.sameValue(value, setting.getValue())) {
                session.execute(SqlStatement.setGlobal(name, setting.getValue()));
                undo.push(List.of(SqlStatement.setGlobal(name, value)));
            }
            String atStart = now.persisted().get(name);
            if (atStart != null) {
                session.execute(SqlStatement.resetPersisted(name));
                undo.push(List.of(SqlStatement.persist(name, atStart)));
            }
        }
    }

    /** Waits a moment for the threads to connect. The next observation tells whether they run. */
    private static void awaitReplication(Session session) throws SQLException, InterruptedException {
        Instant until = Instant.now().plus(AWAIT_LIMIT);
        while (Instant.now().isBefore(until)) {
            Optional<MysqlServer.Replication> now = ServerReader.read(session).replication();
            if (now.isEmpty() || now.get().running() || !now.get().error().isEmpty()) {
                return;
            }
            Thread.sleep(PAUSE);
        }
    }

    /** One row by column name in lower case, for checks. */
    public Map<String, String> row(MysqlLogin login, String query)
            throws SQLException, RemoteException, InterruptedException {
        return rows(login, query).stream().findFirst().orElse(Map.of());
    }

    /** All rows, likewise. */
    public List<Map<String, String>> rows(MysqlLogin login, String query)
            throws SQLException, RemoteException, InterruptedException {
        return use(
                new Place(LOOPBACK, login),
                session -> session.read(List.of(query)).getFirst());
    }

    private interface Use<T> {
        T of(Session session) throws SQLException, RemoteException, InterruptedException;
    }

    /** For what only asks: an existing session may have ended with its server, so it retries once with a new one. */
    private <T> T use(Place place, Use<T> use) throws SQLException, RemoteException, InterruptedException {
        Session kept = sessions.get(place);
        if (kept != null) {
            try {
                return use.of(kept);
            } catch (SQLException e) {
                if (kept.alive()) {
                    throw e;
                }
                sessions.remove(place);
            }
        }
        try {
            return use.of(open(place));
        } catch (SQLException e) {
            throw unlessLost(e);
        }
    }

    private Session open(Place place) throws SQLException, RemoteException, InterruptedException {
        boolean remote = !place.address().equals(LOOPBACK);
        Session fresh = Session.open(
                connection.openStream(place.address(), place.login().port()), place.login(), remote, statements);
        sessions.put(place, fresh);
        return fresh;
    }

    /** If the session ended with the connection to its host, that says nothing about the server. */
    private SQLException unlessLost(SQLException e) throws RemoteException {
        if (!connection.isOpen()) {
            throw new RemoteException(
                    Kind.LOST, "the connection to " + connection.target().host() + " was lost", "", e);
        }
        return e;
    }

    private static boolean refuses(SQLException e) {
        return String.valueOf(e.getSQLState()).startsWith(AUTHORIZATION) || e.getErrorCode() == HOST_NOT_PRIVILEGED;
    }

    private static String describe(SQLException e) {
        return firstLine(e) + (e.getErrorCode() == 0 ? "" : " (error " + e.getErrorCode() + ")");
    }

    private static String firstLine(Exception e) {
        String message = String.valueOf(e.getMessage()).strip();
        return message.lines().findFirst().orElse("the database server gave no reason");
    }

    @Override
    public void close() {
        sessions.values().forEach(Session::close);
        sessions.clear();
    }
}
