/**
 * Running a batch of steps on one host.
 *
 * <p>Each step's action travels with the probe that judges it, over the one shell that holds the host's lock; the planner
 * that made the plan says whether it worked. Knows nothing of other hosts, plays or reports.
 */
@NullMarked
package provisioner.apply;

import org.jspecify.annotations.NullMarked;
