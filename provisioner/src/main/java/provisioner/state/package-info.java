/**
 * What can be known of a host: the closed vocabulary that probing, planning and applying share.
 *
 * <p>A {@link provisioner.state.Query} asks for one fact, an {@link provisioner.state.Observation} is the answer, an
 * {@link provisioner.state.Effect} says how a step will alter the answers. All of them are values. Nothing here knows
 * how a fact is read or why somebody wants it, so that a plan can be computed and tested without a host.
 */
@NullMarked
package provisioner.state;

import org.jspecify.annotations.NullMarked;
