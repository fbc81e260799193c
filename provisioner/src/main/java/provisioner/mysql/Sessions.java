package provisioner.mysql;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import provisioner.remote.connection.Connection;
import provisioner.remote.target.RemoteException;
import provisioner.remote.target.RemoteException.Kind;
import provisioner.state.MysqlLogin;

/**
 * The sessions with database servers that one host reaches. Each is opened when it is first needed and kept. For one thread at
 * a time.
 *
 * <p>A server that did not answer is remembered, and asked again with less patience: otherwise each step of its host would wait
 * for it as long as the first one. It is asked again because a step may have started it anew.
 *
 * <p>A server blocks the address of another host after so many logins in a row that were broken off, until somebody flushes its
 * host cache ({@code max_connect_errors}, 100 by default; MySQL and MariaDB alike, and never loopback). Who reads the greeting and
 * goes has broken off a login, and so has who did not wait for it. One that succeeds sets the count to zero. So another host's
 * server is asked with a whole login whether it works, and one that hangs is asked only so often.
 */
final class Sessions implements AutoCloseable {
    /** Longer than any limit for opening a connection. */
    private static final Duration AS_LONG_AS_IT_TAKES = Duration.ofMinutes(1);

    /** Far fewer than a server of another host counts before it blocks this one. */
    private static final int MOST_BROKEN_OFF = 20;

    /** A server and an account of it. */
    record Place(Server server, MysqlLogin login) {}

    /**
     * A server that did not answer.
     *
     * @param first what was to be said of it at first
     * @param times how often it was asked in vain
     */
    private record Silence(String first, int times) {
        Silence and(Silence more) {
            return new Silence(first, times + more.times());
        }
    }

    private final Connection connection;
    private final Limits limits;
    private final Map<Server, Silence> silent;
    private final Map<Place, Session> sessions = new HashMap<>();
    private final AtomicInteger statements = new AtomicInteger();

    Sessions(Connection connection, Limits limits) {
        this(connection, limits, new ConcurrentHashMap<>());
    }

    private Sessions(Connection connection, Limits limits, Map<Server, Silence> silent) {
        this.connection = connection;
        this.limits = limits;
        this.silent = silent;
    }

    /** None yet, for another thread, which knows who was silent. */
    Sessions beside() {
        return new Sessions(connection, limits, silent);
    }

    int statements() {
        return statements.get();
    }

    /** The host's own server. */
    Place local(MysqlLogin login) {
        return at(Server.LOOPBACK, login);
    }

    /** @param address as the host reaches it */
    Place at(String address, MysqlLogin login) {
        return new Place(new Server(connection.target().host(), address, login.port()), login);
    }

    interface Use<T> {
        T of(Session session) throws SQLException, RemoteException, InterruptedException;
    }

    /** For what only asks: an existing session may have ended with its server, so it retries once with a new one. */
    <T> T use(Place place, Use<T> use) throws SQLException, RemoteException, InterruptedException {
        Session kept = sessions.get(place);
        if (kept != null) {
            try {
                return ask(place, kept, use);
            } catch (SQLException e) {
                // What was late once would be so again.
                boolean again = !kept.alive() && !kept.late();
                SQLException why = ended(place, e);
                if (!again) {
                    throw why;
                }
            }
        }
        Session fresh = open(place);
        try {
            return ask(place, fresh, use);
        } catch (SQLException e) {
            throw ended(place, e);
        }
    }

    private <T> T ask(Place place, Session session, Use<T> use)
            throws SQLException, RemoteException, InterruptedException {
        session.patient(Patience.ofQueries(
                limits.look(), silent.containsKey(place.server()) ? () -> false : () -> works(place)));
        try {
            T answer = use.of(session);
            answered(place);
            return answer;
        } finally {
            session.impatient();
        }
    }

    /** It is no longer remembered that its server was silent. */
    void answered(Place place) {
        silent.remove(place.server());
    }

    /** The open session may have ended with its server, which can be seen before anything of a change is sent. */
    Session answering(Place place) throws SQLException, RemoteException, InterruptedException {
        Session kept = sessions.get(place);
        if (kept == null) {
            return open(place);
        }
        try {
            if (kept.answers()) {
                return kept;
            }
        } catch (SilentServerException e) {
            ended(place, e);
        }
        return open(place);
    }

