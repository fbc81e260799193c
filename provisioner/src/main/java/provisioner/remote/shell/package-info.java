/**
 * One root shell on a host that evaluates scripts and answers in frames.
 *
 * <p>Observation, the lock, the heartbeat, running steps, Ctrl-C and lost connections are all this one mechanism. It reads and writes a
 * {@link provisioner.remote.shell.Pipe}, and must know neither sshj nor what a script means.
 */
@NullMarked
package provisioner.remote.shell;

import org.jspecify.annotations.NullMarked;
