/** The keys of users: files, certificates and the SSH agent. It must not know what a connection is for. */
@NullMarked
package provisioner.remote.ssh.login;

import org.jspecify.annotations.NullMarked;
