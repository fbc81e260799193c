package provisioner.mysql;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import provisioner.remote.connection.Connection;
import provisioner.remote.connection.TcpChannel;
import provisioner.remote.shell.Shell;
import provisioner.remote.shell.ShellOptions;
import provisioner.remote.target.Credentials;
import provisioner.remote.target.HostKeys;
import provisioner.remote.target.RemoteException;
import provisioner.remote.target.Target;
import provisioner.remote.target.Timeouts;

/**
 * A "host" whose loopback address is a container's published port: for tests of what goes over a stream.
 *
 * @param others the ports of other servers, by the address that the host has for them; what is not among them is that port, too
 * @param answers whether the host itself does
 */
record TcpConnection(String address, int port, Map<String, Integer> others, BooleanSupplier answers)
        implements Connection {

    TcpConnection(String address, int port) {
        this(address, port, Map.of(), () -> true);
    }

    @Override
    public TcpChannel openStream(String server, int ignored, Duration atMost) throws RemoteException {
        try {
            Socket socket = new Socket(address, others.getOrDefault(server, port));
            return new SocketStream(socket, socket.getInputStream(), socket.getOutputStream(), answers);
        } catch (ConnectException e) {
            throw new RemoteException(RemoteException.Kind.REFUSED, "nothing listens", "", e);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private record SocketStream(Socket socket, InputStream in, OutputStream out, BooleanSupplier answers)
            implements TcpChannel {
        @Override
        public boolean hostAnswers() {
            return answers.getAsBoolean();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Override
    public Target target() {
        return new Target(
                "db-1",
                address,
                port,
                "root",
                Credentials.ofKeys(List.of()),
                HostKeys.strict(List.of()),
                Timeouts.defaults(),
                Optional.empty(),
                Optional.empty());
    }

    @Override
    public Connection again() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Shell openShell(ShellOptions options, Supplier<String> ahead) {
        throw new UnsupportedOperationException();
    }

    @Override
    public String upload(byte[] content, String remotePath, int mode) {
        throw new UnsupportedOperationException();
    }

    @Override
    public String upload(Path content, String remotePath, int mode) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public int exchanges() {
        return 0;
    }

    @Override
    public void close() {}
}
