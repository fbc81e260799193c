package provisioner.harness;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import provisioner.lab.TestLab;

/** Stands for Sumo Logic's HTTP source: keeps what is posted, and takes it or not. */
public final class SumoReceiver implements AutoCloseable {
    private static final String PATH = "/receiver/v1/http/";

    /** @param accepted whether it was answered with 200 */
    public record Post(boolean accepted, String path, Headers headers, String body) {
        public String header(String name) {
            return String.join(",", headers.getOrDefault(name, List.of()));
        }

        /** Its host, its category and its name. */
        public String origin() {
            return header("X-Sumo-Host") + " " + category() + " " + header("X-Sumo-Name");
        }

        public String category() {
            return header("X-Sumo-Category");
        }
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Post> posts = new CopyOnWriteArrayList<>();
    private volatile int status = 200;
    private volatile long delayMillis;

    /** @param address of the lab's network on this machine, so that nobody else gets in */
    private SumoReceiver(String address) throws IOException {
        server = HttpServer.create(new InetSocketAddress(address, 0), 0);
        server.setExecutor(threads);
        server.createContext(PATH, this::receive);
        server.start();
    }

    /** One that a lab's host reaches. */
    public static SumoReceiver reachedFrom(TestLab lab, String host) throws Exception {
        return new SumoReceiver(lab.raw(host, "ip route show default | cut -d ' ' -f 3"));
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Thread.sleep(delayMillis);
            int answer = status;
            posts.add(new Post(answer == 200, exchange.getRequestURI().getPath(), exchange.getRequestHeaders(), body));
            exchange.sendResponseHeaders(answer, -1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public String url(String token) {
        return "http://" + server.getAddress().getHostString() + ":"
                + server.getAddress().getPort() + PATH + token;
    }

    public void answer(int code) {
        status = code;
    }

    public void delay(long millis) {
        delayMillis = millis;
    }

    public List<Post> accepted() {
        return posts.stream().filter(Post::accepted).toList();
    }

    public List<Post> refused() {
        return posts.stream().filter(post -> !post.accepted()).toList();
    }

    /** Of one source category. */
    public List<Post> accepted(String category) {
        return of(category, accepted());
    }

    /** Of one source category. */
    public List<Post> refused(String category) {
        return of(category, refused());
    }

    private static List<Post> of(String category, List<Post> posts) {
        return posts.stream().filter(post -> post.category().equals(category)).toList();
    }

    /** The accepted lines of a category that contain this. */
    public List<String> lines(String category, String containing) {
        return accepted(category).stream()
                .flatMap(post -> post.body().lines())
                .filter(line -> line.contains(containing))
                .toList();
    }

    /** The requests named {@code canary-…} whose lines have arrived, each once however often a line did. */
    public List<String> canaries(String category) {
        return lines(category, "canary-").stream()
                .map(line -> line.replaceAll(".*?(canary-[ab]-\\d+).*", "$1"))
                .distinct()
                .sorted()
                .toList();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }
}
