package provisioner.check;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import provisioner.pki.Certificates;
import provisioner.pki.PkiException;
import provisioner.remote.target.RemoteException;
import provisioner.resource.check.TlsCheck;
import provisioner.resource.check.Vantage;
import provisioner.state.Certificate;

/** {@code tls}: checks the certificate that is served and reports everything that is wrong with it. */
final class TlsRunner implements CheckRunner {
    /** It takes time to replace an internal authority everywhere. */
    private static final Duration AUTHORITY_LEFT = Duration.ofDays(180);

    private static final double PERCENT = 100.0;

    private final TlsCheck check;
    private final HostConnections hosts;
    private final String host;

    TlsRunner(TlsCheck check, HostConnections hosts, String host) {
        this.check = check;
        this.hosts = hosts;
        this.host = host;
    }

    @Override
    public Verdict attempt() throws RemoteException, InterruptedException {
        String what = check.address() + ":" + check.port();
        try {
            List<X509Certificate> chain =
                    check.from() == Vantage.HOST ? Handshake.fromHost(check, hosts, host) : Handshake.fromHere(check);
            Certificate leaf = Certificates.describe(chain, List.of()).getFirst();
            List<String> wrong = wrong(leaf, chain, Instant.now());
            String detail = what + " serves a certificate of " + leaf.issuer() + ", valid until " + leaf.notAfter();
            return new Verdict(
                    wrong.isEmpty(), wrong.isEmpty() ? detail : detail + ", but " + String.join("; ", wrong));
        } catch (Handshake.Failed | PkiException e) {
            return Verdict.failed(what + ": " + e.getMessage());
        }
    }

    private List<String> wrong(Certificate leaf, List<X509Certificate> chain, Instant now)
            throws Handshake.Failed, PkiException, RemoteException, InterruptedException {
        List<String> wrong = new ArrayList<>();
        if (!leaf.covers(Certificates.name(check.name()))) {
            wrong.add("it is for " + String.join(", ", leaf.names()) + ", not for " + check.name());
        }
        if (leaf.within(check.left() / PERCENT, now)) {
            wrong.add(
                    now.isAfter(leaf.notAfter())
                            ? "it has expired"
                            : "less than " + check.left() + " percent of its "
                                    + leaf.lifetime().toDays() + " days are left");
        }
        if (check.file().isPresent()) {
            X509Certificate filed = Handshake.inFile(check.file().get(), hosts, host);
            if (!filed.equals(chain.getFirst())) {
                wrong.add("it differs from the one in " + check.file().get());
            }
        }
        wrong.addAll(untrusted(chain));
        wrong.addAll(ending(now));
        return wrong;
    }

    private List<String> untrusted(List<X509Certificate> chain) throws PkiException {
        try {
            String kind = chain.getFirst().getPublicKey().getAlgorithm().equals("RSA") ? "ECDHE_RSA" : "ECDHE_ECDSA";
            trust().checkServerTrusted(chain.toArray(X509Certificate[]::new), kind);
            return List.of();
        } catch (CertificateException e) {
            return List.of("it is not trusted: " + Failures.untrusted(e).orElse(String.valueOf(e.getMessage())));
        } catch (GeneralSecurityException | IOException e) {
            return List.of("it cannot be verified: " + e.getMessage());
        }
    }

    /** Only the authorities that the check names. The system maintains its own. */
    private List<String> ending(Instant now) throws PkiException {
        List<String> ending = new ArrayList<>();
        for (X509Certificate authority : Certificates.read(check.ca().orElse(""))) {
            Instant end = authority.getNotAfter().toInstant();
            if (end.isBefore(now.plus(AUTHORITY_LEFT))) {
                ending.add(
                        "the authority " + authority.getSubjectX500Principal().getName() + " expires on " + end);
            }
        }
        return ending;
    }

    private X509TrustManager trust() throws GeneralSecurityException, IOException, PkiException {
        @Nullable KeyStore trusted = null; // null means the authorities that Java trusts
        if (check.ca().isPresent()) {
            trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            for (X509Certificate authority : Certificates.read(check.ca().get())) {
                trusted.setCertificateEntry(String.valueOf(trusted.size()), authority);
            }
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509TrustManager x509) {
                return x509;
            }
        }
        throw new GeneralSecurityException("Java has no trust manager for X.509");
    }
}
