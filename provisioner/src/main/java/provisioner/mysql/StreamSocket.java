package provisioner.mysql;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import provisioner.remote.ssh.TcpChannel;

/** Wraps a stream as the socket that a JDBC driver needs. Setting a socket option does nothing. */
final class StreamSocket extends Socket {
    private final TcpChannel stream;
    private volatile boolean closed;

    StreamSocket(TcpChannel stream) {
        this.stream = stream;
    }

    @Override
    public InputStream getInputStream() {
        return stream.in();
    }

    @Override
    public OutputStream getOutputStream() {
        return stream.out();
    }

    @Override
    public boolean isConnected() {
        return true;
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public InetAddress getInetAddress() {
        return InetAddress.getLoopbackAddress();
    }

    @Override
    public void setSoTimeout(int timeout) {}

    @Override
    public int getSoTimeout() {
        return 0;
    }

    @Override
    public void setTcpNoDelay(boolean on) {}

    @Override
    public void setKeepAlive(boolean on) {}

    @Override
    public void shutdownInput() {}

    @Override
    public void shutdownOutput() {}

    @Override
    public void close() throws IOException {
        closed = true;
        stream.close();
    }
}
