/**
 * Reads the user's files and reports what is wrong in them, and where.
 *
 * <p>All other packages use {@link provisioner.source.Location}, {@link provisioner.source.Node} and {@link
 * provisioner.source.Problems} for the user's input. This package knows YAML, but must know nothing of hosts, plays or
 * resources.
 */
@NullMarked
package provisioner.source;

import org.jspecify.annotations.NullMarked;
