package provisioner.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Without a database: one that accepts connections and says nothing is away, too. */
class ServerTest {
    private static Config config(int port) {
        String url = "jdbc:mysql://127.0.0.1:" + port + "/app";
        InetSocketAddress listen = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        return new Config(listen, url, List.of(url), "app", "secret", "1.2", "app-1", Duration.ZERO);
    }

    private static HttpRequest.Builder request(Server server, String path) {
        return HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + server.address().getPort() + path));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
    }

    @Test
    void servesAsWellAsItCanWhileTheDatabaseIsAway() throws Exception {
        try (Server server = new Server(config(1))) {
            HttpResponse<String> health = send(request(server, "/health"));
            assertThat(health.statusCode()).isEqualTo(200);
            assertThat(health.body()).contains("\"status\":\"up\"", "\"version\":\"1.2\"", "\"write\":false");
            assertThat(health.headers().firstValue("X-App-Host")).contains("app-1");
            HttpResponse<String> write = send(request(server, "/api/notes").POST(BodyPublishers.ofString("text")));
            assertThat(write.statusCode()).isEqualTo(503);
            assertThat(write.body()).isEqualTo("{\"error\":\"the database is away\"}");
            assertThat(send(request(server, "/api/notes/1")).statusCode()).isEqualTo(503);
            assertThat(send(request(server, "/api/info")).body()).contains("\"writes_to\":\"nobody\"");
            assertThat(send(request(server, "/api/other")).statusCode()).isEqualTo(404);
            assertThat(send(request(server, "/api/notes").POST(BodyPublishers.ofByteArray(new byte[65 * 1024])))
                            .statusCode())
                    .isEqualTo(413);
        }
    }

    @Test
    void finishesWhatIsInHandBeforeItStops() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Server server = new Server(config(silent.getLocalPort()));
            CompletableFuture<HttpResponse<String>> inHand = HttpClient.newHttpClient()
                    .sendAsync(
                            request(server, "/api/notes")
                                    .POST(BodyPublishers.ofString("text"))
                                    .build(),
                            BodyHandlers.ofString());
            TimeUnit.MILLISECONDS.sleep(300);
            assertThat(inHand).isNotDone();
            server.close();
            assertThat(inHand).isDone();
            assertThat(inHand.get().statusCode()).isEqualTo(503);
        }
    }
}
