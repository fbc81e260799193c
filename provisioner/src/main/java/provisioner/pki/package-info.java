/**
 * X.509: certificates as values, and an authority that signs them. Bouncy Castle's PKIX part is confined here.
 *
 * <p>No clock and no files: whoever asks says what time it is. Certificates are named and told apart as in RFC 5280.
 */
@NullMarked
package provisioner.pki;

import org.jspecify.annotations.NullMarked;
