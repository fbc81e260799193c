/**
 * What must not be shown, and how it is kept from being shown.
 *
 * <p>Masking is by value: whatever the way a secret took into a text, its characters are replaced. Everybody who holds a
 * secret or shows a text may use this package. It knows nothing of where secrets are kept, or of who shows what.
 */
@NullMarked
package provisioner.secret;

import org.jspecify.annotations.NullMarked;
