/**
 * End-to-end checks as they are declared. How one is run is the business of {@code provisioner.check}.
 */
@NullMarked
package provisioner.resource.check;

import org.jspecify.annotations.NullMarked;
