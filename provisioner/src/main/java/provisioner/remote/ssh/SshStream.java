package provisioner.remote.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import net.schmizz.sshj.connection.channel.OpenFailException;
import net.schmizz.sshj.connection.channel.direct.DirectConnection;
import provisioner.remote.target.Printable;
import provisioner.remote.target.RemoteException;
import provisioner.remote.target.RemoteException.Kind;

/** A direct-tcpip channel. */
final class SshStream implements TcpChannel {
    private final DirectConnection channel;

    private SshStream(DirectConnection channel) {
        this.channel = channel;
    }

    static TcpChannel open(SshLink link, String address, int port) throws RemoteException, InterruptedException {
        try {
            return new SshStream(link.client().newDirectConnection(address, port));
        } catch (OpenFailException e) {
            throw failure(link.target().host(), address, port, e);
        } catch (IOException | IllegalStateException e) {
            SshLink.rethrowInterrupt(e);
            if (link.client().isConnected()) {
                throw refused(link.target().host(), address, port, String.valueOf(e.getMessage()), e);
            }
            throw new RemoteException(
                    Kind.LOST, "the connection to " + link.target().host() + " was lost", "", e);
        }
    }

    private static RemoteException failure(String host, String address, int port, OpenFailException e) {
        if (e.getReason() == OpenFailException.Reason.ADMINISTRATIVELY_PROHIBITED) {
            return new RemoteException(
                    Kind.FORWARDING,
                    "sshd on " + host + " does not forward connections to " + address + " port " + port,
                    "set AllowTcpForwarding to yes or local in its sshd_config; the database is reached that way",
                    e);
        }
        return refused(host, address, port, Printable.line(String.valueOf(e.getMessage())), e);
    }

    private static RemoteException refused(String host, String address, int port, String why, Exception cause) {
        return new RemoteException(
                Kind.REFUSED, host + " cannot connect to " + address + ":" + port + ": " + why, "", cause);
    }

    @Override
    public InputStream in() {
        return channel.getInputStream();
    }

    @Override
    public OutputStream out() {
        return channel.getOutputStream();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
