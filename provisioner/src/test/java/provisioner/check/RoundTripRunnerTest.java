package provisioner.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import provisioner.resource.check.HttpHeader;
import provisioner.resource.check.HttpRoute;
import provisioner.resource.check.RoundTripCheck;
import provisioner.resource.check.Vantage;

/** Against a small store that is as late as a replica may be. */
@Timeout(60)
class RoundTripRunnerTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpRoute HERE = new HttpRoute(Vantage.CONTROL, Optional.empty(), Optional.empty());

    private final Map<String, String> notes = new ConcurrentHashMap<>();
    private final AtomicInteger refusals = new AtomicInteger();
    private final AtomicInteger delays = new AtomicInteger();

    private void answer(HttpExchange exchange) throws IOException {
        String id = exchange.getRequestURI().getPath().replace("/notes/", "");
        if (exchange.getRequestMethod().equals("GET")) {
            boolean late = delays.getAndDecrement() > 0;
            TestServer.answer(exchange, late ? 404 : 200, late ? "" : String.valueOf(notes.get(id)));
        } else if (refusals.getAndDecrement() > 0) {
            TestServer.answer(exchange, 503, "");
        } else {
            String text = JSON.readTree(TestServer.body(exchange)).path("text").asText();
            String key = String.valueOf(notes.size() + 1);
            notes.put(key, text);
            TestServer.answer(exchange, 201, "{\"id\": " + key + "}");
        }
    }

    private Verdict verdict(String idField, Duration within) throws Exception {
        try (LocalConnections hosts = new LocalConnections();
                TestServer server = TestServer.http(this::answer)) {
            RoundTripCheck check = new RoundTripCheck(
                    server.url("/notes"),
                    List.of(new HttpHeader("Content-Type", "application/json")),
                    "{\"text\": \"{token}\"}",
                    server.url("/notes/{id}"),
                    idField,
                    HERE,
                    within);
            return new Checks(hosts, List.of()).run(check, "web-1");
        }
    }

    @Test
    void readsBackWhatWasWrittenOnceThoughLate() throws Exception {
        refusals.set(2);
        delays.set(3);
        Verdict verdict = verdict("id", Duration.ofSeconds(30));
        assertThat(verdict.passed()).as(verdict.detail()).isTrue();
        assertThat(verdict.detail()).matches("written, status 201; GET http://\\S+/notes/1: read back after \\d+ ms");
        assertThat(notes).hasSize(1);
    }

    @Test
    void writesAnotherTextEachTime() throws Exception {
        verdict("id", Duration.ZERO);
        verdict("id", Duration.ZERO);
        assertThat(notes.values()).doesNotHaveDuplicates().hasSize(2);
    }

    @Test
    void saysThatItIsNotThere() throws Exception {
        delays.set(1000);
        Verdict verdict = verdict("id", Duration.ofMillis(600));
        assertThat(verdict.passed()).isFalse();
        assertThat(verdict.detail())
                .matches(
                        "written, status 201; GET http://\\S+/notes/1: status 404, but not what was written, after \\d+ ms");
        assertThat(notes).hasSize(1);
    }

    @Test
    void saysWhatIsWrongWithTheAnswer() throws Exception {
        assertThat(verdict("key", Duration.ZERO).detail())
                .endsWith("status 201, but the answer has no field 'key'")
                .startsWith("POST http://");
        refusals.set(1);
        assertThat(verdict("id", Duration.ZERO).detail()).endsWith("/notes: status 503");
    }
}
