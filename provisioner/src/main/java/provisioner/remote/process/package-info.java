/**
 * Connections by processes that are started on this machine: a shell of its own, or Docker's and Podman's {@code exec}.
 *
 * <p>Names of containers and users are arguments; no shell ever reads them.
 */
@NullMarked
package provisioner.remote.process;

import org.jspecify.annotations.NullMarked;
