/**
 * Connections over SSH: connecting, logging in, jump hosts, forwarded TCP streams, uploads.
 *
 * <p>Only this package and those below it use sshj. It must know nothing of resources, plans or playbooks.
 */
@NullMarked
package provisioner.remote.ssh;

import org.jspecify.annotations.NullMarked;
