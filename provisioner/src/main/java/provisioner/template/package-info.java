/**
 * Values out of what was written: references, tags and templates, by Velocity in strict mode.
 *
 * <p>{@link provisioner.template.Evaluator} is the way in. A {@link provisioner.template.Scope} is what a text can refer
 * to; variables in it are rendered when they are first asked for. What fails says where, as a
 * {@link provisioner.template.RenderException}. Knows nothing of inventories, plays and resources. One instance serves one
 * compilation; nothing here is safe for use by several threads.
 */
@NullMarked
package provisioner.template;

import org.jspecify.annotations.NullMarked;
