/** Facts of hosts while steps are compiled: as playbooks name them, and what is read of them. Knows nothing of steps and types. */
@NullMarked
package provisioner.compile.facts;

import org.jspecify.annotations.NullMarked;
