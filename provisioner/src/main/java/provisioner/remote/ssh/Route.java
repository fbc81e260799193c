package provisioner.remote.ssh;

import java.io.IOException;
import java.net.Socket;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.connection.channel.direct.DirectConnection;
import provisioner.remote.target.RemoteException;
import provisioner.remote.target.Target;

/** What a connection's bytes travel over. */
sealed interface Route {

    /** Lets sshj speak over it. */
    void connect(SSHClient client, Target target) throws IOException;

    /** Ends it, also where nobody reads at the other end. */
    void abort() throws IOException;

    static Route direct(Target target) throws RemoteException {
        return new Direct(Sockets.connect(target));
    }

    /** A TCP connection from here. */
    record Direct(Socket socket) implements Route {
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

    /** A channel that a jump host forwards, whose connection is let go of with it. */
    record Forwarded(DirectConnection channel, Runnable release) implements Route {
        @Override
        public void connect(SSHClient client, Target target) throws IOException {
            client.connectVia(channel);
        }

        /** The jump host is asked to close the channel, and not waited for long. */
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
