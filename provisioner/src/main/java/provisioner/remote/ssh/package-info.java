/**
 * Connections over SSH: connecting, logging in, jump hosts, forwarded TCP streams, uploads.
 *
 * <p>sshj is confined to this package and those below it. It knows nothing of resources, plans or playbooks.
 */
@NullMarked
package provisioner.remote.ssh;

import org.jspecify.annotations.NullMarked;
