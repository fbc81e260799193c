/**
 * How hosts are reached: what the inventory says, then what OpenSSH's client configuration says, then ssh's defaults.
 *
 * <p>The configuration is read as {@code ssh} reads it (ssh_config(5)); what would lead elsewhere than {@code ssh} does is a
 * problem and never left out in silence. It opens no connection: it makes the {@link provisioner.remote.target.Target}s.
 */
@NullMarked
package provisioner.sshconfig;

import org.jspecify.annotations.NullMarked;
