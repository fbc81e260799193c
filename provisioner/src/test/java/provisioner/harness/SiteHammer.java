package provisioner.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Asks the site for something eighty times a second, each time over a new TLS connection: the count of notes, and every
 * third time for a new note. Every answer is counted.
 */
public final class SiteHammer implements AutoCloseable {
    private static final int CLIENTS = 24;
    private static final Duration PERIOD = Duration.ofMillis(300);
    private static final int TIMEOUT_MS = 15_000;

    private final InetAddress balancer;
    private final String name;
    private final SSLContext tls = trusting();
    private final AtomicBoolean stop = new AtomicBoolean();
    private final AtomicInteger good = new AtomicInteger();
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final Map<String, Integer> hosts = new TreeMap<>();
    private final ConcurrentLinkedQueue<String> bad = new ConcurrentLinkedQueue<>();
    private final List<Thread> clients = new ArrayList<>();
    private final long start = System.nanoTime();
    private double seconds;

    public SiteHammer(String balancer, String name) throws IOException, InterruptedException {
        this.balancer = InetAddress.getByName(balancer);
        this.name = name;
        CountDownLatch first = new CountDownLatch(CLIENTS);
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(Thread.ofPlatform().start(() -> ask(first)));
        }
        first.await();
    }

    /** What a slow answer has put off is made up for, so that the rate does not depend on what else the machine does. */
    private void ask(CountDownLatch first) {
        long due = System.nanoTime();
        for (int i = 0; !stop.get(); i++) {
            boolean write = i % 3 == 0;
            String what = write ? "POST /api/notes" : "GET /api/notes?count";
            String note = write ? "note " + UUID.randomUUID() : "";
            try {
                take(what, note, request(what, note));
            } catch (IOException e) {
                bad.add(what + ": " + e);
            }
            if (i == 0) {
                first.countDown();
            }
            due += PERIOD.toNanos();
            LockSupport.parkNanos(due - System.nanoTime());
        }
    }

    private void take(String what, String note, String answer) {
        String line = answer.lines().findFirst().orElse("no answer");
        if (!line.contains(note.isEmpty() ? " 200 " : " 201 ")) {
            bad.add(what + ": " + answer);
            return;
        }
        good.incrementAndGet();
        if (!note.isEmpty()) {
            acknowledged.add(note);
        }
        answer.lines()
                .filter(header -> header.toLowerCase(Locale.ROOT).startsWith("x-app-host: "))
                .forEach(header -> {
                    synchronized (hosts) {
                        hosts.merge(header.substring("x-app-host: ".length()), 1, Integer::sum);
                    }
                });
    }

    private String request(String what, String body) throws IOException {
        try (Socket plain = new Socket()) {
            plain.connect(new InetSocketAddress(balancer, 443), TIMEOUT_MS);
            try (SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket(plain, name, 443, true)) {
                socket.setSoTimeout(TIMEOUT_MS);
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setServerNames(List.of(new SNIHostName(name)));
                socket.setSSLParameters(parameters);
                String text = what + " HTTP/1.1\r\nHost: " + name + "\r\nConnection: close\r\nContent-Length: "
                        + body.length() + "\r\n\r\n" + body;
                socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
                socket.getOutputStream().flush();
                return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            }
        }
    }

    /** Who the balancer is is not what this is about. */
    private static SSLContext trusting() {
        TrustManager anybody = new X509TrustManager() {
            @Override
            public void checkClientTrusted(X509Certificate[] chain, String type) {}

            @Override
            public void checkServerTrusted(X509Certificate[] chain, String type) {}

            @Override
            public X509Certificate[] getAcceptedIssuers() {
                return new X509Certificate[0];
            }
        };
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {anybody}, new SecureRandom());
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The notes that were acknowledged; each is another one. */
    public Set<String> acknowledged() {
        return Set.copyOf(acknowledged);
    }

    /** How many answers came from each application server. */
    public Map<String, Integer> hosts() {
        return hosts;
    }

    /**
     * @param rate requests a second that there have to have been
     * @param logs what to show beside what failed
     */
    public void assertNothingFailed(int rate, String logs) {
        System.out.printf(
                "%d requests in %.1f s, %d of them writes, %d failed; answered by %s%n",
                good.get() + bad.size(), seconds, acknowledged.size(), bad.size(), hosts);
        assertThat(bad)
                .as("failed of " + (good.get() + bad.size()) + "\n" + logs)
                .isEmpty();
        assertThat(good.get() / seconds).isGreaterThan(rate);
    }

    @Override
    public void close() throws InterruptedException {
        stop.set(true);
        for (Thread client : clients) {
            client.join(Duration.ofMinutes(1));
        }
        seconds = (System.nanoTime() - start) / 1e9;
    }
}
