package provisioner.mysql;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import provisioner.pki.Authority;
import provisioner.pki.PkiException;

/** The server's side of TLS, with a certificate that nobody checks. */
final class TestTls {
    private static final char[] NO_PASSWORD = {};

    /** Making one takes long, on a busy machine. */
    static final SSLContext CONTEXT = context();

    private TestTls() {}

    private static SSLContext context() {
        try {
            String pem = Authority.create("fake", Instant.now(), Duration.ofDays(1));
            Certificate certificate = CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(
                            Authority.read(pem).certificatesPem().getBytes(StandardCharsets.US_ASCII)));
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, NO_PASSWORD);
            store.setKeyEntry(
                    "fake",
                    key(pem, certificate),
                    NO_PASSWORD,
                    List.of(certificate).toArray(Certificate[]::new));
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, NO_PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (PkiException | GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static PrivateKey key(String pem, Certificate certificate) throws GeneralSecurityException {
        String base64 = pem.substring(pem.indexOf("PRIVATE KEY-----") + 16, pem.indexOf("-----END PRIVATE KEY"));
        return KeyFactory.getInstance(certificate.getPublicKey().getAlgorithm())
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(base64)));
    }
}
