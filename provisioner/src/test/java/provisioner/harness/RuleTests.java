package provisioner.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import provisioner.compile.RenderedRole;
import provisioner.lab.TestLab;
import provisioner.source.InvalidInputException;

/** promtool's tests of the alerts, over the rules as they are rendered for each shipped inventory. */
public final class RuleTests {
    private static final Path TESTS = Path.of("src/test/resources/monitoring/rules");

    /** What of the alerts depends on the inventory: its targets, each of which vanishes in tests of its own. */
    private static final Pattern TARGETS = Pattern.compile("(?m)^\\s*(or )?absent\\(up\\{.*\\n");

    /** A target of Prometheus' configuration. */
    public record Target(String job, String instance) {
        String up(String values) {
            return "      - {series: 'up{job=\"" + job + "\", instance=\"" + instance + "\"}', values: " + values
                    + "}\n";
        }
    }

    private RuleTests() {}

    public static JsonNode yaml(String text) {
        Object loaded = new Load(LoadSettings.builder().build()).loadFromString(text);
        return new ObjectMapper().valueToTree(loaded);
    }

    /** The tests that are the same for every inventory, by the name of the file. */
    public static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(TESTS)) {
            return files.sorted().toList();
        }
    }

    /** Runs all of them on a host that has promtool; those that are the same for every inventory once for each set of rules. */
    public static void run(TestLab lab, String host, Path directory) throws Exception {
        lab.raw(host, "rm -rf /root/rules");
        Set<String> tried = new HashSet<>();
        for (String inventory : RenderedRole.inventories()) {
            Map<String, String> tree = rendered(directory.resolve(inventory), inventory);
            String at = "/root/rules/" + inventory;
            lab.raw(host, "mkdir -p " + at);
            write(lab, host, at + "/recording.yml", tree.getOrDefault("rules/recording.yml", ""));
            write(lab, host, at + "/alerts.yml", tree.getOrDefault("rules/alerts.yml", ""));
            for (Path file : files()) {
                write(lab, host, at + "/" + file.getFileName(), Files.readString(file));
            }
            write(lab, host, at + "/vanished.yml", vanished(targets(tree.getOrDefault("prometheus.yml", ""))));
            boolean fresh = tried.add(
                    TARGETS.matcher(tree.getOrDefault("rules/alerts.yml", "")).replaceAll("")
                            + tree.getOrDefault("rules/recording.yml", ""));
            String names = fresh
                    ? files().stream()
                            .map(file -> file.getFileName().toString())
                            .collect(Collectors.joining(" "))
                    : "";
            lab.raw(
                    host,
                    "cd %s && promtool test rules vanished.yml %s >log 2>&1 || { cat log; exit 1; }"
                            .formatted(at, names));
        }
    }

    /** A file at a time: the system limits the length of an argument. */
    private static void write(TestLab lab, String host, String path, String content) throws Exception {
        lab.raw(host, "cat >" + path + " <<'END-OF-FILE'\n" + content + "\nEND-OF-FILE\n");
    }

    /** The files of Prometheus on the first monitoring host of a shipped inventory. */
    public static Map<String, String> rendered(Path directory, String inventory)
            throws IOException, InvalidInputException {
        return RenderedRole.trees(directory, "prometheus", "monitoring", RenderedRole.inventory(inventory))
                .values()
                .iterator()
                .next();
    }

    private static List<Target> targets(String configuration) {
        List<Target> targets = new ArrayList<>();
        for (JsonNode job : yaml(configuration).path("scrape_configs")) {
            for (JsonNode one : job.path("static_configs")) {
                JsonNode labels = one.path("labels");
                String name = job.path("job_name").asText();
                targets.add(new Target(
                        labels.path("job").asText(name), labels.path("instance").asText()));
            }
        }
        return targets;
    }

    /** Each declared target vanishes for a while, one after the other. */
    private static String vanished(List<Target> targets) {
        StringBuilder tests =
                new StringBuilder("rule_files: [recording.yml, alerts.yml]\nevaluation_interval: 1m\ntests:\n");
        for (Target gone : targets) {
            if (gone.job().equals("alertmanager")) {
                continue;
            }
            tests.append("  - interval: 1m\n    input_series:\n");
            for (Target one : targets) {
                tests.append(one.up(one.equals(gone) ? "1x5 stale _x9 1x15" : "1x30"));
            }
            tests.append("    alert_rule_test:\n")
                    .append("      - {alertname: TargetVanished, eval_time: 5m, exp_alerts: []}\n")
                    .append("      - alertname: TargetVanished\n        eval_time: 10m\n        exp_alerts:\n")
                    .append(expected(gone))
                    .append("      - {alertname: TargetVanished, eval_time: 20m, exp_alerts: []}\n");
        }
        return tests.toString();
    }

    private static String expected(Target gone) {
        return "          - exp_labels: {severity: critical, job: " + gone.job() + ", instance: " + gone.instance()
                + "}\n            exp_annotations: {summary: \"Prometheus does not ask " + gone.job() + " of "
                + gone.instance() + " any more\"}\n";
    }
}
