package provisioner.lab;

/**
 * The lab's ACME server.
 *
 * @param directory the URL that clients start with
 * @param root the PEM certificate that verifies the server's own HTTPS
 * @param issuer the PEM certificate that verifies what the server issues
 */
public record AcmeEndpoint(String directory, String root, String issuer) {}
