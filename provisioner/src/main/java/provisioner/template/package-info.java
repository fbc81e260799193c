/**
 * Renders references, tags and templates into values, with Velocity in strict mode.
 *
 * <p>{@link provisioner.template.Evaluator} is the entry point. A {@link provisioner.template.Scope} contains what a
 * text can refer to. Its variables are rendered when they are first used. A failure is a {@link
 * provisioner.template.RenderException} with a location. This package must know nothing of inventories, plays and
 * resources. One instance serves one compilation. Nothing here is thread-safe.
 */
@NullMarked
package provisioner.template;

import org.jspecify.annotations.NullMarked;
