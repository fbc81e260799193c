package provisioner.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import provisioner.secret.Secret;

class WebhookTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://example.com/findings?to=us",
                "http://127.0.0.1:8080/",
                "http://localhost/x",
                "http://[::1]:9/x"
            })
    void mayBe(String url) {
        assertThat(Webhook.address(url)).hasToString(url);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "example.com",
                "http://example.com/",
                "http://127.0.0.1.example.com/",
                "http://10.0.0.1/",
                "ftp://example.com/",
                "file:///etc/passwd",
                "https:///findings",
                "https://user:word@example.com/",
                "https://example.com/#part",
                "https://example.com/a b"
            })
    void mustNotBe(String url) {
        assertThatThrownBy(() -> Webhook.address(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("must be ");
    }

    @Test
    void aSecretThatNoHeaderCanHaveIsNotShown() throws Exception {
        Webhook webhook = new Webhook(URI.create("http://127.0.0.1:9/"), Optional.of(new Secret("hidden\nvalue")));
        try (HttpClient client = HttpClient.newHttpClient()) {
            assertThat(webhook.post(client, "id", "{}", Duration.ofSeconds(1)))
                    .hasValue("the secret is no value of a header");
        }
        assertThat(webhook.toString()).doesNotContain("hidden");
    }

    @Test
    void itIsTriedAgainLaterAndLater() {
        assertThat(Notifier.pause(1)).isEqualTo(Duration.ofSeconds(5));
        assertThat(Notifier.pause(2)).isEqualTo(Duration.ofSeconds(10));
        assertThat(Notifier.pause(1_000)).isEqualTo(Duration.ofHours(1));
    }
}
