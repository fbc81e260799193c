/**
 * Resource types of the operator's own: a probe, desired values and a script, as a file beside the playbook declares them. Pure.
 *
 * <p>It must not know where such files are, and what a probe's script runs in.
 */
@NullMarked
package provisioner.resource.own;

import org.jspecify.annotations.NullMarked;
