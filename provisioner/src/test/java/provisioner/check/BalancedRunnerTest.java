package provisioner.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import provisioner.resource.check.BalancedCheck;
import provisioner.resource.check.HttpRoute;
import provisioner.resource.check.Vantage;

@Timeout(60)
class BalancedRunnerTest {
    private static final HttpRoute HERE = new HttpRoute(Vantage.CONTROL, Optional.empty(), Optional.empty());

    /** Answers as these hosts in turn; an empty name stands for a failure. */
    private static Verdict verdict(List<String> answering, String... expected) throws Exception {
        AtomicInteger next = new AtomicInteger();
        try (LocalConnections hosts = new LocalConnections();
                TestServer server = TestServer.http(exchange -> {
                    String name = answering.get(next.getAndIncrement() % answering.size());
                    if (!name.isEmpty()) {
                        exchange.getResponseHeaders().add("X-Node", name);
                    }
                    TestServer.answer(exchange, name.isEmpty() ? 502 : 200, "");
                })) {
            BalancedCheck check =
                    new BalancedCheck(server.url("/"), List.of(expected), "X-Node", 6, HERE, Duration.ZERO);
            return new Checks(hosts, List.of()).run(check, "web-1");
        }
    }

    @Test
    void passesWhereAllAnswer() throws Exception {
        assertThat(verdict(List.of("web-2", "web-1", "web-2"), "web-1", "web-2"))
                .isEqualTo(Verdict.passed("6 requests: web-1 2, web-2 4"));
    }

    @Test
    void namesWhoDoesNotAnswer() throws Exception {
        assertThat(verdict(List.of("web-2"), "web-1", "web-2", "web-3"))
                .isEqualTo(Verdict.failed("6 requests: web-2 6\nno answer from web-1, web-3"));
    }

    @Test
    void namesWhoShouldNotAnswer() throws Exception {
        assertThat(verdict(List.of("web-2", "old-1"), "web-2"))
                .isEqualTo(Verdict.failed("6 requests: old-1 3, web-2 3\nunexpected answer from old-1"));
    }

    @Test
    void failsWhereARequestFails() throws Exception {
        assertThat(verdict(List.of("web-1", ""), "web-1"))
                .isEqualTo(Verdict.failed("6 requests: web-1 3; failed: status 502 3"));
    }
}
