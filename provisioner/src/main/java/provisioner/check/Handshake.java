package provisioner.check;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import provisioner.pki.Certificates;
import provisioner.pki.PkiException;
import provisioner.remote.shell.Frame;
import provisioner.remote.shell.Reply;
import provisioner.remote.target.RemoteException;
import provisioner.resource.check.TlsCheck;
import provisioner.sh.Sh;

/** Reads the certificates that a port serves. They are verified later, so that the check can tell what is wrong. */
final class Handshake {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration GRACE = Duration.ofSeconds(20);

    /** The port served no certificates, or did not answer. */
    static final class Failed extends Exception {
        private static final long serialVersionUID = 1;

        Failed(String message) {
            super(message);
        }
    }

    private Handshake() {}

    /** Reads from the control machine. The server's certificate comes first, then those that signed it. */
    static List<X509Certificate> fromHere(TlsCheck check) throws Failed {
        Witness witness = new Witness();
        int patience = Math.toIntExact(PATIENCE.toMillis());
        try (Socket plain = new Socket()) {
            plain.connect(new InetSocketAddress(check.address(), check.port()), patience);
            plain.setSoTimeout(patience);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {witness}, null);
            try (SSLSocket socket =
                    (SSLSocket) context.getSocketFactory().createSocket(plain, check.name(), check.port(), true)) {
                if (check.name().chars().anyMatch(Character::isLetter)
                        && check.name().indexOf(':') < 0) {
                    SSLParameters parameters = socket.getSSLParameters();
                    parameters.setServerNames(List.of(new SNIHostName(check.name())));
                    socket.setSSLParameters(parameters);
                }
                socket.startHandshake();
            }
            return witness.seen;
        } catch (IOException e) {
            if (!witness.seen.isEmpty()) {
                return witness.seen; // a server that asks for a client certificate has sent its own already
            }
            throw new Failed(Failures.describe(e));
        } catch (GeneralSecurityException e) {
            throw new Failed("TLS is not available: " + e.getMessage());
        }
    }

    /** Reads from a host, with {@code openssl} there. */
    static List<X509Certificate> fromHost(TlsCheck check, HostConnections hosts, String host)
            throws Failed, RemoteException, InterruptedException {
        String target = (check.address().indexOf(':') >= 0 ? "[" + check.address() + "]" : check.address()) + ":"
                + check.port();
        String script = """
                command -v openssl >/dev/null || { say no-openssl; exit 0; }
                timeout %d openssl s_client -showcerts -connect %s -servername %s </dev/null 2>&1 | emit shown
                """.formatted(PATIENCE.toSeconds(), Sh.quote(target), Sh.quote(check.name()));
        Reply reply = hosts.run(host, script, PATIENCE.plus(GRACE));
        if (reply.frame("no-openssl").isPresent()) {
            throw new Failed("openssl is not installed on the host");
        }
        String shown = reply.frame("shown").map(Frame::text).orElse("");
        List<X509Certificate> chain = read(shown);
        if (chain.isEmpty()) {
            String why = shown.lines()
                    .filter(line -> line.contains("errno") || line.contains("error:"))
                    .findFirst()
                    .orElse("no certificate was served");
            throw new Failed(why);
        }
        return chain;
    }

    /** The first certificate in a file on a host. */
    static X509Certificate inFile(String path, HostConnections hosts, String host)
            throws Failed, RemoteException, InterruptedException {
        Reply reply = hosts.run(host, "head -c 262144 " + Sh.quote(path) + " | emit file", GRACE);
        String text = reply.frame("file")
                .map(frame -> new String(frame.payload(), StandardCharsets.US_ASCII))
                .orElse("");
        List<X509Certificate> certificates = read(text);
        if (certificates.isEmpty()) {
            throw new Failed("there is no certificate in " + path);
        }
        return certificates.getFirst();
    }

    private static List<X509Certificate> read(String pem) throws Failed {
        try {
            return Certificates.read(pem);
        } catch (PkiException e) {
            throw new Failed(String.valueOf(e.getMessage()));
        }
    }

    /** Accepts every certificate and keeps it. */
    private static final class Witness implements X509TrustManager {
        private List<X509Certificate> seen = List.of();

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {
            seen = List.of(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {
            throw new IllegalStateException("this is the client");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
