package provisioner.compile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import provisioner.source.InvalidInputException;

/** What the templates of the monitoring roles make of an inventory. */
class MonitoringTemplatesTest {
    private static final String HOSTS = """
            vars: {site_name: www.example.com, sumologic_endpoint: "https://sumo.example/x"}
            hosts:
              web-1: {address: "2001:db8::1"}
              db-1: {address: 203.0.113.5, service_address: 192.0.2.5}
              db-2: {address: 192.0.2.6}
            """;

    @TempDir
    private Path directory = Path.of("");

    /** The files that a host gets from the shipped role. */
    private Map<String, String> tree(String role, String host, String inventory)
            throws IOException, InvalidInputException {
        return RenderedRole.trees(directory, role, host, inventory).getOrDefault(host, Map.of());
    }

    /** Each target of Prometheus' configuration, with its job, the name in its certificate, and its labels. */
    private static Map<String, String> targets(String yaml) {
        Map<String, String> targets = new TreeMap<>();
        Object loaded = new Load(LoadSettings.builder().build()).loadFromString(yaml);
        for (JsonNode job : new ObjectMapper().valueToTree(loaded).path("scrape_configs")) {
            for (JsonNode one : job.path("static_configs")) {
                ObjectNode labels = one.path("labels").deepCopy();
                String name = labels.path("job").asText(job.path("job_name").asText());
                labels.remove("job");
                String server = job.path("tls_config").path("server_name").asText("anybody");
                targets.put(
                        one.path("targets").path(0).asText(),
                        name + " of " + server + " " + labels.toString().replace("\"", ""));
            }
        }
        return targets;
    }

    @Test
    void aGroupThatIsNotThereHasNoJob() throws Exception {
        Map<String, String> tree = tree("prometheus", "db-1", HOSTS + "groups: {monitoring: {hosts: db-1}}\n");
        assertThat(targets(tree.getOrDefault("prometheus.yml", "")))
                .containsOnly(
                        Map.entry("127.0.0.1:9090", "prometheus of anybody {instance:db-1}"),
                        Map.entry("127.0.0.1:9093", "alertmanager of anybody {instance:db-1}"),
                        Map.entry("[2001:db8::1]:9100", "node of web-1 {instance:web-1}"),
                        Map.entry("192.0.2.5:9100", "node of db-1 {instance:db-1}"),
                        Map.entry("192.0.2.6:9100", "node of db-2 {instance:db-2}"));
    }

    @Test
    void everyGroupHasTheJobOfItsExporter() throws Exception {
        Map<String, String> tree =
                tree("prometheus", "db-1", HOSTS.replace("vars: {site", "vars: {mysql_source: db-2, site") + """
                groups:
                  web: {hosts: web-1}
                  loadbalancer: {hosts: web-1}
                  database: {hosts: db-*}
                """);
        assertThat(targets(tree.getOrDefault("prometheus.yml", "")))
                .containsEntry("[2001:db8::1]:9113", "nginx_web of web-1 {instance:web-1}")
                .containsEntry("[2001:db8::1]:9114", "nginx_balancer of web-1 {instance:web-1}")
                .containsEntry("[2001:db8::1]:3903", "mtail of web-1 {instance:web-1}")
                .containsEntry("192.0.2.5:9104", "mysql of db-1 {instance:db-1,declared:replica}")
                .containsEntry("192.0.2.6:9104", "mysql of db-2 {instance:db-2,declared:source}");
    }

    @Test
    void aHostSendsTheLogsAndFiguresOfWhatItIs() throws Exception {
        String groups = "groups: {web: {hosts: web-1}, loadbalancer: {hosts: db-2}}\n";
        Map<String, String> web = tree("sumologic", "web-1", HOSTS + groups);
        assertThat(categories(web)).containsExactly("web/access", "web/error", "authentication");
        assertThat(web.getOrDefault("exporters", "").lines())
                .containsExactly(
                        "www.example.com/node/metrics web-1 [2001:db8::1] 9100",
                        "www.example.com/web/metrics web-1 [2001:db8::1] 9113");
        Map<String, String> other = tree("sumologic", "db-1", HOSTS + groups);
        assertThat(categories(other)).containsExactly("authentication");
        assertThat(other.getOrDefault("exporters", "").lines())
                .containsExactly("www.example.com/node/metrics db-1 192.0.2.5 9100");
    }

    private static List<String> categories(Map<String, String> tree) {
        return Pattern.compile("X-Sumo-Category: www.example.com/([a-z/]+)")
                .matcher(tree.getOrDefault("syslog-ng.conf", ""))
                .results()
                .map(found -> found.group(1))
                .distinct()
                .toList();
    }

    @Test
    void everyLogOfAHostThatIsEverythingHasItsCategory() throws Exception {
        String groups = "groups: {" + "web: {hosts: db-1}, loadbalancer: {hosts: db-1}, app: {hosts: db-1},"
                + " database: {hosts: db-1}}\n";
        Map<String, String> all = tree("sumologic", "db-1", HOSTS + groups);
        assertThat(categories(all))
                .containsExactly(
                        "web/access",
                        "web/error",
                        "balancer/access",
                        "balancer/error",
                        "application",
                        "database/error",
                        "database/slow",
                        "authentication");
        assertThat(all.get("syslog-ng.conf"))
                .contains(
                        "filter { \"${.journald._SYSTEMD_UNIT}\" eq \"app.service\" };",
                        "filter { facility(auth, authpriv) };")
                .doesNotContain("subst('");
        String names = all.getOrDefault("syslog-ng.conf", "");
        assertThat(Pattern.compile("persist-name\\((.*)\\)")
                        .matcher(names)
                        .results()
                        .map(found -> found.group(1)))
                .hasSize(10)
                .doesNotHaveDuplicates();
    }

    @Test
    void logsAndPartsOfThemCanBeLeftOut() throws Exception {
        String hosts = HOSTS.replace(
                "vars: {site", "vars: {sumologic_logs: [nginx, database], sumologic_hide: ['id=\\d+', '\"q\"'], site");
        Map<String, String> tree =
                tree("sumologic", "db-1", hosts + "groups: {web: {hosts: db-1}, database: {hosts: db-1}}\n");
        assertThat(categories(tree)).containsExactly("web/access", "web/error", "database/error");
        assertThat(tree.get("syslog-ng.conf"))
                .contains("  subst('id=\\d+', \"(hidden)\", value(\"MESSAGE\"), type(\"pcre\"), flags(\"global\"));\n"
                        + "  subst('\"q\"', ");
    }
}
