package provisioner.lab;

/**
 * The lab's ACME server.
 *
 * @param directory the URL that clients begin with
 * @param root a PEM certificate that the server's own HTTPS is checked against
 * @param issuer a PEM certificate that what it issues is checked against
 */
public record AcmeEndpoint(String directory, String root, String issuer) {}
