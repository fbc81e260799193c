/**
 * What would happen: desired resources against observed state, in the order of the list, as a value.
 *
 * <p>Pure. {@link provisioner.plan.Planner} folds a host's steps over a {@link provisioner.plan.Prediction}, which starts
 * as what was observed and takes on each step's effects. The same classes judge a host after a step was applied, so that
 * a plan and a run cannot disagree on what a difference is. Nothing here knows SSH, files or reports.
 */
@NullMarked
package provisioner.plan;

import org.jspecify.annotations.NullMarked;
