package provisioner.mysql;

import com.mysql.cj.conf.PropertySet;
import com.mysql.cj.protocol.StandardSocketFactory;
import java.io.Closeable;
import java.io.IOException;
import java.net.Socket;

/** Gives Connector/J a socket, bound to the thread, because the driver creates the factory by class name. */
public final class StreamSocketFactory extends StandardSocketFactory {
    static final ScopedValue<StreamSocket> SOCKET = ScopedValue.newInstance();

    @Override
    @SuppressWarnings("unchecked") // the interface is generic, but every caller wants a Socket
    public <T extends Closeable> T connect(String host, int port, PropertySet properties, int loginTimeout)
            throws IOException {
        if (!SOCKET.isBound()) {
            throw new IOException("this factory does not connect by itself");
        }
        Socket socket = SOCKET.get();
        this.rawSocket = socket;
        this.sslSocket = socket;
        return (T) socket;
    }

    @Override
    public void beforeHandshake() {}

    @Override
    public void afterHandshake() {}
}
