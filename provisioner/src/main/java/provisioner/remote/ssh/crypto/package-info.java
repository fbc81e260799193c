/** Defines which SSH algorithms are offered and where they come from. It must know nothing of hosts, keys or logins. */
@NullMarked
package provisioner.remote.ssh.crypto;

import org.jspecify.annotations.NullMarked;
