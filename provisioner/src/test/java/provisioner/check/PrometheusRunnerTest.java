package provisioner.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import provisioner.resource.check.PrometheusCheck;
import provisioner.resource.check.PrometheusCheck.Comparison;
import provisioner.resource.check.PrometheusCheck.Operator;

/** The forms of answer that Prometheus' HTTP API documents; ChecksOnHostsTest asks a real one. */
@Timeout(60)
class PrometheusRunnerTest {
    private static final String TWO = """
            {"status":"success","data":{"resultType":"vector","result":[
              {"metric":{"__name__":"up","instance":"web-1:9100","job":"node"},"value":[1700000000.1,"1"]},
              {"metric":{"__name__":"up","instance":"web-2:9100","job":"node"},"value":[1700000000.1,"0"]}]}}
            """;
    private static final String NONE = "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[]}}";

    private final AtomicReference<String> asked = new AtomicReference<>("");

    private Verdict verdict(
            String answer, String query, Optional<Comparison> expected, OptionalInt series, String... instances)
            throws Exception {
        try (LocalConnections hosts = new LocalConnections("monitor");
                TestServer server = TestServer.http(exchange -> {
                    asked.set(exchange.getRequestURI().getPath() + " "
                            + URLDecoder.decode(exchange.getRequestURI().getRawQuery(), StandardCharsets.UTF_8));
                    TestServer.answer(exchange, 200, answer);
                })) {
            PrometheusCheck check =
                    new PrometheusCheck(query, expected, series, List.of(instances), server.url(""), Duration.ZERO);
            return new Checks(hosts, List.of()).run(check, "monitor");
        }
    }

    private static Optional<Comparison> expect(Operator operator, double bound) {
        return Optional.of(new Comparison(operator, bound));
    }

    @Test
    void everySeriesIsCompared() throws Exception {
        String query = "up{job=\"node\"} + 1 & $x";
        assertThat(verdict(TWO, query, expect(Operator.GREATER_OR_EQUAL, 0), OptionalInt.of(2)))
                .isEqualTo(Verdict.passed(query + ": 2 series, expected >= 0.0\n"
                        + "up{instance=\"web-1:9100\",job=\"node\"} 1\nup{instance=\"web-2:9100\",job=\"node\"} 0"));
        assertThat(asked.get()).isEqualTo("/api/v1/query query=" + query);
        assertThat(verdict(TWO, "up", expect(Operator.EQUAL, 1), OptionalInt.empty()))
                .isEqualTo(Verdict.failed("up: 2 series, expected == 1.0\n"
                        + "up{instance=\"web-1:9100\",job=\"node\"} 1\n"
                        + "up{instance=\"web-2:9100\",job=\"node\"} 0, not as expected"));
    }

    @Test
    void whatIsAbsentFails() throws Exception {
        assertThat(verdict(NONE, "up", Optional.empty(), OptionalInt.empty()))
                .isEqualTo(Verdict.failed("up: 0 series"));
    }

    @Test
    void theNumberOfSeriesCounts() throws Exception {
        assertThat(verdict(TWO, "up", Optional.empty(), OptionalInt.of(3)).passed())
                .isFalse();
        assertThat(verdict(TWO, "up", Optional.empty(), OptionalInt.empty()).passed())
                .isTrue();
    }

    /** Prometheus keeps the series of a host that is gone for a while. */
    @Test
    void seriesOfOtherInstancesDoNotCount() throws Exception {
        assertThat(verdict(TWO, "up", expect(Operator.EQUAL, 1), OptionalInt.of(1), "web-1:9100"))
                .isEqualTo(Verdict.passed("up: 1 series, expected == 1.0\nup{instance=\"web-1:9100\",job=\"node\"} 1"));
        assertThat(verdict(TWO, "up", Optional.empty(), OptionalInt.empty(), "web-1:9100", "web-3:9100", "db-1:9100"))
                .isEqualTo(Verdict.failed("up: 1 series\nno series with the instance web-3:9100, db-1:9100\n"
                        + "up{instance=\"web-1:9100\",job=\"node\"} 1"));
        assertThat(verdict(TWO, "up", Optional.empty(), OptionalInt.empty(), "db-1")
                        .passed())
                .isFalse();
        String gone = TWO.replace("\"instance\":\"web-2:9100\",", "");
        assertThat(verdict(gone, "up", expect(Operator.EQUAL, 1), OptionalInt.empty(), "web-1:9100")
                        .passed())
                .isTrue();
    }

    @Test
    void whatIsNotANumberFulfilsNothing() throws Exception {
        String nan = "{\"status\":\"success\",\"data\":{\"resultType\":\"scalar\",\"result\":[1.5,\"NaN\"]}}";
        for (Operator operator : Operator.values()) {
            assertThat(verdict(nan, "x", expect(operator, 0), OptionalInt.empty())
                            .passed())
                    .isEqualTo(operator == Operator.NOT_EQUAL);
        }
    }

    @Test
    void errorsAreToldInPrometheusOwnWords() throws Exception {
        String error = "{\"status\":\"error\",\"errorType\":\"bad_data\",\"error\":\"parse error\"}";
        assertThat(verdict(error, "x(", Optional.empty(), OptionalInt.empty()).detail())
                .endsWith(": Prometheus says: parse error");
        assertThat(verdict("<html>", "x", Optional.empty(), OptionalInt.empty()).detail())
                .endsWith(": the answer is not from Prometheus");
    }
}
