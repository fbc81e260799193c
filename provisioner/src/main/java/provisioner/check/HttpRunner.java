package provisioner.check;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import provisioner.resource.HttpCheck;

/** {@code http}: a request and what its answer should be. */
final class HttpRunner implements CheckRunner {
    private static final Duration ATTEMPT = Duration.ofSeconds(5);

    private final HttpCheck check;

    HttpRunner(HttpCheck check) {
        this.check = check;
    }

    @Override
    public Verdict attempt() throws InterruptedException {
        URI uri = URI.create(check.url());
        try (HttpClient client = HttpClient.newBuilder()
                .connectTimeout(ATTEMPT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build()) {
            return judge(client.send(
                    HttpRequest.newBuilder(uri).timeout(ATTEMPT).GET().build(), HttpResponse.BodyHandlers.ofString()));
        } catch (ConnectException e) {
            return Verdict.failed("GET " + uri + ": connection refused");
        } catch (IOException e) {
            return Verdict.failed("GET " + uri + ": " + Failures.describe(e));
        }
    }

    private Verdict judge(HttpResponse<String> answer) {
        String what = "GET " + check.url() + ": status " + answer.statusCode();
        if (answer.statusCode() != check.status()) {
            return Verdict.failed(what + " instead of " + check.status());
        }
        if (!answer.body().contains(check.contains())) {
            return Verdict.failed(what + ", but the body does not contain '" + check.contains() + "'");
        }
        for (String header : check.headers()) {
            String[] parts = header.split(":", 2);
            String value = parts.length == 2 ? parts[1].strip() : "";
            if (!answer.headers().allValues(parts[0].strip()).contains(value)) {
                return Verdict.failed(what + ", but without the header '" + header + "'");
            }
        }
        return Verdict.passed(what);
    }
}
