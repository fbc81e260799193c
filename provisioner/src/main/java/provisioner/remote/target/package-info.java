/**
 * How to reach a host (address, port, user, credentials, host keys, timeouts), and what can go wrong.
 *
 * <p>Plain values that every package may use. It imports only {@code secret}, and must know neither the SSH protocol
 * nor any shell.
 */
@NullMarked
package provisioner.remote.target;

import org.jspecify.annotations.NullMarked;
