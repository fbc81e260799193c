/**
 * Keys that users log in with: files, certificates, the ssh agent. It must know nothing of what a connection is used for.
 */
@NullMarked
package provisioner.remote.ssh.login;

import org.jspecify.annotations.NullMarked;
