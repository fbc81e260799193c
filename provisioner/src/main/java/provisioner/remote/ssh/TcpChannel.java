package provisioner.remote.ssh;

import java.io.Closeable;
import java.io.InputStream;
import java.io.OutputStream;

/** A TCP connection that starts at a host. */
public interface TcpChannel extends Closeable {
    InputStream in();

    OutputStream out();
}
