/**
 * What must not be shown: where it is kept, and how it is kept from being shown.
 *
 * <p>{@link provisioner.secret.SecretStore} is an inventory's file of encrypted values, {@link provisioner.secret.Age} the
 * only class that knows how they are encrypted; neither is loaded before a secret is needed. Masking is by value: whatever
 * the way a secret took into a text, its characters are replaced. No exception from here holds a secret. Knows nothing of
 * variables, of who asks for a secret, or of who shows what.
 */
@NullMarked
package provisioner.secret;

import org.jspecify.annotations.NullMarked;
