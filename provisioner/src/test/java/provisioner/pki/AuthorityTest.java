package provisioner.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.StringWriter;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.Provider;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.Test;
import provisioner.state.Certificate;

class AuthorityTest {
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

    private static String authority() throws Exception {
        return Authority.create("ours", NOW, Duration.ofDays(3653));
    }

    private static KeyPair pair() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        return generator.generateKeyPair();
    }

    private static String request(KeyPair holder, KeyPair signer) throws Exception {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(
                    new JcaPKCS10CertificationRequestBuilder(new X500Principal("CN=anything"), holder.getPublic())
                            .build(new JcaContentSignerBuilder("SHA256withECDSA").build(signer.getPrivate())));
        }
        return text.toString();
    }

    @Test
    void issuesForTheNamesThatAreAskedOfItAndNotForThoseInTheRequest() throws Exception {
        Authority authority = Authority.read(authority());
        KeyPair pair = pair();
        String pem = authority.issue(
                request(pair, pair), List.of("Web-1", "192.0.2.1", "2001:db8::1"), NOW, Duration.ofDays(730));
        Certificate issued = Certificates.describe(
                        Certificates.read(pem), Certificates.read(authority.certificatesPem()))
                .getFirst();
        assertThat(issued.names()).containsExactly("192.0.2.1", "2001:db8:0:0:0:0:0:1", "web-1");
        assertThat(issued.names()).contains(Certificates.name("2001:db8::1"), Certificates.name("WEB-1"));
        assertThat(issued.signedBy()).isEqualTo(Certificates.fingerprint(authority.certificate()));
        assertThat(issued.notAfter()).isEqualTo(NOW.plus(Duration.ofDays(730)));
        assertThat(issued.selfSigned()).isFalse();
    }

    /** As Java reads it, without a password, and without drift from one run to the next. */
    @Test
    void theTrustStoreHoldsTheSameCertificatesAndIsAlwaysTheSame() throws Exception {
        Authority authority =
                Authority.read(authority() + Authority.read(authority()).certificatesPem());
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(new ByteArrayInputStream(authority.trustStore().toArray()), new char[0]);
        List<String> trusted = new ArrayList<>();
        for (String alias : Collections.list(store.aliases())) {
            assertThat(store.isCertificateEntry(alias)).isTrue();
            trusted.add(Certificates.fingerprint((X509Certificate) store.getCertificate(alias)));
        }
        List<String> authorities = new ArrayList<>();
        for (X509Certificate one : Certificates.read(authority.certificatesPem())) {
            authorities.add(Certificates.fingerprint(one));
        }
        assertThat(trusted).hasSize(2).containsExactlyInAnyOrderElementsOf(authorities);
        assertThat(authority.trustStore()).isEqualTo(authority.trustStore());
    }

    /** An SSH key may need it, and then it is there for the rest of the run. */
    @Test
    void isReadAlsoWhereBouncyCastleIsRegistered() throws Exception {
        String bundle = authority();
        Provider provider = new BouncyCastleProvider();
        Security.addProvider(provider);
        try {
            KeyPair pair = pair();
            assertThat(Authority.read(bundle).issue(request(pair, pair), List.of("web-1"), NOW, Duration.ofDays(730)))
                    .isNotEmpty();
        } finally {
            Security.removeProvider(provider.getName());
        }
    }

    @Test
    void issuesNothingThatOutlivesIt() throws Exception {
        Authority authority = Authority.read(authority());
        KeyPair pair = pair();
        Instant late = NOW.plus(Duration.ofDays(3600));
        String pem = authority.issue(request(pair, pair), List.of("web-1"), late, Duration.ofDays(730));
        assertThat(Certificates.read(pem).getFirst().getNotAfter())
                .isEqualTo(authority.certificate().getNotAfter());
    }

    @Test
    void anotherAuthorityOfTheSameNameIsAnother() throws Exception {
        KeyPair pair = pair();
        String pem =
                Authority.read(authority()).issue(request(pair, pair), List.of("web-1"), NOW, Duration.ofDays(365));
        String other = Authority.read(authority()).certificatesPem();
        assertThat(Certificates.describe(Certificates.read(pem), Certificates.read(other))
                        .getFirst()
                        .signedBy())
                .isEmpty();
    }

    @Test
    void refusesARequestThatIsNotSignedWithItsOwnKey() throws Exception {
        Authority authority = Authority.read(authority());
        String forged = request(pair(), pair());
        assertThatThrownBy(() -> authority.issue(forged, List.of("web-1"), NOW, Duration.ofDays(365)))
                .hasMessageContaining("not signed with its own key");
        assertThatThrownBy(() -> authority.issue("nonsense", List.of("web-1"), NOW, Duration.ofDays(365)))
                .hasMessageContaining("did not send");
    }

    @Test
    void refusesABundleWhoseKeyIsAnothers() throws Exception {
        String one = authority();
        String other = authority();
        String mixed = one.substring(0, one.indexOf("-----BEGIN CERTIFICATE"))
                + other.substring(other.indexOf("-----BEGIN CERTIFICATE"));
        assertThatThrownBy(() -> Authority.read(mixed)).hasMessageContaining("not that of its first certificate");
        assertThat(Authority.read(one + Authority.read(other).ownPem()).certificatesPem())
                .isEqualTo(Authority.read(one).ownPem() + Authority.read(other).ownPem());
    }
}
