package provisioner.remote.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.connection.channel.direct.DirectConnection;
import provisioner.remote.target.RemoteException;
import provisioner.remote.target.Target;

/** The transport of a connection. */
sealed interface Route permits Route.Direct, Route.Forwarded, ProxyCommand {

    /** Connects sshj over this route. */
    void connect(SSHClient client, Target target) throws IOException;

    /** Tells the route that the host is authenticated and has accepted the login. */
    void know();

    /** Why the route itself is the reason for a failed connection, if it is. */
    default Optional<RemoteException> failure(Target target) throws InterruptedException {
        return Optional.empty();
    }

    /** Ends the route, even if nobody reads at the other end. */
    void abort() throws IOException;

    static Route direct(Target target) throws RemoteException {
        return new Direct(Sockets.connect(target));
    }

    /** A channel to a host that is not authenticated yet. */
    final class Tunnel extends DirectConnection {
        private final StrangersInput input = new StrangersInput(super.getInputStream());

        Tunnel(SSHClient hop, Target target) {
            super(hop.getConnection(), target.address(), target.port());
        }

        @Override
        public InputStream getInputStream() {
            return input;
        }
    }

    /** A TCP connection from this machine. */
    record Direct(Sockets.Wary socket) implements Route {
        @Override
        public void know() {
            socket.know();
        }

        @Override
        public void connect(SSHClient client, Target target) throws IOException {
            client.setSocketFactory(Sockets.handing(socket));
            client.connect(target.address(), target.port());
        }

        @Override
        public void abort() throws IOException {
            socket.close();
        }
    }

    /** A channel through a jump host. Releases the jump host's connection at its end. */
    record Forwarded(Tunnel channel, Runnable release) implements Route {
        @Override
        public void know() {
            channel.input.know();
        }

        @Override
        public void connect(SSHClient client, Target target) throws IOException {
            client.connectVia(channel);
        }

        /** Asks the jump host to close the channel, and does not wait for long. */
        @Override
        public void abort() {
            SshLink.briefly(() -> {
                channel.close();
                return null;
            });
            release.run();
        }
    }
}
