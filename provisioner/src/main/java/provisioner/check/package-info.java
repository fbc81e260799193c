/**
 * End-to-end checks: asking what the hosts serve, from the control machine or on a host over its SSH connection.
 *
 * <p>Each kind of check has a runner. It knows neither plans nor events: the engine says when, and for which hosts.
 */
@NullMarked
package provisioner.check;

import org.jspecify.annotations.NullMarked;
