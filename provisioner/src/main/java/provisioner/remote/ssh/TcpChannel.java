package provisioner.remote.ssh;

import java.io.Closeable;
import java.io.InputStream;
import java.io.OutputStream;

/** A TCP connection that starts at a host. */
public interface TcpChannel extends Closeable {
    InputStream in();

    OutputStream out();

    /**
     * Asks the host where the connection starts, for at most a second. While it does not answer, a silence says nothing of the
     * other end.
     */
    boolean hostAnswers() throws InterruptedException;
}
