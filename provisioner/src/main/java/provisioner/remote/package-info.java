/**
 * A session to one host: an SSH connection and, over it, one root shell that evaluates scripts and answers in
 * frames.
 *
 * <p>Observation, the lock, the heartbeat, running a step, Ctrl-C and lost connections are all this one
 * mechanism. sshj is confined to this package. It knows nothing of resources, plans or playbooks: what a script
 * means is its caller's business.
 */
@NullMarked
package provisioner.remote;

import org.jspecify.annotations.NullMarked;
