/**
 * What belongs to the whole system: kernel parameters, the time zone, and commands of the user's own.
 */
@NullMarked
package provisioner.resource.system;

import org.jspecify.annotations.NullMarked;
