/**
 * The pipeline: hosts side by side, plays in order, from observing to reporting.
 *
 * <p>Plan, verify and provision are one path that stops at different places. The engine tells what happens as a stream of
 * {@link provisioner.engine.Event}s and knows nothing of how they are shown, nor of command lines.
 */
@NullMarked
package provisioner.engine;

import org.jspecify.annotations.NullMarked;
