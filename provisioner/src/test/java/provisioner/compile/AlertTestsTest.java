package provisioner.compile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import provisioner.harness.RuleTests;
import provisioner.source.InvalidInputException;

/** Every alert has its tests, which promtool runs on hosts, and its line on the page. */
class AlertTestsTest {
    @TempDir
    private Path directory = Path.of("");

    static List<String> inventories() throws IOException {
        return RenderedRole.inventories();
    }

    private TreeSet<String> alerts(String inventory) throws IOException, InvalidInputException {
        TreeSet<String> alerts = new TreeSet<>();
        String rules = RuleTests.rendered(directory, inventory).getOrDefault("rules/alerts.yml", "");
        for (JsonNode group : RuleTests.yaml(rules).path("groups")) {
            for (JsonNode rule : group.path("rules")) {
                assertThat(rule.path("annotations").path("summary").asText()).isNotEmpty();
                assertThat(rule.path("labels").path("severity").asText()).matches("critical|warning|none");
                alerts.add(rule.path("alert").asText());
            }
        }
        return alerts;
    }

    /** The course of each alert in a test that makes it fire: {@code -} where it is silent, {@code !} where it fires. */
    private static Map<String, List<String>> courses() throws IOException {
        Map<String, List<String>> courses = new HashMap<>();
        for (Path file : RuleTests.files()) {
            for (JsonNode test : RuleTests.yaml(Files.readString(file)).path("tests")) {
                Map<String, String> course = new HashMap<>();
                for (JsonNode one : test.path("alert_rule_test")) {
                    course.merge(
                            one.path("alertname").asText(),
                            one.path("exp_alerts").isEmpty() ? "-" : "!",
                            String::concat);
                }
                course.forEach((alert, how) -> courses.computeIfAbsent(alert, name -> new ArrayList<>())
                        .add(how));
            }
        }
        return courses;
    }

    @ParameterizedTest
    @MethodSource("inventories")
    void everyAlertIsTestedToFireAndToResolve(String inventory) throws Exception {
        TreeSet<String> alerts = alerts(inventory);
        assertThat(alerts).hasSizeGreaterThan(20).contains("Watchdog", "TargetVanished");
        Map<String, List<String>> courses = courses();
        // One fires always. The tests of the other are made from the inventory.
        alerts.removeAll(List.of("Watchdog", "TargetVanished"));
        for (String alert : alerts) {
            assertThat(courses.getOrDefault(alert, List.of())).as(alert).contains("-!-");
        }
    }

    @Test
    void everyAlertIsOnThePage() throws Exception {
        String page = Files.readString(Path.of("docs/roles/prometheus.md"));
        for (String alert : alerts("three-hosts.yml")) {
            assertThat(page).contains("\n| `" + alert + "` |");
        }
    }

    /** What is compared with what is not there never fires: each group that an inventory lacks is left out. */
    @Test
    void anInventoryWithoutServersWatchesItsHosts() throws Exception {
        String hosts = "hosts: {a: {address: 192.0.2.1}}\ngroups: {monitoring: {hosts: a}}\n";
        String rules = RenderedRole.trees(directory, "prometheus", "monitoring", hosts)
                .getOrDefault("a", Map.of())
                .getOrDefault("rules/alerts.yml", "");
        assertThat(rules)
                .contains("absent(up{job=\"node\", instance=\"a\"})")
                .doesNotContain("absent(up{job=\"mysql\"");
    }
}
