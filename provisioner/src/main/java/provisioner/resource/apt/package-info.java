/**
 * Packages, and the repositories that apt takes them from. How a transaction of apt is run is the business of {@code provisioner.apply}.
 */
@NullMarked
package provisioner.resource.apt;

import org.jspecify.annotations.NullMarked;
