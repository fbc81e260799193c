package provisioner.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import provisioner.remote.target.RemoteException;
import provisioner.resource.check.HttpRoute;
import provisioner.resource.check.PrometheusCheck;
import provisioner.resource.check.Vantage;

/** {@code prometheus}: sends an instant query. The answer has the format of Prometheus' HTTP API, /api/v1/query. */
final class PrometheusRunner implements CheckRunner {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final PrometheusCheck check;
    private final HttpClient host;
    private final Request request;

    /** @param host the client that sends from the monitoring host */
    PrometheusRunner(PrometheusCheck check, HttpClient host) {
        this.check = check;
        this.host = host;
        String query = URLEncoder.encode(check.query(), StandardCharsets.UTF_8);
        this.request = Request.get(
                check.url() + "/api/v1/query?query=" + query,
                new HttpRoute(Vantage.HOST, Optional.empty(), Optional.empty()));
    }

    /**
     * @param instance the label of this name; empty without one
     * @param value as Prometheus writes it, {@code NaN} and {@code +Inf} included
     */
    private record Series(String name, String instance, String value) {
        double number() {
            return switch (value) {
                case "+Inf" -> Double.POSITIVE_INFINITY;
                case "-Inf" -> Double.NEGATIVE_INFINITY;
                case "NaN" -> Double.NaN;
                default -> Double.parseDouble(value);
            };
        }
    }

    @Override
    public Verdict attempt() throws RemoteException, InterruptedException {
        try {
            return judge(series(JSON.readTree(host.send(request).body())));
        } catch (JsonProcessingException e) {
            return Verdict.failed(check.url() + ": the answer is not from Prometheus");
        } catch (NoAnswer e) {
            return Verdict.failed(check.url() + ": " + e.getMessage());
        }
    }

    private static List<Series> series(JsonNode answer) throws NoAnswer {
        if (!answer.path("status").asText().equals("success")) {
            throw new NoAnswer("Prometheus says: " + answer.path("error").asText("nothing"));
        }
        JsonNode result = answer.path("data").path("result");
        List<Series> series = new ArrayList<>();
        switch (answer.path("data").path("resultType").asText()) {
            case "scalar" -> series.add(new Series("scalar", "", result.path(1).asText()));
            case "vector" ->
                result.forEach(one -> series.add(new Series(
                        name(one.path("metric")),
                        one.path("metric").path("instance").asText(),
                        one.path("value").path(1).asText())));
            default -> throw new NoAnswer("the expression must give a vector or a scalar");
        }
        return series;
    }

    /** As Prometheus writes it: {@code up{instance="web-1:9100",job="node"}}. */
    private static String name(JsonNode metric) {
        List<String> labels = new ArrayList<>();
        metric.properties().forEach(label -> {
            if (!label.getKey().equals("__name__")) {
                labels.add(label.getKey() + "=\"" + label.getValue().asText() + "\"");
            }
        });
        return metric.path("__name__").asText() + "{" + String.join(",", labels) + "}";
    }

    /** A host that is gone leaves series behind for a while, which do not count. */
    private Verdict judge(List<Series> all) {
        List<Series> found = all.stream()
                .filter(one -> check.instances().isEmpty() || check.instances().contains(one.instance))
                .toList();
        List<String> missing = check.instances().stream()
                .filter(name -> found.stream().noneMatch(one -> one.instance.equals(name)))
                .toList();
        List<Series> wrong = found.stream()
                .filter(one ->
                        check.expected().isPresent() && !check.expected().get().holds(one.number()))
                .toList();
        List<String> lines = new ArrayList<>();
        lines.add(check.query() + ": " + found.size() + " series"
                + check.expected().map(expected -> ", expected " + expected).orElse(""));
        boolean passed = wrong.isEmpty() && missing.isEmpty() && !found.isEmpty();
        if (!missing.isEmpty()) {
            lines.add("no series with the instance " + String.join(", ", missing));
        }
        if (check.series().isPresent() && check.series().getAsInt() != found.size()) {
            lines.add("expected " + check.series().getAsInt() + " series");
            passed = false;
        }
        found.forEach(one -> lines.add(one.name + " " + one.value + (wrong.contains(one) ? ", not as expected" : "")));
        return new Verdict(passed, String.join("\n", lines));
    }
}
