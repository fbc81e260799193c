/**
 * Where secrets are kept, and the programs that print them.
 *
 * <p>{@link provisioner.secret.store.SecretStore} is an inventory's file of encrypted values,
 * {@link provisioner.secret.store.Age} the only class that knows how they are encrypted; neither is loaded before a secret
 * is needed. No exception from here holds a secret. Knows nothing of variables, or of who asks for a secret.
 */
@NullMarked
package provisioner.secret.store;

import org.jspecify.annotations.NullMarked;
