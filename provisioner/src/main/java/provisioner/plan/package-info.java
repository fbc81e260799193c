/**
 * Plans what would happen: compares desired resources with observed state, in order, and returns a value.
 *
 * <p>Everything here is pure. {@link provisioner.plan.Planner} folds a host's steps over a {@link
 * provisioner.plan.Prediction}, which starts as the observed state and takes each step's effects. The same classes
 * judge a host after a step was applied, so that a plan and a run cannot disagree on differences. This package must not
 * know SSH, files or reports.
 */
@NullMarked
package provisioner.plan;

import org.jspecify.annotations.NullMarked;
