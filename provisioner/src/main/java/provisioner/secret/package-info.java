/**
 * What must not be shown, and how it is kept from being shown.
 *
 * <p>Masking is by value: whatever the way a secret took into a text, its characters are replaced. Knows nothing of where
 * secrets come from or who shows what.
 */
@NullMarked
package provisioner.secret;

import org.jspecify.annotations.NullMarked;
