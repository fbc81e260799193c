package provisioner.compile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import provisioner.harness.AlertMessages;
import provisioner.harness.RuleTests;
import provisioner.source.InvalidInputException;

/** What the templates of the role `alertmanager` make of who is to be told. */
class AlertmanagerTemplatesTest {
    @TempDir
    private Path directory = Path.of("");

    private Map<String, String> tree(String vars) throws IOException, InvalidInputException {
        String inventory = "vars:\n" + vars + "hosts: {m: {address: 192.0.2.1}}\ngroups: {monitoring: {hosts: m}}\n";
        return RenderedRole.trees(directory, "alertmanager", "monitoring", inventory)
                .getOrDefault("m", Map.of());
    }

    private static JsonNode configuration(Map<String, String> tree) {
        return RuleTests.yaml(tree.getOrDefault("alertmanager.yml", ""));
    }

    @Test
    void withoutReceiversNobodyIsTold() throws Exception {
        JsonNode configuration = configuration(tree("  suite: sid\n"));
        assertThat(configuration.path("receivers").toString()).isEqualTo("[{\"name\":\"nobody\"}]");
        assertThat(configuration.findValuesAsText("receiver")).containsExactly("nobody", "nobody");
    }

    @Test
    void peopleGetAlertsAndTheHeartbeatAddressTheWatchdog() throws Exception {
        Map<String, String> tree = tree("  suite: sid\n"
                + AlertMessages.VARIABLES
                        .replace("!env SMTP_PASSWORD", "'a b\"\\$'")
                        .replace("!env ", "https://example.com/"));
        JsonNode configuration = configuration(tree);
        assertThat(configuration.findValuesAsText("receiver")).containsExactlyInAnyOrder("people", "heartbeat");
        assertThat(configuration.findValuesAsText("to")).containsExactly("oncall@example.com", "second@example.com");
        assertThat(configuration.findValuesAsText("smarthost")).containsOnly("mail.example.com:2525");
        assertThat(configuration.toString()).doesNotContain("https://example.com", "a b");
        assertThat(tree)
                .containsEntry("smtp-password", "a b\"$")
                .containsEntry("webhook-url", "https://example.com/HOOK")
                .containsEntry("heartbeat-url", "https://example.com/HEARTBEAT");
    }

    /** Debian 12's version does not read addresses from files. */
    @Test
    void bookwormHasTheAddressesInItsConfiguration() throws Exception {
        JsonNode configuration =
                configuration(tree("  suite: bookworm\n  alertmanager_webhook_url: https://example.com/\n"));
        assertThat(configuration.findValuesAsText("url")).containsExactly("https://example.com/");
        assertThat(configuration.findValuesAsText("url_file")).isEmpty();
    }
}
