package provisioner.apply;

import provisioner.mysql.Databases;
import provisioner.remote.shell.Shell;
import provisioner.remote.ssh.Connection;

/** What a host is worked with over: one connection, the root shell and the database sessions that go through it. */
public record HostSession(Connection connection, Shell shell, Databases databases) implements AutoCloseable {

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
