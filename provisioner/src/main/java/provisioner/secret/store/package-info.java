/**
 * Stores secrets encrypted, and reads those that programs print.
 *
 * <p>{@link provisioner.secret.store.SecretStore} is an inventory's file of encrypted values. Only {@link
 * provisioner.secret.store.Age} knows how they are encrypted. Neither is loaded before a secret is needed. No exception
 * of this package contains a secret. It must know nothing of variables, nor who uses a secret.
 */
@NullMarked
package provisioner.secret.store;

import org.jspecify.annotations.NullMarked;
