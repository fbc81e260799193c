/**
 * Stores secrets and masks them in output.
 *
 * <p>{@link provisioner.secret.SecretStore} is an inventory's file of encrypted values. Only {@link
 * provisioner.secret.Age} knows how they are encrypted. Neither is loaded before a secret is needed. Masking is by
 * value: however a secret came into a text, its characters are replaced. No exception of this package contains a
 * secret. It must know nothing of variables, nor who uses or prints a secret.
 */
@NullMarked
package provisioner.secret;

import org.jspecify.annotations.NullMarked;
