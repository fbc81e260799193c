package provisioner.harness;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What Alertmanager sent to a webhook and to a heartbeat address. */
public final class AlertMessages {
    /** The parts of the addresses that must be known to nobody, and the mail account's password. */
    public static final String HOOK = "Hk5webhookToken2z";

    public static final String HEARTBEAT = "Hb8heartbeatToken4q";
    public static final String PASSWORD = "Sm3tp\"pass\\wd'$9#7`%";

    /** What an inventory of a test sets: everything at once, so that a test need not wait. */
    public static final String VARIABLES = """
              alertmanager_email_to: [oncall@example.com, "second@example.com"]
              alertmanager_email_from: alerts@example.com
              alertmanager_smtp_host: mail.example.com
              alertmanager_smtp_port: 2525
              alertmanager_smtp_user: alerts
              alertmanager_smtp_password: !env SMTP_PASSWORD
              alertmanager_webhook_url: !env HOOK
              alertmanager_heartbeat_url: !env HEARTBEAT
              alertmanager_heartbeat_every: 2s
              alertmanager_group_wait: 3s
              alertmanager_group_interval: 1s
            """;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final SumoReceiver receiver;
    private int seen;

    /** @param receiver anything that keeps what is posted */
    public AlertMessages(SumoReceiver receiver) {
        this.receiver = receiver;
    }

    public Map<String, String> secrets() {
        return Map.of("SMTP_PASSWORD", PASSWORD, "HOOK", receiver.url(HOOK), "HEARTBEAT", receiver.url(HEARTBEAT));
    }

    private List<SumoReceiver.Post> posts(String token) {
        return receiver.accepted().stream()
                .filter(post -> post.path().endsWith("/" + token))
                .toList();
    }

    public int heartbeats() {
        return posts(HEARTBEAT).size();
    }

    /** What came before is not looked at any more. */
    public void forget() {
        seen = posts(HOOK).size();
    }

    /** Every alert in every message since, as {@code STATUS NAME HOST}. */
    public List<String> alerts() throws IOException {
        List<String> alerts = new ArrayList<>();
        List<SumoReceiver.Post> posts = posts(HOOK);
        for (SumoReceiver.Post post : posts.subList(seen, posts.size())) {
            for (JsonNode alert : JSON.readTree(post.body()).path("alerts")) {
                JsonNode labels = alert.path("labels");
                String line = alert.path("status").asText() + " "
                        + labels.path("alertname").asText() + " "
                        + labels.path("instance").asText();
                alerts.add(line.strip());
            }
        }
        return alerts;
    }

    public void await(String... alerts) throws Exception {
        MonitoredSite.await(() -> assertThat(alerts()).contains(alerts));
    }

    /** The watchdog goes to the heartbeat address and to nobody else. */
    public void assertHeartbeats() throws Exception {
        int before = heartbeats();
        MonitoredSite.await(() -> assertThat(heartbeats()).isGreaterThan(before + 1));
        assertThat(posts(HEARTBEAT).getLast().body()).contains("Watchdog");
        assertThat(alerts()).noneMatch(alert -> alert.contains("Watchdog"));
    }
}
