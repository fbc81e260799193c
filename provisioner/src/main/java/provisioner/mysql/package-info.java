/**
 * Reads and changes MySQL and MariaDB servers over JDBC, through the SSH connection.
 *
 * <p>It opens no port for the database. It knows the statements of both servers and of their versions. It must not know
 * any desired state.
 */
@NullMarked
package provisioner.mysql;

import org.jspecify.annotations.NullMarked;
