/**
 * The user's files to one ordered list of steps a host.
 *
 * <p>Variables, roles, conditions and templates are all resolved here; what comes out is a value that needs no file and no
 * variable any more. Never touches the network, and knows nothing of how a step is brought about.
 */
@NullMarked
package provisioner.compile;

import org.jspecify.annotations.NullMarked;
