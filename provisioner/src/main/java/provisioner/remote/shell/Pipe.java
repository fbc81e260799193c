package provisioner.remote.shell;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.OptionalInt;

/** A command that runs on a host, with its three streams; all that a shell needs of SSH. */
public interface Pipe {
    OutputStream stdin();

    InputStream stdout() throws IOException;

    InputStream stderr() throws IOException;

    /** The exit status, once it is known. */
    OptionalInt exitStatus();

    /** Whether the connection that carries the pipe still stands. */
    boolean alive();

    /** Closes without waiting for the other side. */
    void close();
}
