/**
 * The pipeline from observation to report: hosts side by side, plays in order.
 *
 * <p>Plan, verify and provision are one path that stops at different places. The engine reports a stream of {@link
 * provisioner.engine.Event}s. It must know nothing of their presentation, nor of command lines.
 */
@NullMarked
package provisioner.engine;

import org.jspecify.annotations.NullMarked;
