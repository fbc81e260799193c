package provisioner.remote.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;
import provisioner.remote.target.RemoteException;
import provisioner.remote.target.RemoteException.Kind;
import provisioner.remote.target.Target;

/** Connects to a host by TCP. */
final class Sockets {
    private Sockets() {}

    /** A connection to a host that is not authenticated yet. */
    static final class Wary extends Socket {
        private @Nullable StrangersInput input;

        @Override
        public synchronized InputStream getInputStream() throws IOException {
            if (input == null) {
                input = new StrangersInput(super.getInputStream());
            }
            return input;
        }

        synchronized void know() {
            if (input != null) {
                input.know();
            }
        }
    }

    /** Tries every address of the name, as ssh does. sshj would try only the first. */
    static Wary connect(Target target) throws RemoteException {
        Duration timeout = target.timeouts().connect();
        RemoteException failure = null;
        for (InetAddress address : resolve(target)) {
            Wary socket = new Wary();
            try {
                // sshj leaves Nagle's algorithm on, which costs 40 ms per exchange.
                socket.setTcpNoDelay(true);
                socket.connect(new InetSocketAddress(address, target.port()), Math.toIntExact(timeout.toMillis()));
                return socket;
            } catch (IOException e) {
                close(socket, e);
                failure = unreachable(target, e, timeout);
            }
        }
        throw failure != null ? failure : unknown(target, null);
    }

    /** A factory that gives sshj a connected socket. */
    static SocketFactory handing(Socket socket) {
        return new SocketFactory() {
            @Override
            public Socket createSocket() {
                return socket;
            }

            @Override
            public Socket createSocket(String host, int port) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Socket createSocket(String host, int port, InetAddress local, int localPort) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Socket createSocket(InetAddress host, int port) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
                throw new UnsupportedOperationException();
            }
        };
    }

    private static List<InetAddress> resolve(Target target) throws RemoteException {
        try {
            return Arrays.asList(InetAddress.getAllByName(target.address()));
        } catch (UnknownHostException e) {
            throw unknown(target, e);
        }
    }

    private static RemoteException unknown(Target target, @Nullable Throwable cause) {
        return new RemoteException(
                Kind.UNREACHABLE,
                target.host() + ": cannot resolve the name " + target.address(),
                "check the address in the inventory, and that this machine can resolve it",
                cause);
    }

    private static RemoteException unreachable(Target target, IOException e, Duration timeout) {
        String where = target.place();
        return switch (e) {
            case SocketTimeoutException late ->
                new RemoteException(
                        Kind.UNREACHABLE,
                        where + " did not answer within " + timeout.toMillis() / 1000.0 + " s",
                        "check that the host is running and that no firewall blocks this machine",
                        e);
            case NoRouteToHostException noRoute ->
                new RemoteException(Kind.UNREACHABLE, "there is no route to " + where, "", e);
            case ConnectException refused ->
                new RemoteException(
                        Kind.UNREACHABLE,
                        where + " refuses the connection",
                        "check that sshd is running there and listens on this port",
                        e);
            default -> new RemoteException(Kind.UNREACHABLE, "cannot reach " + where + ": " + e.getMessage(), "", e);
        };
    }

    private static void close(Socket socket, IOException first) {
        try {
            socket.close();
        } catch (IOException e) {
            first.addSuppressed(e);
        }
    }
}
