/**
 * Where a host is reached and with what: address, port, user, credentials, host keys, timeouts; and what goes wrong on the way.
 *
 * <p>Plain values that everybody may use. It imports only what a secret is, and knows neither SSH's protocol nor any shell.
 */
@NullMarked
package provisioner.remote.target;

import org.jspecify.annotations.NullMarked;
