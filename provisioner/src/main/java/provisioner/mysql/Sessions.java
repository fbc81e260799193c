package provisioner.mysql;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import provisioner.remote.ssh.Connection;
import provisioner.remote.target.RemoteException;
import provisioner.remote.target.RemoteException.Kind;
import provisioner.state.MysqlLogin;

/**
 * The sessions with database servers that one host reaches. Each is opened when it is first needed and kept. For one thread at
 * a time.
 *
 * <p>A server that did not answer is remembered, and asked again with less patience: otherwise each step of its host would wait
 * for it as long as the first one. It is asked again because a step may have started it anew.
 */
final class Sessions implements AutoCloseable {
    /** Longer than any limit for opening a connection. */
    private static final Duration AS_LONG_AS_IT_TAKES = Duration.ofMinutes(1);

    /** A server and an account of it. */
    record Place(Server server, MysqlLogin login) {}

    private final Connection connection;
    private final Limits limits;
    private final Map<Server, String> silent;
    private final Map<Place, Session> sessions = new HashMap<>();
    private final AtomicInteger statements = new AtomicInteger();

    Sessions(Connection connection, Limits limits) {
        this(connection, limits, new ConcurrentHashMap<>());
    }

    private Sessions(Connection connection, Limits limits, Map<Server, String> silent) {
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
                return use.of(kept);
            } catch (SQLException e) {
                if (kept.alive()) {
                    throw e;
                }
                ended(place, e);
            }
        }
        try {
            return use.of(open(place));
        } catch (SQLException e) {
            ended(place, e);
            throw unlessLost(e);
        }
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
        boolean again = silent.containsKey(server);
        try {
            Session fresh = Session.open(
                    new StreamSocket(connection.openStream(
                            server.address(), server.port(), again ? Limits.AGAIN : AS_LONG_AS_IT_TAKES)),
                    server,
                    place.login(),
                    again ? limits.again() : limits,
                    statements);
            sessions.put(place, fresh);
            silent.remove(server);
            return fresh;
        } catch (SilentServerException e) {
            throw remembered(server, e);
        } catch (RemoteException e) {
            if (e.kind() == Kind.UNANSWERED && (again || !server.isRemote())) {
                // So many have connected to it that its queue is full. Another host that was never heard of may be off.
                throw remembered(server, new SilentServerException(server.silentFor(limits.greeting()), e));
            }
            throw e;
        }
    }

    /** Forgets a session that has ended. */
    void ended(Place place, SQLException why) {
        if (why instanceof SilentServerException silence) {
            remembered(place.server(), silence);
        }
        Session session = sessions.get(place);
        if (session != null && !session.alive()) {
            session.abort();
            sessions.remove(place);
        }
    }

    /** It has been silent for as long as it was waited for at first. */
    private SilentServerException remembered(Server server, SilentServerException e) {
        String first = silent.putIfAbsent(server, SqlErrors.firstLine(e));
        return first == null ? e : new SilentServerException(first, e);
    }

    /** Whether a server greets, over a connection of its own: one that works on a statement for long does, a hung one does not. */
    boolean greets(Server server) throws InterruptedException {
        try (StreamSocket socket =
                new StreamSocket(connection.openStream(server.address(), server.port(), limits.greeting()))) {
            socket.setSoTimeout((int) limits.greeting().toMillis());
            return socket.getInputStream().read() >= 0;
        } catch (RemoteException e) {
            return false;
        } catch (IOException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            return false;
        }
    }

    /** If the session ended with the connection to its host, that says nothing about the server. */
    SQLException unlessLost(SQLException e) throws RemoteException {
        if (!connection.isOpen()) {
            throw new RemoteException(
                    Kind.LOST, "the connection to " + connection.target().host() + " was lost", "", e);
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
