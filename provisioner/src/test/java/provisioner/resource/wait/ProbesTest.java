package provisioner.resource.wait;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import provisioner.resource.check.HttpRoute;
import provisioner.resource.check.Vantage;

/** What the scripts say that look at conditions, in dash and bash, against a real server. */
class ProbesTest {
    private static final HttpRoute PLAIN = new HttpRoute(Vantage.HOST, Optional.empty(), Optional.empty());

    private HttpServer server;

    @BeforeEach
    void serve() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            int status = exchange.getRequestURI().getPath().equals("/") ? 200 : 503;
            byte[] body = "it's fine, 100%".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private int port() {
        return server.getAddress().getPort();
    }

    /** Empty where the condition is true. */
    private static String unmet(String shell, Condition condition) throws Exception {
        String script = ((ProbedCondition) condition).script();
        Process process = new ProcessBuilder(shell, "-c", script).start();
        process.getOutputStream().close();
        String said = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue() == 0).as(said).isEqualTo(said.isEmpty());
        return said;
    }

    private Condition http(String url, List<Integer> statuses, String contains) {
        return Probes.http("http://127.0.0.1:" + port() + url, PLAIN, statuses, contains);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash"})
    void aPortAcceptsRefusesOrCannotBeReached(String shell) throws Exception {
        int closed;
        try (ServerSocket taken = new ServerSocket(0)) {
            closed = taken.getLocalPort();
        }
        assertThat(unmet(shell, Probes.port("127.0.0.1", port()))).isEmpty();
        assertThat(unmet(shell, Probes.port("127.0.0.1", closed))).isEqualTo("refuses connections");
        assertThat(unmet(shell, Probes.port("no-such-host.invalid", 80))).startsWith("cannot be reached: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash"})
    void aRequestIsJudgedByItsStatusAndItsBody(String shell) throws Exception {
        assertThat(unmet(shell, http("/", List.of(200), ""))).isEmpty();
        assertThat(unmet(shell, http("/", List.of(200, 204), "it's fine, 100%")))
                .isEmpty();
        assertThat(unmet(shell, http("/busy", List.of(200), ""))).isEqualTo("status 503");
        assertThat(unmet(shell, http("/busy", List.of(503), "fine"))).isEmpty();
        assertThat(unmet(shell, http("/", List.of(200), "f*ne"))).isEqualTo("status 200, without the text");
    }

    @Test
    void aServerThatDoesNotAnswerIsNamedInCurlsWords() throws Exception {
        Condition gone = http("/", List.of(200), "fine");
        server.stop(0);
        assertThat(unmet("dash", gone)).contains("Failed to connect").doesNotContain("000");
    }
}
