package provisioner.pki;

import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import provisioner.state.Certificate;

/** Reads certificates into values. */
public final class Certificates {
    private static final Pattern PEM =
            Pattern.compile("-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", Pattern.DOTALL);

    // GeneralName of RFC 5280, 4.2.1.6
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;

    private Certificates() {}

    /** All certificates of a PEM text, in order. Ignores everything else. */
    public static List<X509Certificate> read(String pem) throws PkiException {
        List<X509Certificate> all = new ArrayList<>();
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (Matcher block = PEM.matcher(pem); block.find(); ) {
                byte[] bytes = block.group().getBytes(StandardCharsets.US_ASCII);
                all.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(bytes)));
            }
        } catch (CertificateException e) {
            throw new PkiException("cannot read a certificate: " + e.getMessage());
        }
        return all;
    }

    /** Only the certificates of a PEM text, without an authority's key, for example. Empty if there are none. */
    public static String only(String pem) {
        return PEM.matcher(pem).results().map(block -> block.group() + "\n").collect(Collectors.joining());
    }

    /**
     * Converts certificates to values.
     *
     * @param chain the certificates to convert
     * @param others further certificates that may have signed one of them
     */
    public static List<Certificate> describe(List<X509Certificate> chain, List<X509Certificate> others)
            throws PkiException {
        List<X509Certificate> signers = new ArrayList<>(chain);
        signers.addAll(others);
        List<Certificate> all = new ArrayList<>();
        for (X509Certificate certificate : chain) {
            all.add(describe(certificate, signers));
        }
        return all;
    }

    private static Certificate describe(X509Certificate certificate, List<X509Certificate> signers)
            throws PkiException {
        return new Certificate(
                certificate.getSubjectX500Principal().getName(),
                certificate.getIssuerX500Principal().getName(),
                certificate.getSerialNumber().toString(16),
                names(certificate),
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant(),
                sha256(certificate.getPublicKey().getEncoded()),
                fingerprint(certificate),
                signer(certificate, signers));
    }

    private static String signer(X509Certificate certificate, List<X509Certificate> signers) throws PkiException {
        for (X509Certificate signer : signers) {
            if (signer.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())
                    && verifies(signer, certificate)) {
                return fingerprint(signer);
            }
        }
        return "";
    }

    private static boolean verifies(X509Certificate signer, X509Certificate certificate) {
        try {
            certificate.verify(signer.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false; // another certificate of the same name
        }
    }

    private static SortedSet<String> names(X509Certificate certificate) throws PkiException {
        SortedSet<String> names = new TreeSet<>();
        try {
            Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
            for (List<?> name : alternatives == null ? List.<List<?>>of() : alternatives) {
                int kind = (Integer) name.get(0);
                if (kind == DNS_NAME || kind == IP_ADDRESS) {
                    names.add(name(String.valueOf(name.get(1))));
                }
            }
        } catch (CertificateException e) {
            throw new PkiException("cannot read the names of a certificate: " + e.getMessage());
        }
        return names;
    }

    /** A name in the form of {@link Certificate#names}. */
    public static String name(String written) {
        if (written.indexOf(':') < 0) {
            return written.toLowerCase(Locale.ROOT);
        }
        @Nullable InetAddress address = InetAddress.ofLiteral(written);
        return address.getHostAddress();
    }

    /** The SHA-256 digest in lower-case hex. */
    public static String fingerprint(X509Certificate certificate) throws PkiException {
        try {
            return sha256(certificate.getEncoded());
        } catch (CertificateException e) {
            throw new PkiException("cannot write a certificate: " + e.getMessage());
        }
    }

    private static String sha256(byte[] bytes) throws PkiException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new PkiException("SHA-256 is not available: " + e.getMessage());
        }
    }
}
