/**
 * Steps that wait until something is true on a host. What is true now is asked as everything else is; how the waiting is done is
 * not known here.
 */
@NullMarked
package provisioner.resource.wait;

import org.jspecify.annotations.NullMarked;
