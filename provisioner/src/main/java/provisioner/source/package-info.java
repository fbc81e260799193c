/**
 * Where things stand in the user's files, and what is wrong there.
 *
 * <p>Every later package speaks of the user's input through {@link provisioner.source.Location},
 * {@link provisioner.source.Node} and {@link provisioner.source.Problems}. It knows YAML, but nothing of
 * hosts, plays or resources.
 */
@NullMarked
package provisioner.source;

import org.jspecify.annotations.NullMarked;
