package provisioner.resource;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import provisioner.pki.Authority;
import provisioner.pki.Certificates;
import provisioner.pki.PkiException;
import provisioner.source.Fields;
import provisioner.source.Node;
import provisioner.source.Problems;
import provisioner.state.Bytes;
import provisioner.state.Certificate;
import provisioner.state.Observation.CertificateState;

/**
 * What a case says of certificates. An authority is made for each run of the tests, since no key is kept in the repository:
 * cases write {@code TEST-AUTHORITY} for its bundle and {@code TEST-CA-PEM} for its certificate, and get words in place of digests.
 */
final class CaseCertificate {
    private static final Instant MADE = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration VALIDITY = Duration.ofDays(3653);

    private static final String BUNDLE;
    private static final String PEM;
    private static final String FINGERPRINT;

    static {
        try {
            BUNDLE = Authority.create("test authority", MADE, VALIDITY);
            Authority authority = Authority.read(BUNDLE);
            PEM = authority.certificatesPem();
            FINGERPRINT = Certificates.fingerprint(authority.certificate());
        } catch (PkiException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private CaseCertificate() {}

    /** A case's text before it is parsed. */
    static String filledIn(String yaml) {
        return yaml.replace("TEST-AUTHORITY", quoted(BUNDLE)).replace("TEST-CA-PEM", quoted(PEM));
    }

    private static String quoted(String pem) {
        return '"' + pem.replace("\n", "\\n") + '"';
    }

    /** What came out, with the same words. */
    static String abstracted(String text) {
        Bytes pem = Bytes.utf8(PEM);
        return text.replace(PEM.replace("\n", "\\n"), "TEST-CA-PEM")
                .replace(pem.size() + " bytes", "N bytes")
                .replace(pem.sha256(), "CA-PEM-DIGEST")
                .replace(FINGERPRINT, "CA-FINGERPRINT");
    }

    static CertificateState state(Node node, Problems problems) {
        if (node instanceof Node.Scalar scalar && scalar.text().equals("missing")) {
            return new CertificateState(true, List.of(), Optional.empty());
        }
        Fields fields = Fields.of(node, "a certificate", problems);
        boolean openssl = fields.bool("openssl", true);
        List<Certificate> chain = fields.has("names") ? List.of(certificate(fields)) : List.of();
        CertificateState state = new CertificateState(openssl, chain, fields.optionalString("key"));
        fields.done();
        return state;
    }

    static Certificate certificate(Fields fields) {
        String signer = fields.optionalString("signed_by").orElse("ours");
        String issuer = fields.optionalString("issuer").orElse("CN=test authority");
        return new Certificate(
                fields.optionalString("subject").orElse("CN=web-1"),
                issuer,
                fields.optionalString("serial").orElse("1"),
                new TreeSet<>(fields.stringList("names")),
                Instant.parse(fields.optionalString("from").orElse("2026-06-01T00:00:00Z")),
                Instant.parse(fields.optionalString("until").orElse("2028-06-01T00:00:00Z")),
                fields.optionalString("public_key").orElse("k1"),
                fields.optionalString("fingerprint").orElse("f1"),
                signer.equals("ours") ? FINGERPRINT : signer);
    }
}
