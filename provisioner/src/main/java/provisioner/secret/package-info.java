/**
 * Secrets, and how to mask them in output.
 *
 * <p>Masking is by value: however a secret came into a text, its characters are replaced. Every package may use this
 * one. It must not know where secrets are stored, nor who prints what.
 */
@NullMarked
package provisioner.secret;

import org.jspecify.annotations.NullMarked;
