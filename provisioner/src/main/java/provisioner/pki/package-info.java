/**
 * X.509 certificates as values, and an authority that signs them. Only this package uses Bouncy Castle's PKIX part.
 *
 * <p>It must use no clock and no files: callers pass the time. Names and identity of certificates follow RFC 5280.
 */
@NullMarked
package provisioner.pki;

import org.jspecify.annotations.NullMarked;
