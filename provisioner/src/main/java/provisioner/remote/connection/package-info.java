/**
 * A connection to a host, whatever carries it: the root shell, uploads, forwarded TCP connections.
 *
 * <p>For all who work with hosts. It must not know what carries the connection.
 */
@NullMarked
package provisioner.remote.connection;

import org.jspecify.annotations.NullMarked;
