/** Verifies hosts, with known_hosts files and host certificates. It must know nothing of logins. */
@NullMarked
package provisioner.remote.ssh.hostkey;

import org.jspecify.annotations.NullMarked;
