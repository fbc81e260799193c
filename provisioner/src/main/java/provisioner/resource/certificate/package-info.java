/**
 * X.509 certificates: public ones, issued by an ACME server through certbot, and internal ones, which an authority of our own signs.
 */
@NullMarked
package provisioner.resource.certificate;

import org.jspecify.annotations.NullMarked;
