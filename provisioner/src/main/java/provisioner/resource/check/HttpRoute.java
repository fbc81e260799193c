package provisioner.resource.check;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import provisioner.resource.Inputs;
import provisioner.source.Fields;
import provisioner.state.Bytes;

/**
 * How a check's requests travel.
 *
 * @param from where they come from
 * @param resolveTo a name or an address to connect to in place of the URL's; the name in the URL stays the one that is
 *     asked for and that the certificate is verified against
 * @param ca PEM certificates to trust, and no others; without, those that the machine trusts
 */
public record HttpRoute(Vantage from, Optional<String> resolveTo, Optional<String> ca) {
    private static final String PEM = "-----BEGIN CERTIFICATE-----";

    static HttpRoute parse(Fields fields, Inputs inputs) {
        return from(fields.oneOf("from", Vantage.class, Vantage.CONTROL), fields, inputs);
    }

    /** For what has no choice. */
    public static HttpRoute fromHost(Fields fields, Inputs inputs) {
        return from(Vantage.HOST, fields, inputs);
    }

    private static HttpRoute from(Vantage from, Fields fields, Inputs inputs) {
        Optional<String> address = fields.optionalString("resolve_to").filter(text -> !text.isEmpty());
        address.ifPresent(text -> HttpFields.checkAddress(fields, "resolve_to", text));
        return new HttpRoute(from, address, ca(fields, inputs));
    }

    private static Optional<String> ca(Fields fields, Inputs inputs) {
        Optional<String> given = fields.optionalString("ca").filter(text -> !text.isBlank());
        Optional<String> pem = given.flatMap(text ->
                text.contains(PEM) ? given : inputs.file(text, fields.at("ca")).map(HttpRoute::ascii));
        pem.filter(text -> !holdsCertificates(text))
                .ifPresent(text -> fields.refuse(
                        "ca", "'ca' must contain a certificate", "write PEM, or name a file that contains PEM"));
        return pem;
    }

    private static String ascii(Bytes file) {
        return new String(file.toArray(), StandardCharsets.US_ASCII);
    }

    private static boolean holdsCertificates(String pem) {
        try {
            return !CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)))
                    .isEmpty();
        } catch (CertificateException e) {
            return false;
        }
    }
}
