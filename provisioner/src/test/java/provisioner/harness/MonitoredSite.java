package provisioner.harness;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import provisioner.lab.TestLab;

/** The monitoring roles of this checkout on a test's hosts, and what Prometheus says there. */
public final class MonitoredSite {
    /** With what has a meaning in SQL, in the exporter's file, or in a shell. */
    public static final String PASSWORD = "Wk4+expo\"rt\\er'9#8;7`";

    /** The part of Sumo Logic's address that must be known to nobody. */
    public static final String TOKEN = "Zq7sumoToken9k";

    public static final Canaries CANARIES =
            new Canaries(List.of(PASSWORD, TOKEN, AlertMessages.PASSWORD, AlertMessages.HOOK, AlertMessages.HEARTBEAT));

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path FILES = Path.of("src/test/resources/monitoring").toAbsolutePath();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final TestLab lab;
    private final String monitoring;
    private final Workspace workspace;

    /** @param monitoring the host with Prometheus */
    public MonitoredSite(
            Path directory, TestLab lab, String monitoring, String inventory, Map<String, String> environment)
            throws Exception {
        this.lab = lab;
        this.monitoring = monitoring;
        this.workspace = new Workspace(directory, lab, environment)
                .inventory(inventory)
                .playbook(Files.readString(FILES.resolve("site.yml")));
        copy("playbooks/roles");
        copy("templates");
        workspace.authority();
    }

    private void copy(String name) throws IOException {
        Path from = Tool.CHECKOUT.resolve(name);
        Path to = workspace.path(name);
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = to.resolve(from.relativize(file));
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
    }

    /** Other values in the inventory, from the next run on. */
    public void declare(String inventory) throws IOException {
        workspace.inventory(inventory);
    }

    public Tool.Run run(String command) throws Exception {
        Tool.Run run = workspace.json(command, "-v");
        CANARIES.assertHidden(command, run.everything());
        return run;
    }

    public Tool.Run good(String command) throws Exception {
        Tool.Run run = run(command);
        assertThat(run.exit()).as(run.everything()).isZero();
        return run;
    }

    /** The account that the exporter logs in with, made past the tool. */
    public void createAccount(String host, String privileges) throws Exception {
        String literal = PASSWORD.replace("\\", "\\\\").replace("'", "''");
        lab.raw(host, """
                mysql <<'END'
                CREATE USER exporter@localhost IDENTIFIED BY '%s';
                GRANT %s ON *.* TO exporter@localhost;
                END
                """.formatted(literal, privileges));
    }

    /** The answer of Prometheus: {@code LABELS VALUE}, with the labels that are asked for. */
    public List<String> query(String promql, String... labels) throws Exception {
        String answer = lab.raw(
                monitoring,
                "curl -fsS http://127.0.0.1:9090/api/v1/query --data-urlencode 'query=" + promql.replace("'", "\"")
                        + "'");
        List<String> found = new ArrayList<>();
        for (JsonNode result : JSON.readTree(answer).path("data").path("result")) {
            StringBuilder line = new StringBuilder();
            for (String label : labels) {
                line.append(result.path("metric").path(label).asText()).append(' ');
            }
            found.add(line.append(result.path("value").path(1).asText()).toString());
        }
        return found.stream().sorted().toList();
    }

    /** A figure that web-1 alone has. */
    public double rate(String figure) throws Exception {
        List<String> answer = query(figure, "instance");
        assertThat(answer).hasSize(1).allMatch(line -> line.startsWith("web-1 "));
        return Double.parseDouble(answer.getFirst().substring("web-1 ".length()));
    }

    /** What an operator reads: the queries per second that each web server reports, and that its counter rises by ours. */
    public static void assertRatesAreShown(Tool.Run run) {
        assertThat(run.events("check"))
                .hasSize(5)
                .allMatch(check -> check.path("outcome").asText().equals("passed"))
                .extracting(check -> check.path("detail").asText())
                .anyMatch(
                        detail -> detail.matches("(?s).*web-1: [0-9.]+ queries per second .*20 of them this check's.*"))
                .anyMatch(detail -> detail.contains("instance:nginx_http_requests:rate1m") && detail.contains("web-1"));
    }

    /** The alerts that are firing, as {@code NAME HOST}, but for the one that always does, and that nobody takes messages yet. */
    public TreeSet<String> alerts() throws Exception {
        TreeSet<String> alerts = new TreeSet<>();
        for (String alert :
                query("ALERTS{alertstate='firing',alertname!~'Watchdog|MessagesNotSent'}", "alertname", "instance")) {
            alerts.add(alert.substring(0, alert.lastIndexOf(' ')));
        }
        return alerts;
    }

    /** Something that has to become so, since figures come at intervals. */
    public interface Condition {
        void check() throws Exception;
    }

    public static void await(Condition condition) throws Exception {
        Instant until = Instant.now().plus(PATIENCE);
        while (true) {
            try {
                condition.check();
                return;
            } catch (AssertionError e) {
                if (Instant.now().isAfter(until)) {
                    throw e;
                }
                Thread.sleep(500);
            }
        }
    }

    public void awaitAlerts(String... alerts) throws Exception {
        await(() -> assertThat(alerts()).containsExactlyInAnyOrder(alerts));
    }

    /** The address and port of every listening TCP socket of exporters, Prometheus and Alertmanager. */
    public List<String> listening(String host) throws Exception {
        return lab.raw(host, "ss -Hltnp | awk '/prometheus|mtail/ {print $4}' | sort")
                .lines()
                .toList();
    }

    /** A certificate of the site's authority, for a key of the host. */
    public String certificate(String host, String key, String name) throws Exception {
        return workspace.certificate(lab, host, key, List.of(name));
    }
}
