/**
 * Compiles the user's files into one ordered list of steps per host.
 *
 * <p>It resolves variables, roles, conditions and templates. The result is a value that needs no file and no variable
 * any more. It must not use the network, nor know how a step is applied.
 */
@NullMarked
package provisioner.compile;

import org.jspecify.annotations.NullMarked;
