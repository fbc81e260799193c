/**
 * Runs end-to-end checks, from the control machine or from a host over its SSH connection.
 *
 * <p>Each kind of check has a runner. The engine decides when it runs and for which hosts. This package must know
 * neither plans nor events.
 */
@NullMarked
package provisioner.check;

import org.jspecify.annotations.NullMarked;
