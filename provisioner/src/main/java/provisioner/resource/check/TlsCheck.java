package provisioner.resource.check;

import java.time.Duration;
import java.util.Optional;
import provisioner.pki.Certificates;
import provisioner.pki.PkiException;
import provisioner.resource.CheckType;
import provisioner.resource.Inputs;
import provisioner.resource.certificate.CertificateNames;
import provisioner.resource.file.Paths;
import provisioner.source.Fields;
import provisioner.state.PortRange;

/**
 * What a port serves over TLS must be a certificate for a name, trusted, with time left.
 *
 * @param name the server name that is asked for, and that the certificate has to be for
 * @param ca PEM certificates to trust, and no others; empty for what the tool's own Java trusts
 * @param left the least part of the certificate's lifetime that must be left, in percent
 * @param file on the step's host, whose first certificate is the one that must be served
 */
public record TlsCheck(
        String address,
        int port,
        String name,
        Vantage from,
        Optional<String> ca,
        int left,
        Optional<String> file,
        Duration within)
        implements StandardCheck {
    private static final int HTTPS = 443;
    private static final int MOST_LEFT = 99;
    private static final int LEFT = 20;
    private static final Duration WITHIN = Duration.ofSeconds(10);

    @Override
    public String title() {
        return "tls " + name + " on " + address + ":" + port;
    }

    static final class Type implements CheckType {
        @Override
        public String name() {
            return "tls";
        }

        @Override
        public Optional<TlsCheck> parse(Fields fields, Inputs inputs) {
            String name = fields.string("name");
            if (!name.isEmpty() && (!CertificateNames.isName(name) || name.startsWith("*"))) {
                fields.refuse("name", "invalid name '" + name + "'", "use a DNS name or an IP address");
            }
            String address = fields.optionalString("address").orElse(name);
            if (fields.has("address")) {
                HttpFields.checkAddress(fields, "address", address);
            }
            return Optional.of(new TlsCheck(
                    address,
                    fields.optionalInteger("port", 1, PortRange.LAST).orElse(HTTPS),
                    name,
                    fields.oneOf("from", Vantage.class, Vantage.CONTROL),
                    ca(fields, inputs),
                    fields.optionalInteger("left", 0, MOST_LEFT).orElse(LEFT),
                    fields.has("file") ? Optional.of(Paths.required(fields, "file")) : Optional.empty(),
                    fields.duration("within").orElse(WITHIN)));
        }

        /** Only certificates are kept, so that an authority's bundle can be named, whose key is nobody's business here. */
        private static Optional<String> ca(Fields fields, Inputs inputs) {
            Optional<String> given = fields.optionalString("ca").filter(text -> !text.isBlank());
            Optional<String> pem = given.filter(text -> text.contains("-----BEGIN "))
                    .or(() -> given.flatMap(path -> inputs.file(path, fields.at("ca")))
                            .map(bytes -> bytes.text().orElse("")));
            return pem.map(Certificates::only).map(text -> {
                if (!readable(text)) {
                    fields.refuse("ca", "'ca' must contain a certificate", "write PEM, or name a PEM file");
                }
                return text;
            });
        }

        private static boolean readable(String pem) {
            try {
                return !Certificates.read(pem).isEmpty();
            } catch (PkiException e) {
                return false;
            }
        }
    }
}
