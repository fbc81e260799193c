package provisioner.apply;

import java.util.Optional;
import provisioner.mysql.Databases;
import provisioner.remote.connection.Connection;
import provisioner.remote.shell.Shell;

/**
 * What a host is worked with over: one connection, the root shell and the database sessions that go through it.
 *
 * @param asked the probe that the host was sent when the shell was opened; its reply is {@link Shell#first}
 */
public record HostSession(Connection connection, Shell shell, Databases databases, Optional<HostProbe> asked)
        implements AutoCloseable {

    /** Whether it can still be asked, as far as is known here. */
    public boolean isOpen() {
        return connection.isOpen() && shell.isOpen();
    }

    @Override
    public void close() {
        databases.close();
        shell.close();
        connection.close();
    }
}
