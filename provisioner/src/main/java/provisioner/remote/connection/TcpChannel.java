package provisioner.remote.connection;

import java.io.Closeable;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.time.Duration;

/** A TCP connection that starts at a host. */
public interface TcpChannel extends Closeable {
    /** If nothing comes back, the kernel of a host tries for two minutes, and whoever asked would wait for it. */
    Duration LIMIT = Duration.ofSeconds(5);

    /** Its own kernel answers at once, except if a server accepts nothing any more: then its queue is full. */
    Duration LOOPBACK_LIMIT = Duration.ofSeconds(10);

    /**
     * How long to wait for a connection to an address.
     *
     * @param atMost where that is less than usual
     */
    static Duration limit(String address, Duration atMost) {
        Duration usual = isLoopback(address) ? LOOPBACK_LIMIT : LIMIT;
        return atMost.compareTo(usual) < 0 ? atMost : usual;
    }

    /** Without asking a resolver: a name means what it means on the host. */
    private static boolean isLoopback(String address) {
        try {
            return InetAddress.ofLiteral(address).isLoopbackAddress();
        } catch (IllegalArgumentException e) {
            return address.equals("localhost");
        }
    }

    InputStream in();

    OutputStream out();

    /**
     * Asks the host where the connection starts, for at most a second. While it does not answer, a silence says nothing of the
     * other end.
     */
    boolean hostAnswers() throws InterruptedException;
}
