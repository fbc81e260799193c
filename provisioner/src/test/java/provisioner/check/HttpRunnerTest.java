package provisioner.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import provisioner.resource.check.HttpCheck;
import provisioner.resource.check.HttpHeader;
import provisioner.resource.check.HttpRoute;
import provisioner.resource.check.Vantage;

@Timeout(60)
class HttpRunnerTest {
    private static final HttpRoute HERE = new HttpRoute(Vantage.CONTROL, Optional.empty(), Optional.empty());

    private static HttpCheck check(
            String url, List<Integer> statuses, Optional<String> location, String contains, HttpHeader... headers) {
        return new HttpCheck(
                HttpCheck.Method.GET,
                url,
                List.of(),
                "",
                HERE,
                statuses,
                location,
                contains,
                List.of(headers),
                Duration.ZERO);
    }

    private static Verdict verdict(HttpCheck check) throws Exception {
        try (LocalConnections hosts = new LocalConnections()) {
            return new Checks(hosts, List.of()).run(check, "web-1");
        }
    }

    @Test
    void judgesStatusBodyAndHeaders() throws Exception {
        try (TestServer server = TestServer.http(exchange -> {
            exchange.getResponseHeaders().add("X-Served-By", "web-1");
            TestServer.answer(exchange, 404, "not here");
        })) {
            String url = server.url("/");
            assertThat(verdict(check(url, List.of(200, 404), Optional.empty(), "here")))
                    .isEqualTo(Verdict.passed("GET " + url + ": status 404"));
            assertThat(verdict(check(url, List.of(200, 204), Optional.empty(), "")))
                    .isEqualTo(Verdict.failed("GET " + url + ": status 404 instead of 200 or 204"));
            assertThat(verdict(check(url, List.of(404), Optional.empty(), "there")))
                    .isEqualTo(Verdict.failed("GET " + url + ": status 404, but the body does not contain 'there'"));
            assertThat(verdict(check(url, List.of(404), Optional.empty(), "", new HttpHeader("x-served-by", "web-2"))))
                    .isEqualTo(Verdict.failed("GET " + url + ": status 404, without the header 'x-served-by: web-2'"
                            + " but with 'x-served-by: web-1'"));
        }
    }

    @Test
    void judgesWhereARedirectLeads() throws Exception {
        try (TestServer server = TestServer.http(exchange -> {
            exchange.getResponseHeaders().add("Location", "https://www.example.com/");
            TestServer.answer(exchange, 308, "");
        })) {
            String url = server.url("/");
            assertThat(verdict(check(url, List.of(301, 308), Optional.of("https://www.example.com/"), "")))
                    .isEqualTo(Verdict.passed("GET " + url + ": status 308 to https://www.example.com/"));
            assertThat(verdict(check(url, List.of(301, 308), Optional.of("https://www.example.org/"), "")))
                    .isEqualTo(Verdict.failed("GET " + url
                            + ": status 308 to https://www.example.com/ instead of https://www.example.org/"));
        }
    }

    @Test
    void triesAgainUntilItsTimeIsUp() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        try (TestServer server = TestServer.http(
                exchange -> TestServer.answer(exchange, asked.incrementAndGet() < 4 ? 502 : 200, "x"))) {
            HttpCheck patient = new HttpCheck(
                    HttpCheck.Method.GET,
                    server.url("/"),
                    List.of(),
                    "",
                    HERE,
                    List.of(200),
                    Optional.empty(),
                    "",
                    List.of(),
                    Duration.ofSeconds(30));
            assertThat(verdict(patient).passed()).isTrue();
            assertThat(asked).hasValue(4);
        }
    }
}
