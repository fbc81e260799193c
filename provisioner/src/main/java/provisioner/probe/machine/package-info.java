/** What programs print about a machine, as values. Knows nothing of how they are asked. */
@NullMarked
package provisioner.probe.machine;

import org.jspecify.annotations.NullMarked;
