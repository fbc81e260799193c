package provisioner.pki;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;
import provisioner.state.Bytes;

/**
 * An internal certificate authority: a PEM bundle of its key and its certificate. Further certificates in the bundle
 * are those of its predecessors, which stay trusted but sign nothing. Issued certificates follow RFC 5280.
 */
public final class Authority {
    /** Issued certificates are valid from a little earlier, because clocks differ. */
    private static final Duration SKEW = Duration.ofHours(1);

    private static final int SERIAL_BITS = 127;

    private final PrivateKey key;
    private final List<X509Certificate> certificates;

    private Authority(PrivateKey key, List<X509Certificate> certificates) {
        this.key = key;
        this.certificates = List.copyOf(certificates);
    }

    /** @throws PkiException if it is not a key with the certificate of a certificate authority */
    public static Authority read(String bundle) throws PkiException {
        List<X509Certificate> certificates = Certificates.read(bundle);
        if (certificates.isEmpty()) {
            throw new PkiException("it contains no certificate");
        }
        X509Certificate own = certificates.getFirst();
        if (own.getBasicConstraints() < 0) {
            throw new PkiException("its first certificate, "
                    + own.getSubjectX500Principal().getName() + ", is not that of an authority");
        }
        PrivateKey key = key(bundle);
        if (!belongs(key, own.getPublicKey())) {
            throw new PkiException("its key is not that of its first certificate");
        }
        return new Authority(key, certificates);
    }

    private static boolean belongs(PrivateKey key, PublicKey publicKey) throws PkiException {
        byte[] probe = {1};
        try {
            Signature signature = Signature.getInstance(algorithm(key));
            signature.initSign(key);
            signature.update(probe);
            byte[] signed = signature.sign();
            signature.initVerify(publicKey);
            signature.update(probe);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false; // a key of another type
        }
    }

    private static PrivateKey key(String bundle) throws PkiException {
        try (PEMParser parser = new PEMParser(new StringReader(bundle))) {
            for (Object found = parser.readObject(); found != null; found = parser.readObject()) {
                if (found instanceof PrivateKeyInfo info) {
                    return new JcaPEMKeyConverter().getPrivateKey(info);
                }
                if (found instanceof PEMKeyPair pair) {
                    return new JcaPEMKeyConverter().getKeyPair(pair).getPrivate();
                }
            }
        } catch (IOException e) {
            throw new PkiException("it is not PEM");
        }
        throw new PkiException("it contains no private key without a passphrase");
    }

    /**
     * {@link #create} makes ECDSA keys on P-256. Users may bring keys of other types. Java says EC; Bouncy Castle, which an SSH key may
     * have brought along, ECDSA.
     */
    private static String algorithm(PrivateKey key) throws PkiException {
        return switch (key.getAlgorithm()) {
            case "EC", "ECDSA" -> "SHA256withECDSA";
            case "RSA" -> "SHA256withRSA";
            case "EdDSA", "Ed25519" -> "Ed25519";
            default -> throw new PkiException("it has a key of an unsupported type: " + key.getAlgorithm());
        };
    }

