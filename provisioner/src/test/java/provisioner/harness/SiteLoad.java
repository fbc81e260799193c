package provisioner.harness;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * Asks the site for something fifty times a second, whether it answers or not: the count of notes, and every fifth time for a new note
 * with a text of its own. Each request has its own connection, which is refused if the certificate is not the site's.
 */
public final class SiteLoad implements AutoCloseable {
    public static final int PER_SECOND = 50;

    private static final int WRITE_EVERY = 5;
    private static final int CONNECT_MS = 3_000;
    private static final int ANSWER_MS = 30_000;
    private static final Pattern WRITTEN_ON = Pattern.compile("\"written_on\":\"([^\"]*)\"");

    /**
     * A request and what became of it.
     *
     * @param note the text to write; empty for a read
     * @param sent in nanoseconds, as {@link System#nanoTime()} counts them; so is {@code ended}
     * @param failure what was wrong; empty if it was answered as it should be
     * @param writer the database server that took the note, as the application names it
     */
    public record Request(String note, long sent, long ended, String failure, String writer) {
        public boolean write() {
            return !note.isEmpty();
        }

        public boolean good() {
            return failure.isEmpty();
        }

        public long millis() {
            return Duration.ofNanos(ended - sent).toMillis();
        }
    }

    private final InetAddress address;
    private final String name;
    private final String run = UUID.randomUUID().toString().substring(0, 8);
    private final SSLContext tls;
    private final ConcurrentLinkedQueue<Request> requests = new ConcurrentLinkedQueue<>();
    private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
    private final Thread clock;
    private volatile boolean stop;

    /**
     * @param address where the site is, whatever DNS says
     * @param issuer the certificates, as PEM, one of which must have issued the site's
     */
    public SiteLoad(String address, String name, String issuer) throws IOException, GeneralSecurityException {
        this.address = InetAddress.getByName(address);
        this.name = name;
        this.tls = trusting(issuer);
        this.clock = Thread.ofPlatform().start(this::send);
    }

    private static SSLContext trusting(String issuer) throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        int number = 0;
        for (Certificate certificate : CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(issuer.getBytes(StandardCharsets.US_ASCII)))) {
            trusted.setCertificateEntry("issuer-" + number++, certificate);
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private void send() {
        long start = System.nanoTime();
        for (long i = 0; !stop; i++) {
            LockSupport.parkNanos(start + i * 1_000_000_000L / PER_SECOND - System.nanoTime());
            String note = i % WRITE_EVERY == 0 ? "survive-" + run + "-" + i : "";
            clients.submit(() -> ask(note));
        }
    }

    private void ask(String note) {
        long sent = System.nanoTime();
        String answer;
        String failure = "";
        try {
            answer = answer(note);
            String line = answer.lines().findFirst().orElse("no answer");
            if (!line.contains(note.isEmpty() ? " 200 " : " 201 ")) {
                failure = line;
            }
        } catch (IOException e) {
            answer = "";
            failure = e.toString();
        }
        Matcher writer = WRITTEN_ON.matcher(answer);
        requests.add(new Request(note, sent, System.nanoTime(), failure, writer.find() ? writer.group(1) : ""));
    }

    private String answer(String note) throws IOException {
        String what = note.isEmpty() ? "GET /api/notes?count" : "POST /api/notes";
        try (Socket plain = new Socket()) {
            plain.connect(new InetSocketAddress(address, 443), CONNECT_MS);
            plain.setSoTimeout(ANSWER_MS);
            try (SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket(plain, name, 443, true)) {
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setServerNames(List.of(new SNIHostName(name)));
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                socket.setSSLParameters(parameters);
                String text = what + " HTTP/1.1\r\nHost: " + name + "\r\nConnection: close\r\nContent-Length: "
                        + note.length() + "\r\n\r\n" + note;
                socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
                socket.getOutputStream().flush();
                return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            }
        }
    }

    /** What begins the text of every note of this load. */
    public String prefix() {
        return "survive-" + run + "-";
    }

    /** Those that have ended until now. */
    public List<Request> requests() {
        return List.copyOf(requests);
    }

    /** Sends no more, and waits for the answers that are outstanding. */
    @Override
    public void close() throws InterruptedException {
        stop = true;
        clock.join();
        clients.close();
    }
}
