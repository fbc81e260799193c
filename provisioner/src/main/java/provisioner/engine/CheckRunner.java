package provisioner.engine;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import provisioner.resource.Check;
import provisioner.resource.Check.HttpCheck;
import provisioner.resource.Check.PortCheck;
import provisioner.resource.Step;

/** Runs the end-to-end checks of a program from the control machine, all hosts side by side. */
final class CheckRunner {
    private static final Duration ATTEMPT = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofMillis(250);

    private final Parallel parallel;

    CheckRunner(int parallel) {
        this.parallel = new Parallel(parallel);
    }

    private record Verdict(boolean passed, String detail) {}

    List<Event.CheckEnded> run(List<HostRun> hosts, Consumer<Event> events) throws InterruptedException {
        List<Event.CheckEnded> results = new CopyOnWriteArrayList<>();
        parallel.forEach(hosts, host -> {
            for (Step step : host.program().steps()) {
                if (step.declaration() instanceof Check check) {
                    Event.CheckEnded ended = run(host.name(), step, check);
                    results.add(ended);
                    events.accept(ended);
                }
            }
        });
        return List.copyOf(results);
    }

    private static Event.CheckEnded run(String host, Step step, Check check) throws InterruptedException {
        Instant start = Instant.now();
        Instant until = start.plus(check.within());
        Verdict verdict = attempt(check);
        while (!verdict.passed() && Instant.now().isBefore(until)) {
            Thread.sleep(PAUSE);
            verdict = attempt(check);
        }
        return new Event.CheckEnded(
                Optional.of(host),
                step.name(),
                verdict.passed(),
                verdict.detail(),
                Duration.between(start, Instant.now()));
    }

    private static Verdict attempt(Check check) throws InterruptedException {
        return switch (check) {
            case HttpCheck http -> request(http);
            case PortCheck port -> connect(port);
        };
    }

    private static Verdict request(HttpCheck check) throws InterruptedException {
        URI uri = URI.create(check.url());
        try (HttpClient client = HttpClient.newBuilder()
                .connectTimeout(ATTEMPT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build()) {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(uri).timeout(ATTEMPT).GET().build(), HttpResponse.BodyHandlers.ofString());
            return judge(check, answer);
        } catch (ConnectException e) {
            return new Verdict(false, "GET " + uri + ": connection refused");
        } catch (IOException e) {
            return new Verdict(false, "GET " + uri + ": " + describe(e));
        }
    }

    private static Verdict judge(HttpCheck check, HttpResponse<String> answer) {
        String what = "GET " + check.url() + ": status " + answer.statusCode();
        if (answer.statusCode() != check.status()) {
            return new Verdict(false, what + " instead of " + check.status());
        }
        if (!answer.body().contains(check.contains())) {
            return new Verdict(false, what + ", but the body does not contain '" + check.contains() + "'");
        }
        for (String header : check.headers()) {
            String[] parts = header.split(":", 2);
            String value = parts.length == 2 ? parts[1].strip() : "";
            if (!answer.headers().allValues(parts[0].strip()).contains(value)) {
                return new Verdict(false, what + ", but without the header '" + header + "'");
            }
        }
        return new Verdict(true, what);
    }

    private static Verdict connect(PortCheck check) {
        String what = check.address() + ":" + check.port();
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(check.address(), check.port()),
                    Math.toIntExact((check.open() ? ATTEMPT : Duration.ofSeconds(2)).toMillis()));
            return new Verdict(check.open(), what + " accepts connections");
        } catch (SocketTimeoutException e) {
            return new Verdict(!check.open(), what + " does not answer");
        } catch (IOException e) {
            return new Verdict(!check.open(), what + ": " + describe(e));
        }
    }

    private static String describe(IOException e) {
        String message = e.getMessage();
        return message == null || message.isBlank() ? e.getClass().getSimpleName() : message;
    }
}
