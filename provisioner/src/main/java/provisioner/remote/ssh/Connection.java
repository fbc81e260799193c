package provisioner.remote.ssh;

import java.nio.file.Path;
import java.util.function.Supplier;
import provisioner.remote.shell.Shell;
import provisioner.remote.shell.ShellOptions;
import provisioner.remote.target.RemoteException;
import provisioner.remote.target.Target;

/**
 * An authenticated SSH connection to one host. Safe for use by several threads.
 *
 * <p>Every method may throw {@link RemoteException} of kind {@code LOST}.
 */
public interface Connection extends AutoCloseable {

    Target target();

    /** Connects to the same target once more, with a TCP connection and an authentication of its own. */
    Connection again() throws RemoteException, InterruptedException;

    /**
     * Opens a root shell over one exec channel, with sudo where the user is not root.
     *
     * @param ahead a script that is sent along, for one round trip less, and worked out while the host prepares the shell;
     *     {@link Shell#first} takes its reply. Empty for none
     * @throws RemoteException {@code PRIVILEGE} where sudo refuses, {@code LOCKED} where the lock was asked for
     *     and another run holds it, {@code PROTOCOL} where no POSIX shell answers
     */
    Shell openShell(ShellOptions options, Supplier<String> ahead) throws RemoteException, InterruptedException;

    /** {@link #openShell(ShellOptions, Supplier)} with nothing sent along. */
    default Shell openShell(ShellOptions options) throws RemoteException, InterruptedException {
        return openShell(options, () -> "");
    }

    /**
     * Sends a file over SFTP: written beside, given its mode, then renamed over {@code remotePath}.
     *
     * <p>A user other than root has no right to most places, so that user's file goes to a directory of mode 0700
     * under /tmp instead, for the root shell to take from there; it is removed when the connection is closed.
     *
     * @param remotePath an absolute path in a directory that exists
     * @param mode permission bits, such as {@code 0644}
     * @return the path that was written
     */
    String upload(byte[] content, String remotePath, int mode) throws RemoteException, InterruptedException;

    /** {@link #upload(byte[], String, int)} of a local file, which is streamed. */
    String upload(Path content, String remotePath, int mode) throws RemoteException, InterruptedException;

    /**
     * Opens a TCP connection from the host to somewhere, over a direct-tcpip channel (RFC 4254, 7.2); no port of this
     * machine is opened for it.
     *
     * @param address as the host resolves it; its own loopback address for itself
     * @throws RemoteException {@code FORWARDING} where sshd does not allow it, {@code REFUSED} where nothing accepts
     */
    TcpChannel openStream(String address, int port) throws RemoteException, InterruptedException;

    /** Whether it has neither been closed nor lost, as far as is known here. */
    boolean isOpen();

    /** The exec and SFTP channels opened so far: what the project counts as exchanges. */
    int exchanges();

    /** Closes the connection and whatever is open over it. A step in hand goes on to its end on the host. */
    @Override
    void close();
}
