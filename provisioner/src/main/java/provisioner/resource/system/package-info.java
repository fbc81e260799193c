/**
 * What belongs to the whole system: kernel parameters, and commands of the user's own.
 */
@NullMarked
package provisioner.resource.system;

import org.jspecify.annotations.NullMarked;
