package provisioner.remote.shell;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.OptionalInt;
import provisioner.remote.target.RemoteException;

/** A command that runs on a host, with its three streams; all that a shell needs of what carries it. */
public interface Pipe {
    OutputStream stdin();

    InputStream stdout() throws IOException;

    InputStream stderr() throws IOException;

    /** The exit status, once it is known. */
    OptionalInt exitStatus();

    /** Whether the connection that carries the pipe still stands. */
    boolean alive();

    /**
     * Why no shell could start, if what carries the pipe says so.
     *
     * @param stderr what came on standard error
     */
    default Optional<RemoteException> failure(String stderr) {
        return Optional.empty();
    }

    /** Closes without waiting for the other side. */
    void close();
}
