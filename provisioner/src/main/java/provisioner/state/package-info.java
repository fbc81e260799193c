/**
 * What can be known about a host: the closed vocabulary that probing, planning and applying share.
 *
 * <p>A {@link provisioner.state.Query} asks for one fact, an {@link provisioner.state.Observation} is the answer, and
 * an {@link provisioner.state.Effect} tells how a step will change the answers. All of them are values. This package
 * must not know how a fact is read or what it is for, so that plans can be computed and tested without a host.
 */
@NullMarked
package provisioner.state;

import org.jspecify.annotations.NullMarked;