    /**
     * Creates an authority with a key on P-256, as a bundle for {@link #read}.
     *
     * @param name its common name
     */
    public static String create(String name, Instant now, Duration validity) throws PkiException {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            X500Principal subject = new X500Principal("CN=" + name);
            X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    subject,
                    serial(),
                    Date.from(now.minus(SKEW)),
                    Date.from(now.plus(validity)),
                    subject,
                    pair.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            builder.addExtension(
                    Extension.subjectKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils().createSubjectKeyIdentifier(pair.getPublic()));
            return pem(new JcaPKCS8Generator(pair.getPrivate(), null)) + pem(signed(builder, pair.getPrivate()));
        } catch (GeneralSecurityException | IOException | OperatorException e) {
            throw new PkiException("cannot create an authority: " + e.getMessage());
        }
    }

    /** Its own certificate and then the other trusted ones, as PEM. */
    public String certificatesPem() throws PkiException {
        StringBuilder text = new StringBuilder();
        for (X509Certificate certificate : certificates) {
            text.append(pem(certificate));
        }
        return text.toString();
    }

    /**
     * The same certificates as {@link #certificatesPem}, as a PKCS #12 trust store, which Java reads. It needs no password, since it
     * holds no secret, and the same certificates are always the same bytes.
     */
    public Bytes trustStore() throws PkiException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (X509Certificate certificate : certificates) {
                store.setCertificateEntry(Certificates.fingerprint(certificate), certificate);
            }
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            store.store(bytes, null);
            return Bytes.of(bytes.toByteArray());
        } catch (GeneralSecurityException | IOException e) {
            throw new PkiException("cannot create a trust store: " + e.getMessage());
        }
    }

    /** Only its own certificate, as PEM. */
    public String ownPem() throws PkiException {
        return pem(certificate());
    }

    public X509Certificate certificate() {
        return certificates.getFirst();
    }

    /**
     * Issues a certificate for servers and clients, as PEM. It expires with the authority at the latest.
     *
     * @param request PKCS #10 in PEM; only its key is used
     * @param names DNS names and IP addresses; the first is also the common name
     * @throws PkiException if the request is damaged, or not signed with the key that it contains
     */
    public String issue(String request, List<String> names, Instant now, Duration validity) throws PkiException {
        Instant end = certificate().getNotAfter().toInstant();
        Instant wanted = now.plus(validity);
        try {
            PublicKey holder = requested(request);
            X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    certificate(),
                    serial(),
                    Date.from(now.minus(SKEW)),
                    Date.from(wanted.isAfter(end) ? end : wanted),
                    new X500Principal("CN=" + names.getFirst()),
                    holder);
            JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(new KeyPurposeId[] {
                KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
            }));
            builder.addExtension(Extension.subjectAlternativeName, false, alternatives(names));
            builder.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    extensions.createAuthorityKeyIdentifier(certificate().getPublicKey()));
            builder.addExtension(Extension.subjectKeyIdentifier, false, extensions.createSubjectKeyIdentifier(holder));
            return pem(signed(builder, key));
        } catch (GeneralSecurityException | IOException | OperatorException e) {
            throw new PkiException("cannot issue a certificate: " + e.getMessage());
        }
    }

    private static PublicKey requested(String pem) throws PkiException {
        try (PEMParser parser = new PEMParser(new StringReader(pem))) {
            if (!(parser.readObject() instanceof PKCS10CertificationRequest request)) {
                throw new PkiException("the host did not send a certificate request");
            }
            PublicKey key = new JcaPKCS10CertificationRequest(request).getPublicKey();
            if (!request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key))) {
                throw new PkiException("the host's certificate request is not signed with its own key");
            }
            return key;
        } catch (IOException | GeneralSecurityException | OperatorException | PKCSException e) {
            throw new PkiException("cannot read the host's certificate request: " + e.getMessage());
        }
    }

    private static GeneralNames alternatives(Collection<String> names) {
        return new GeneralNames(names.stream()
                .map(name -> new GeneralName(isAddress(name) ? GeneralName.iPAddress : GeneralName.dNSName, name))
                .toArray(GeneralName[]::new));
    }

    private static boolean isAddress(String name) {
        return name.indexOf(':') >= 0 || name.matches("[0-9.]+");
    }

    private static X509Certificate signed(X509v3CertificateBuilder builder, PrivateKey key)
            throws PkiException, GeneralSecurityException, OperatorException {
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder(algorithm(key)).build(key)));
    }

    private static BigInteger serial() {
        return new BigInteger(SERIAL_BITS, new SecureRandom()).setBit(SERIAL_BITS - 1);
    }

    private static String pem(Object object) throws PkiException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(object);
        } catch (IOException e) {
            throw new PkiException("cannot write PEM: " + e.getMessage());
        }
        return text.toString();
    }
}
