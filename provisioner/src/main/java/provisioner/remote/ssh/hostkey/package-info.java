/**
 * Whether a host is the one it should be: known_hosts files, host certificates. It must know nothing of how users log in.
 */
@NullMarked
package provisioner.remote.ssh.hostkey;

import org.jspecify.annotations.NullMarked;
