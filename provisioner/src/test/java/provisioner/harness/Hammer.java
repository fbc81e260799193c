package provisioner.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Asks for the page without a pause, on new connections. */
public final class Hammer implements AutoCloseable {
    private final AtomicBoolean stop = new AtomicBoolean();
    private final AtomicInteger good = new AtomicInteger();
    private final AtomicInteger bad = new AtomicInteger();
    private final Thread thread;

    public Hammer(String address) throws InterruptedException {
        URI uri = URI.create("http://" + address + "/");
        thread = Thread.ofPlatform().start(() -> ask(uri));
        while (good.get() + bad.get() == 0) {
            Thread.sleep(10);
        }
    }

    private void ask(URI uri) {
        while (!stop.get()) {
            try (HttpClient client = HttpClient.newBuilder()
                    .connectTimeout(Duration.ofSeconds(2))
                    .build()) {
                HttpResponse<String> answer = client.send(
                        HttpRequest.newBuilder(uri)
                                .timeout(Duration.ofSeconds(2))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                (answer.statusCode() == 200 ? good : bad).incrementAndGet();
            } catch (IOException e) {
                bad.incrementAndGet();
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    public void assertNothingFailed() {
        assertThat(bad.get())
                .as("failed of " + (good.get() + bad.get()) + " requests")
                .isZero();
        assertThat(good.get()).isGreaterThan(10);
    }

    @Override
    public void close() throws InterruptedException {
        stop.set(true);
        thread.join();
    }
}