    Session open(Place place) throws SQLException, RemoteException, InterruptedException {
        Server server = place.server();
        Silence before = silent.get(server);
        if (before != null && server.isRemote() && before.times() >= MOST_BROKEN_OFF) {
            throw new SilentServerException(before.first(), new SQLException("it is not asked any more"));
        }
        boolean again = before != null;
        try {
            Session fresh = open(place, again ? Limits.AGAIN : AS_LONG_AS_IT_TAKES, again ? limits.again() : limits);
            Session old = sessions.put(place, fresh);
            if (old != null) {
                old.abort();
            }
            return fresh;
        } catch (SilentServerException e) {
            throw remembered(server, e);
        } catch (SQLException e) {
            throw ofServer(e);
        } catch (RemoteException e) {
            if (e.kind() == Kind.UNANSWERED && (again || !server.isRemote())) {
                // So many have connected to it that its queue is full. Another host that was never heard of may be off.
                throw remembered(server, new SilentServerException(server.silentFor(limits.greeting()), e));
            }
            throw e;
        }
    }

    private Session open(Place place, Duration connect, Limits within)
            throws SQLException, RemoteException, InterruptedException {
        Server server = place.server();
        return Session.open(
                new StreamSocket(connection.openStream(server.address(), server.port(), connect)),
                server,
                place.login(),
                within,
                statements);
    }

    /** Forgets a session that has ended. Returns what to say of its server. */
    SQLException ended(Place place, SQLException why) throws RemoteException, InterruptedException {
        Session session = sessions.get(place);
        if (session != null && !session.alive()) {
            session.abort();
            sessions.remove(place);
        }
        SQLException its = ofServer(why);
        return its instanceof SilentServerException silence ? remembered(place.server(), silence) : its;
    }

    /** If a session ended with the connection to its host, or with this thread, that says nothing about the server. */
    private SQLException ofServer(SQLException e) throws RemoteException, InterruptedException {
        unlessInterrupted(e);
        if (!connection.isOpen()) {
            throw new RemoteException(
                    Kind.LOST, "the connection to " + connection.target().host() + " was lost", "", e);
        }
        return e;
    }

    /** It has been silent for as long as it was waited for at first. */
    private SilentServerException remembered(Server server, SilentServerException e) {
        String first = silent.merge(server, new Silence(SqlErrors.firstLine(e), 1), Silence::and)
                .first();
        return first.equals(e.getMessage()) ? e : new SilentServerException(first, e);
    }

    /** Whether a server that says nothing to a query works. */
    private boolean works(Place place) throws InterruptedException {
        Limits soon = limits.again();
        if (!place.server().isRemote()) {
            return greets(place.server(), soon.greeting());
        }
        try {
            open(place, soon.greeting(), soon).close();
            return true;
        } catch (RemoteException e) {
            return !connection.isOpen();
        } catch (SQLException e) {
            unlessInterrupted(e);
            return e.getErrorCode() != 0 || !connection.isOpen(); // also who refuses a login works
        }
    }

    /** Whether a server greets, over a connection of its own: one that works on a statement for long does, a hung one does not. */
    boolean greets(Server server) throws InterruptedException {
        return greets(server, limits.greeting());
    }

    private boolean greets(Server server, Duration limit) throws InterruptedException {
        try {
            StreamSocket socket = new StreamSocket(connection.openStream(server.address(), server.port(), limit));
            try {
                socket.within(limit);
                return socket.getInputStream().read() >= 0;
            } finally {
                socket.end();
            }
        } catch (RemoteException | IOException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            // With the connection the session ends, too, and that says nothing of its server.
            return !connection.isOpen();
        }
    }

    /** That a thread was interrupted is no fact about a server, although the driver says it like one. */
    static SQLException unlessInterrupted(SQLException e) throws InterruptedException {
        if (Thread.interrupted()) {
            InterruptedException interrupted =
                    new InterruptedException("interrupted while a database server was asked");
            interrupted.initCause(e);
            throw interrupted;
        }
        return e;
    }

    /** The message if nothing listens or answers, which is a fact about the host; rethrows other errors. */
    static String unlessFatal(RemoteException e) throws RemoteException {
        if (e.kind() != Kind.REFUSED && e.kind() != Kind.UNANSWERED) {
            throw e;
        }
        return String.valueOf(e.getMessage());
    }

    @Override
    public void close() {
        sessions.values().forEach(Session::close);
        sessions.clear();
    }
}
