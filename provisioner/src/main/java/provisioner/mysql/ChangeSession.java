package provisioner.mysql;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import provisioner.mysql.Sessions.Place;
import provisioner.remote.target.RemoteException;
import provisioner.state.MysqlGroup;
import provisioner.state.MysqlServer;
import provisioner.state.Query.MysqlSourceQuery;
import provisioner.state.SqlChange;
import provisioner.state.SqlStatement;

/** One change of a host's own server. */
final class ChangeSession {
    private static final Duration AWAIT_LIMIT = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final Sessions sessions;
    private final SqlChange change;
    private final Duration limit;
    private final Place place;

    /** @param limit how long one statement may take on a server that works */
    ChangeSession(Sessions sessions, SqlChange change, Duration limit) {
        this.sessions = sessions;
        this.change = change;
        this.limit = limit;
        this.place = sessions.local(change.login());
    }

    /** Why the change failed, if it did. */
    Optional<String> run() throws RemoteException, InterruptedException {
        try {
            runAll();
            sessions.answered(place);
            return Optional.empty();
        } catch (SQLException e) {
            sessions.ended(place, e);
            return Optional.of(SqlErrors.describe(e) + notEnded(e));
        }
    }

    private void runAll() throws SQLException, RemoteException, InterruptedException {
        Session session = patient(sessions.answering(place));
        Deque<List<SqlStatement>> undo = new ArrayDeque<>();
        Exception failed = null;
        try {
            runAll(session, undo);
        } catch (SQLException | RemoteException e) {
            failed = takeBack(session, undo, e);
            throw rethrown(failed);
        } catch (InterruptedException e) {
            failed = e;
            throw e;
        } finally {
            try {
                atEnd(session, failed);
            } finally {
                session.impatient();
            }
        }
    }

    private void runAll(Session session, Deque<List<SqlStatement>> undo)
            throws SQLException, RemoteException, InterruptedException {
        try {
            for (SqlChange.Operation operation : change.operations()) {
                run(session, operation, undo);
            }
        } catch (SQLException e) {
            throw Sessions.unlessInterrupted(e);
        }
    }

    private static SQLException rethrown(Exception e) throws RemoteException {
        if (e instanceof RemoteException remote) {
            throw remote;
        }
        return (SQLException) e;
    }

    /** A change may take long, and a server that hangs would be waited for as long: it greets nobody, one that works does. */
    private Session patient(Session session) {
        session.patient(Patience.ofStatements(limit, () -> sessions.greets(place.server())));
        return session;
    }

    /**
     * Also after a failure. If the session is lost, the server may still be as the change has left it.
     *
     * @param failed why the change failed, which says more than why its end did
     */
    private void atEnd(Session session, @Nullable Exception failed)
            throws SQLException, RemoteException, InterruptedException {
        if (change.atEnd().isEmpty()) {
            return;
        }
        try {
            execute(session.alive() ? session : patient(sessions.open(place)), change.atEnd());
        } catch (SQLException | RemoteException e) {
            if (failed == null) {
                throw e;
            }
            failed.addSuppressed(e);
        }
    }

    /** What is left of a change. A server to which nobody can connect does not run, and starts without it. */
    private String notEnded(SQLException failed) {
        return Arrays.stream(failed.getSuppressed())
                .filter(SQLException.class::isInstance)
                .findFirst()
                .map(why -> "; what must follow this change could not be run either: "
                        + String.join(
                                "; ",
                                change.atEnd().stream().map(SqlStatement::text).toList()) + ": "
                        + SqlErrors.describe((SQLException) why))
                .orElse("");
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
            case SqlChange.LeaveAbandoned(var others) -> leave(session, others);
        }
    }

    /** The others are asked after it has left, so that none can have come back to it meanwhile. */
    private void leave(Session session, List<MysqlSourceQuery> others)
            throws SQLException, RemoteException, InterruptedException {
        new MemberStart(session).leave();
        for (MysqlSourceQuery other : others) {
            String state = sessions.use(
                    sessions.at(other.address(), other.account()), its -> new MemberStart(its).memberState());
            if (MysqlGroup.takesPart(state)) {
                throw new SQLException("this member has left, and the group stands without it: " + other.address()
                        + " is " + state + " by now; run again");
            }
        }
    }

    /**
     * With the session, nothing can be taken back; the next observation tells what is there.
     *
     * @return why the change failed, with what of it could not be taken back
     */
    private static Exception takeBack(Session session, Deque<List<SqlStatement>> undo, Exception why) {
        if (!session.alive()) {
            return why;
        }
        List<String> left = new ArrayList<>();
        for (List<SqlStatement> statements : undo) {
            try {
                execute(session, statements);
            } catch (SQLException e) {
                left.add(SqlErrors.describe(e));
            }
        }
        if (left.isEmpty()) {
            return why;
        }
        int code = why instanceof SQLException sql ? sql.getErrorCode() : 0;
        return new SQLException(
                SqlErrors.firstLine(why) + "; what was done before could not be taken back: " + String.join("; ", left),
                "",
                code,
                why);
    }

    /**
     * What another server says of itself; empty if it is gone.
     *
     * @throws SQLException if it is there, but does not say what it has, which would be lost; or if it does not answer: it may go
     *     on at any time, and take writes
     */
    private Optional<Standing> standing(MysqlSourceQuery server)
            throws SQLException, RemoteException, InterruptedException {
        Place other = sessions.at(server.address(), server.account());
        try {
            return Optional.of(sessions.use(other, Standing::of));
        } catch (SilentServerException e) {
            throw new SQLException(
                    SqlErrors.firstLine(e) + "; it may go on and take writes at any time: make it answer, or end it for"
                            + " certain by switching its host off",
                    e);
        } catch (SQLException e) {
            if (e.getErrorCode() == 0) {
                return Optional.empty(); // it went away meanwhile
            }
            throw new SQLException(
                    server.address() + " answers, but does not say which transactions it has: " + SqlErrors.describe(e)
                            + "; stop that server, or let '" + server.account().user() + "' in",
                    e);
        } catch (RemoteException e) {
            Sessions.unlessFatal(e);
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
}
