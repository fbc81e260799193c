package provisioner.cli.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.testcontainers.mysql.MySQLContainer;
import provisioner.harness.DatabaseServer;

/** Two workers, a database, and a receiver of notices that fails first, and then does not answer a worker that is killed. */
@Tag("host")
@Tag("alone")
class NoticesTest extends WorkersOnServer {
    private static final Duration LEASE = Duration.ofSeconds(20);
    private static final String SECRET = "w3bh00k-canary";

    @RegisterExtension
    static final DatabaseServer SERVER = DatabaseServer.mysql(USER, PASSWORD);

    private final List<Received> received = new CopyOnWriteArrayList<>();
    private HttpServer receiver;

    /** What happens to a message: an answer, or none. */
    private volatile int status = 503;

    private static final int NONE = 0;

    /** A message, and the answer that it got. */
    private record Received(JsonNode message, String id, String authorization, int status) {}

    @Override
    MySQLContainer server() {
        return SERVER.container();
    }

    @Override
    Map<String, String> environment() {
        return Map.of("PROVISIONER_WEBHOOK_SECRET", SECRET);
    }

    @Override
    String check() {
        return "test ! -e /tmp/broken-$host.name";
    }

    @BeforeEach
    void listen() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.setExecutor(
                Executors.newCachedThreadPool(Thread.ofPlatform().daemon().factory()));
        receiver.createContext("/hook", this::receive);
        receiver.start();
    }

    @AfterEach
    void close() {
        receiver.stop(0);
    }

    private void receive(HttpExchange exchange) throws IOException {
        int answer = status;
        JsonNode message = new JsonMapper().readTree(exchange.getRequestBody());
        received.add(new Received(
                message,
                exchange.getRequestHeaders().getFirst("Provisioner-Notice"),
                exchange.getRequestHeaders().getFirst("Authorization"),
                answer));
        if (answer != NONE) {
            exchange.sendResponseHeaders(answer, -1);
            exchange.close();
        }
    }

    private void worker() throws Exception {
        worker(
                "default",
                LEASE,
                "--webhook",
                "http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook?token=in-the-path");
    }

    private void verify() throws Exception {
        long before = ended();
        assertThat(tool("schedule", "run", "hosts.yml", "verify", "--limit", "h1:h2")
                        .exit())
                .isZero();
        until(Duration.ofSeconds(40), () -> ended() == before + 1);
        until(Duration.ofSeconds(40), () -> json("schedule", "list").isEmpty());
    }

    private List<Received> taken() {
        return received.stream().filter(one -> one.status() == 200).toList();
    }

    private static String firstSeen(JsonNode message, String host) {
        for (JsonNode one : message.get("new")) {
            if (one.get("host").asText().equals(host)) {
                return one.get("firstSeen").asText();
            }
        }
        throw new AssertionError(message);
    }

    private void execute(String sql) throws Exception {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The ids of those that the database has, sent or not. */
    private List<String> notices() throws Exception {
        List<String> ids = new ArrayList<>();
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT id FROM notices")) {
            while (rows.next()) {
                ids.add(rows.getString(1));
            }
        }
        return ids;
    }

    @Test
    void whatIsNewAndWhatIsResolvedIsToldOnce() throws Exception {
        SERVER.container().execInContainer("touch", "/tmp/broken-h1", "/tmp/broken-h2");
        worker();
        worker();
        verify();

        // The receiver fails, and has it afterwards.
        until(Duration.ofSeconds(40), () -> !received.isEmpty());
        status = 200;
        until(Duration.ofSeconds(30), () -> taken().size() == 1);
        JsonNode found = taken().getFirst().message();
        assertThat(found.get("type").asText()).isEqualTo("notice");
        assertThat(found.get("site").asText()).isEqualTo("hosts.yml");
        assertThat(found.get("run").get("command").asText()).isEqualTo("verify");
        assertThat(found.get("new"))
                .extracting(
                        one -> one.get("host").asText() + " " + one.get("step").asText())
                .containsExactlyInAnyOrder("h1 nobody else is here", "h2 nobody else is here");
        assertThat(found.get("resolved")).isEmpty();
        assertThat(received).allSatisfy(one -> {
            assertThat(one.id()).isEqualTo(found.get("id").asText());
            assertThat(one.authorization()).isEqualTo("Bearer " + SECRET);
        });

        // As if it had been sent long ago: it goes with the next that is sent.
        execute("UPDATE notices SET sent_at = TIMESTAMPADD(DAY, -31, UTC_TIMESTAMP(6))");

        // The same again is no news. One of them is mended, and the worker that says so is killed before it has the
        // answer.
        verify();
        assertThat(taken()).hasSize(1);
        status = NONE;
        SERVER.container().execInContainer("rm", "/tmp/broken-h1");
        verify();
        until(Duration.ofSeconds(40), () -> received.getLast().status() == NONE);
        status = 200;
        for (Process worker : workers) {
            worker.destroyForcibly().waitFor();
        }
        assertThat(taken()).hasSize(1);
        worker();
        worker();
        until(LEASE.plusSeconds(10), () -> taken().size() == 2);
        JsonNode mended = taken().getLast().message();
        until(
                Duration.ofSeconds(5),
                () -> notices().equals(List.of(mended.get("id").asText())));
        assertThat(mended.get("new")).isEmpty();
        assertThat(mended.get("resolved")).hasSize(1);
        JsonNode resolved = mended.get("resolved").get(0);
        assertThat(resolved.get("host").asText()).isEqualTo("h1");
        assertThat(resolved.get("firstSeen").asText()).isEqualTo(firstSeen(found, "h1"));
        assertThat(Instant.parse(resolved.get("resolvedAt").asText()))
                .isAfter(Instant.parse(resolved.get("firstSeen").asText()));

        Thread.sleep(LEASE.plusSeconds(1));
        assertThat(taken()).hasSize(2);
        assertThat(received.toString()).doesNotContain(PASSWORD);
        assertThat(received.stream().map(one -> one.message().toString())).noneMatch(text -> text.contains(SECRET));
        assertThat(said()).contains("it answers 503").doesNotContain("\tat ", SECRET, PASSWORD, "in-the-path");
    }
}
