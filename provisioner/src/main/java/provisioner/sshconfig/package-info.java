/**
 * Decides how to reach hosts from the inventory, OpenSSH's client configuration and ssh's defaults.
 *
 * <p>The configuration is read as {@code ssh} reads it (ssh_config(5)). What would make it connect elsewhere is a
 * problem and never ignored. This package makes {@link provisioner.remote.target.Target}s and must not connect.
 */
@NullMarked
package provisioner.sshconfig;

import org.jspecify.annotations.NullMarked;
