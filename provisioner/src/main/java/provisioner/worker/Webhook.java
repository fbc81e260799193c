package provisioner.worker;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import provisioner.secret.Secret;

/**
 * Where notices are posted.
 *
 * @param address must not be shown whole: its path may be a secret
 * @param secret what the receiver knows the worker by; empty for none
 */
public record Webhook(URI address, Optional<Secret> secret) {
    private static final int GOOD = 200;
    private static final int NOT_GOOD = 300;

    /** @throws IllegalArgumentException with a message for users, if it is none */
    public static URI address(String url) {
        try {
            URI address = new URI(url);
            String host = address.getHost();
            boolean safe = "https".equals(address.getScheme())
                    || ("http".equals(address.getScheme()) && host != null && isLoopback(host));
            if (host == null || !safe || address.getRawUserInfo() != null || address.getRawFragment() != null) {
                throw new IllegalArgumentException("must be https://HOST/…, or http:// to this machine's own 127.0.0.1,"
                        + " without a user and '#'");
            }
            return address;
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("must be a URL, such as https://example.com/findings", e);
        }
    }

    private static boolean isLoopback(String host) {
        return host.equals("localhost") || host.equals("[::1]") || host.matches("127(\\.\\d{1,3}){3}");
    }

    /** For people. */
    String place() {
        return address.getScheme() + "://" + address.getRawAuthority();
    }

    /** @return why the receiver has not got it, or may not have got it; empty if it has */
    Optional<String> post(HttpClient client, String id, String message, Duration limit) throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .header("Content-Type", "application/json")
                .header("Provisioner-Notice", id)
                .POST(HttpRequest.BodyPublishers.ofString(message));
        CompletableFuture<HttpResponse<Void>> sent;
        try {
            secret.ifPresent(value -> request.header("Authorization", "Bearer " + value.value()));
            sent = client.sendAsync(request.build(), HttpResponse.BodyHandlers.discarding());
        } catch (IllegalArgumentException e) {
            // Its message may have the header's value.
            return Optional.of("the secret is no value of a header");
        } catch (IllegalStateException e) {
            return Optional.of(WorkException.firstLine(e));
        }
        try {
            int status = sent.get(limit.toMillis(), TimeUnit.MILLISECONDS).statusCode();
            return status >= GOOD && status < NOT_GOOD ? Optional.empty() : Optional.of("it answers " + status);
        } catch (TimeoutException e) {
            return Optional.of("no answer within " + limit.toSeconds() + " s");
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            return Optional.of(
                    cause instanceof IOException && cause.getMessage() != null
                            ? WorkException.firstLine(cause)
                            : String.valueOf(cause));
        } finally {
            sent.cancel(true);
        }
    }
}
