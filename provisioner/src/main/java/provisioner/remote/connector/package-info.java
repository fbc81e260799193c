/**
 * Connects to a host by what its target says: over SSH, or by processes on this machine.
 */
@NullMarked
package provisioner.remote.connector;

import org.jspecify.annotations.NullMarked;
