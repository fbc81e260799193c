/**
 * Probes of types of the operator's own: how they run where nothing can be written, and what they print. Pure.
 *
 * <p>It must not know how answers travel.
 */
@NullMarked
package provisioner.probe.own;

import org.jspecify.annotations.NullMarked;
