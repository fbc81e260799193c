package provisioner.remote.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import provisioner.remote.connection.TcpChannel;
import provisioner.remote.target.RemoteException;
import provisioner.remote.target.RemoteException.Kind;

/** A TCP connection of this machine. */
record SocketChannel(Socket socket, InputStream in, OutputStream out) implements TcpChannel {

    static TcpChannel open(String host, String address, int port, Duration atMost) throws RemoteException {
        Duration limit = TcpChannel.limit(address, atMost);
        String failed = host + " cannot connect to " + address + ":" + port + ": ";
        try {
            Socket socket = connected(address, port, limit);
            return new SocketChannel(socket, socket.getInputStream(), socket.getOutputStream());
        } catch (SocketTimeoutException e) {
            throw new RemoteException(Kind.UNANSWERED, failed + "no answer within " + limit.toSeconds() + " s", "", e);
        } catch (IOException e) {
            throw new RemoteException(Kind.REFUSED, failed + e.getMessage(), "", e);
        }
    }

    private static Socket connected(String address, int port, Duration limit) throws IOException {
        Socket socket = new Socket();
        boolean connected = false;
        try {
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(address, port), Math.toIntExact(limit.toMillis()));
            connected = true;
            return socket;
        } finally {
            if (!connected) {
                socket.close();
            }
        }
    }

    @Override
    public boolean hostAnswers() {
        return true;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
