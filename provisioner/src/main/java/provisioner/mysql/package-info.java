/**
 * MySQL and MariaDB over JDBC, through the SSH connection: what a server is, and statements that change it.
 *
 * <p>No port of the database is opened for it. It knows the statements of both servers and of their versions; it does not
 * know what anybody desires.
 */
@NullMarked
package provisioner.mysql;

import org.jspecify.annotations.NullMarked;
