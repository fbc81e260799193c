package provisioner.mysql;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.function.Supplier;
import provisioner.remote.shell.Shell;
import provisioner.remote.shell.ShellOptions;
import provisioner.remote.ssh.Connection;
import provisioner.remote.ssh.TcpChannel;
import provisioner.remote.target.RemoteException;
import provisioner.remote.target.Target;

/** A "host" whose loopback address is a container's published port: for tests of what goes over a stream. */
record TcpConnection(String address, int port) implements Connection {

    @Override
    public TcpChannel openStream(String ignored, int ignoredToo) throws RemoteException {
        try {
            Socket socket = new Socket(address, port);
            return new SocketStream(socket, socket.getInputStream(), socket.getOutputStream());
        } catch (ConnectException e) {
            throw new RemoteException(RemoteException.Kind.REFUSED, "nothing listens", "", e);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private record SocketStream(Socket socket, InputStream in, OutputStream out) implements TcpChannel {
        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Override
    public Target target() {
        throw new UnsupportedOperationException();
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
