package provisioner.remote.connection;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;
import provisioner.remote.shell.Shell;
import provisioner.remote.shell.ShellOptions;
import provisioner.remote.target.RemoteException;
import provisioner.remote.target.Target;

/**
 * A connection to one host: over SSH and authenticated, or by processes that are started on this machine. Safe for use by several
 * threads.
 *
 * <p>Every method may throw {@link RemoteException} of kind {@code LOST}.
 */
public interface Connection extends AutoCloseable {

    Target target();

    /** Connects to the same target again; over SSH with a new TCP connection and authentication. */
    Connection again() throws RemoteException, InterruptedException;

    /**
     * Opens a root shell over one exec channel or in one process, with sudo if the user is not root.
     *
     * @param ahead a script to send along, which saves a round trip; it is built while the host prepares the shell, and
     *     {@link Shell#first} takes its reply. Empty for none
     * @throws RemoteException {@code PRIVILEGE} if sudo refuses, {@code LOCKED} if another run holds the requested
     *     lock, {@code PROTOCOL} if no POSIX shell answers
     */
    Shell openShell(ShellOptions options, Supplier<String> ahead) throws RemoteException, InterruptedException;

    /** {@link #openShell(ShellOptions, Supplier)} without a script to send along. */
    default Shell openShell(ShellOptions options) throws RemoteException, InterruptedException {
        return openShell(options, () -> "");
    }

    /**
     * Sends a file, over SSH by SFTP. Writes it beside {@code remotePath}, sets its mode and then renames it.
     *
     * <p>A user other than root may not write to most places. Such a user's file goes to a directory of mode 0700 under
     * /tmp, from which the root shell takes it. The directory is removed when the connection is closed.
     *
     * @param remotePath an absolute path in an existing directory
     * @param mode permission bits, such as {@code 0644}
     * @return the path of the file
     */
    String upload(byte[] content, String remotePath, int mode) throws RemoteException, InterruptedException;

    /** {@link #upload(byte[], String, int)} for a local file, which is streamed. */
    String upload(Path content, String remotePath, int mode) throws RemoteException, InterruptedException;

    /**
     * Opens a TCP connection from the host, over SSH by a direct-tcpip channel (RFC 4254, 7.2). Opens no port on this machine.
     *
     * @param address as the host resolves it; the loopback address is the host itself
     * @param atMost how long to wait for an answer, where that is less than the limit of this connection
     * @throws RemoteException {@code FORWARDING} if the host does not allow it, {@code REFUSED} if nothing accepts the
     *     connection, {@code UNANSWERED} if nothing answers in time
     */
    TcpChannel openStream(String address, int port, Duration atMost) throws RemoteException, InterruptedException;

    /** Whether the connection, as far as known, is neither closed nor lost. */
    boolean isOpen();

    /** The number of exec and SFTP channels opened, or commands started, so far, which count as exchanges. */
    int exchanges();

    /** Closes the connection and everything open over it. A running step continues on the host. */
    @Override
    void close();
}
