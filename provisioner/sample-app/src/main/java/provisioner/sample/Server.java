package provisioner.sample;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Serves the notes, and stops when nothing is in hand any more. */
final class Server implements AutoCloseable {
    /** More than wait at once for a writer, so that reads go on. */
    private static final int THREADS = 128;

    private static final int BACKLOG = 512;
    private static final Duration QUIET = Duration.ofMillis(300);
    private static final Duration LONGEST = Duration.ofSeconds(20);

    private final HttpServer http;
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final Notes notes;
    private final AtomicInteger inHand = new AtomicInteger();
    private volatile long lastRequest = System.nanoTime();
    private volatile boolean stopping;

    Server(Config config) throws IOException {
        // A proxy that keeps connections has to be the one that ends them, or it sends a request into one that is just
        // being closed. nginx does so after 60 s.
        System.setProperty("sun.net.httpserver.idleInterval", "90");
        System.setProperty("sun.net.httpserver.nodelay", "true");
        notes = new Notes(config);
        http = HttpServer.create(config.listen(), BACKLOG);
        http.setExecutor(threads);
        HttpContext context = http.createContext("/", new Api(config, notes));
        context.getFilters().add(Filter.beforeHandler("closes connections when stopping", this::announce));
        context.getFilters().add(0, counting());
        http.start();
    }

    InetSocketAddress address() {
        return http.getAddress();
    }

    private Filter counting() {
        return new Filter() {
            @Override
            public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
                inHand.incrementAndGet();
                lastRequest = System.nanoTime();
                try {
                    chain.doFilter(exchange);
                } finally {
                    lastRequest = System.nanoTime();
                    inHand.decrementAndGet();
                }
            }

            @Override
            public String description() {
                return "counts what is in hand";
            }
        };
    }

    private void announce(HttpExchange exchange) {
        if (stopping) {
            exchange.getResponseHeaders().set("Connection", "close");
        }
    }

    /** Goes on answering until nobody has asked anything for a moment. */
    @Override
    public void close() {
        stopping = true;
        long start = System.nanoTime();
        while (!isQuiet() && System.nanoTime() - start < LONGEST.toNanos()) {
            try {
                TimeUnit.MILLISECONDS.sleep(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        http.stop(0);
        threads.shutdown();
        notes.close();
    }

    private boolean isQuiet() {
        return inHand.get() == 0 && System.nanoTime() - lastRequest > QUIET.toNanos();
    }
}
