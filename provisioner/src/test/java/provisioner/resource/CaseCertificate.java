package provisioner.resource;

import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import provisioner.pki.Authority;
import provisioner.pki.Certificates;
import provisioner.pki.PkiException;
import provisioner.resource.CaseYaml.Word;
import provisioner.source.Fields;
import provisioner.source.Node;
import provisioner.source.Problems;
import provisioner.state.Bytes;
import provisioner.state.Certificate;
import provisioner.state.Observation.CertificateState;
import provisioner.state.Observation.ServedState;

/**
 * What a case says of certificates. An authority is made for each run of the tests, since no key is kept in the repository:
 * cases write {@code TEST-AUTHORITY} for its bundle and {@code TEST-CA-PEM} for its certificate,
 * and get words in place of digests and of the trust store.
 */
final class CaseCertificate {
    private static final Instant MADE = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration VALIDITY = Duration.ofDays(3653);

    private static final CertificateState NO_CERTIFICATE = new CertificateState(true, List.of(), Optional.empty());

    /** Of a certificate of which a case does not say otherwise; the test's authority has signed it. */
    private static final String SUBJECT = "CN=web-1";

    private static final String ISSUER = "CN=test authority";
    private static final String SERIAL = "1";
    private static final String FROM = "2026-06-01T00:00:00Z";
    private static final String UNTIL = "2028-06-01T00:00:00Z";
    private static final String PUBLIC_KEY = "k1";
    private static final String OWN_FINGERPRINT = "f1";

    private static final String BUNDLE;
    private static final String PEM;
    private static final Bytes STORE;
    private static final String FINGERPRINT;

    static {
        try {
            BUNDLE = Authority.create("test authority", MADE, VALIDITY);
            Authority authority = Authority.read(BUNDLE);
            PEM = authority.certificatesPem();
            STORE = authority.trustStore();
            FINGERPRINT = Certificates.fingerprint(authority.certificate());
        } catch (PkiException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private CaseCertificate() {}

    /** A case's text before it is parsed. */
    static String filledIn(String yaml) {
        return yaml.replace("TEST-AUTHORITY", quoted(BUNDLE))
                .replace("TEST-CA-PEM", quoted(PEM))
                .replace("TRUST-STORE-DIGEST", STORE.sha256())
                .replace("TEST-TRUST-STORE", base64(STORE));
    }

    private static String base64(Bytes bytes) {
        return "base64:" + Base64.getEncoder().encodeToString(bytes.toArray());
    }

    private static String quoted(String pem) {
        return '"' + pem.replace("\n", "\\n") + '"';
    }

    /** What came out, with the same words. */
    static String abstracted(String text) {
        Bytes pem = Bytes.utf8(PEM);
        return text.replace(PEM.replace("\n", "\\n"), "TEST-CA-PEM")
                .replace(pem.size() + " bytes", "N bytes")
                .replace(STORE.size() + " bytes", "N bytes")
                .replace(pem.sha256(), "CA-PEM-DIGEST")
                .replace(STORE.sha256(), "TRUST-STORE-DIGEST")
                .replace(base64(STORE), "TEST-TRUST-STORE")
                .replace(FINGERPRINT, "CA-FINGERPRINT");
    }

    /** The word for a file that is the authority's certificate. */
    static Optional<Word> pem(Bytes content) {
        return content.equals(Bytes.utf8(PEM)) ? Optional.of(new Word("TEST-CA-PEM")) : Optional.empty();
    }

    static CertificateState read(Node node, Problems problems) {
        if (CaseState.isMissing(node)) {
            return NO_CERTIFICATE;
        }
        Fields fields = Fields.of(node, "a certificate", problems);
        boolean openssl = fields.bool("openssl", true);
        List<Certificate> chain = fields.has("names") ? List.of(certificate(fields)) : List.of();
        CertificateState state = new CertificateState(openssl, chain, fields.optionalString("key"));
        fields.done();
        return state;
    }

    static Object write(CertificateState state) {
        if (state.equals(NO_CERTIFICATE)) {
            return Word.MISSING;
        }
        CaseForm form = new CaseForm().put("openssl", state.openssl(), true);
        state.leaf().ifPresent(leaf -> certificate(form, leaf));
        return form.put("key", state.key()).entries();
    }

    static ServedState readServed(Node node, Problems problems) {
        return new ServedState(read(node, problems).leaf());
    }

    static Object write(ServedState state) {
        return state.leaf()
                .<Object>map(leaf -> certificate(new CaseForm(), leaf).entries())
                .orElse(Word.MISSING);
    }

    private static Certificate certificate(Fields fields) {
        return new Certificate(
                fields.optionalString("subject").orElse(SUBJECT),
                fields.optionalString("issuer").orElse(ISSUER),
                fields.optionalString("serial").orElse(SERIAL),
                new TreeSet<>(fields.stringList("names")),
                Instant.parse(fields.optionalString("from").orElse(FROM)),
                Instant.parse(fields.optionalString("until").orElse(UNTIL)),
                fields.optionalString("public_key").orElse(PUBLIC_KEY),
                fields.optionalString("fingerprint").orElse(OWN_FINGERPRINT),
                fields.optionalString("signed_by").orElse(FINGERPRINT));
    }

    private static CaseForm certificate(CaseForm form, Certificate certificate) {
        return form.put("names", certificate.names())
                .put("subject", certificate.subject(), SUBJECT)
                .put("issuer", certificate.issuer(), ISSUER)
                .put("serial", certificate.serial(), SERIAL)
                .put("from", certificate.notBefore().toString(), FROM)
                .put("until", certificate.notAfter().toString(), UNTIL)
                .put("public_key", certificate.publicKey(), PUBLIC_KEY)
                .put("fingerprint", certificate.fingerprint(), OWN_FINGERPRINT)
                .put("signed_by", certificate.signedBy(), FINGERPRINT);
    }
}
