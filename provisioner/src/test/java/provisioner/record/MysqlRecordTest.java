package provisioner.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.mysql.MySQLContainer;
import provisioner.cli.Main;
import provisioner.harness.DatabaseServer;
import provisioner.harness.JavaProcess;
import provisioner.harness.JavaProcess.Ended;

/** The record in a MySQL of Debian sid. */
@Tag("host")
class MysqlRecordTest extends RecordOnServer {
    @RegisterExtension
    static final DatabaseServer SERVER = DatabaseServer.mysql(USER, PASSWORD.value());

    /** Of the whole tool: a file goes from a host, which is the server's own container, and comes back. */
    @Test
    void theToolSaysSinceWhenAndWhoMendedIt(@TempDir Path directory) throws Exception {
        Files.createDirectories(directory.resolve("playbooks"));
        String box = SERVER.container().getContainerName().substring(1);
        Files.writeString(directory.resolve("hosts.yml"), "connection: docker\nhosts: {box: {address: " + box + "}}\n");
        Files.writeString(directory.resolve("playbooks/site.yml"), """
                - play: Box
                  hosts: all
                  steps:
                    - {name: the motto is written, file: {path: /srv/motto, content: by and by}}
                    - {name: sh is there, succeeds: {run: test -x /bin/sh}}
                """);
        assertThat(tool(directory, "verify", "-i", "hosts.yml").exit()).isEqualTo(2);
        assertThat(tool(directory, "plan", "-i", "hosts.yml", "-o", "plan.json").exit())
                .isZero();
        assertThat(tool(directory, "provision", "plan.json").exit()).isZero();
        assertThat(tool(directory, "verify", "-i", "hosts.yml").exit()).isZero();
        SERVER.container().execInContainer("rm", "/srv/motto");
        assertThat(tool(directory, "verify", "-i", "hosts.yml", "--step", "sh is there")
                        .exit())
                .isZero();
        assertThat(tool(directory, "verify", "-i", "hosts.yml", "--html", "state.html")
                        .exit())
                .isEqualTo(2);

        List<String> drift =
                tool(directory, "drift", "--since", "1h").out().lines().toList();
        assertThat(drift)
                .first()
                .asString()
                .startsWith("open      drift  box  the motto is written  at playbooks/site.yml:");
        assertThat(drift.stream().filter(line -> line.startsWith("resolved"))).hasSize(1);
        assertThat(drift.stream().filter(line -> line.contains(": provision, ")))
                .hasSize(1);
        assertThat(tool(directory, "history", "box", "motto", "--output", "json")
                        .out()
                        .lines()
                        .map(line -> line.substring(0, line.indexOf(",\"play\""))))
                .containsExactly(
                        finding("drift"),
                        finding("drift"),
                        "{\"type\":\"change\",\"site\":\"hosts.yml\",\"host\":\"box\"");
        String runs = tool(directory, "runs", "--site", "hosts.yml").out();
        assertThat(runs.lines().filter(line -> line.matches("\\S+  (plan|verify|provision)  exit .*")))
                .hasSize(6);
        String digest = runs.lines()
                .filter(line -> line.startsWith("    saved the plan "))
                .findFirst()
                .orElseThrow()
                .substring("    saved the plan ".length());
        assertThat(runs.lines()).contains("    applied the plan " + digest);
        pagesHaveTheTimesOfTheRecord(directory);
    }

    /** The first finding was mended by the third run, the second one is new. */
    private static void pagesHaveTheTimesOfTheRecord(Path directory) throws Exception {
        List<JsonNode> findings = new ArrayList<>();
        for (String line : tool(directory, "history", "box", "motto", "--output", "json")
                .out()
                .lines()
                .toList()) {
            findings.add(new ObjectMapper().readTree(line));
        }
        JsonNode open = findings.get(0);
        JsonNode mended = findings.get(1);
        assertThat(open.path("open").asBoolean()).isTrue();
        assertThat(Instant.parse(open.path("lastAbsent").asText()))
                .as("the verify after provision; the one of another step did not look")
                .isBetween(
                        Instant.parse(mended.path("resolvedAt").asText()),
                        Instant.parse(open.path("firstSeen").asText()));
        assertThat(mended.path("lastAbsent").isNull()).isTrue();
        String since = "First seen " + time(open, "firstSeen") + ", last in order " + time(open, "lastAbsent");
        String page = text(directory.resolve("state.html"));
        assertThat(page).contains(since + ".").contains("Runs The last 6 runs of this site");
        assertThat(page).doesNotContain("knows one run only");

        Ended report = tool(directory, "report", "--html", "pages");
        assertThat(report.out()).isEqualTo("wrote pages/index.html\n");
        String summary = text(directory.resolve("pages/index.html"));
        assertThat(summary)
                .contains(since + ", last seen " + time(open, "lastSeen") + ".")
                .contains("drifted: the motto is written box " + time(mended, "firstSeen") + " "
                        + time(mended, "lastSeen") + " " + time(mended, "resolvedAt") + " provision, ");
        assertThat(tool(directory, "report", "--html", "pages", "--site", "none")
                        .exit())
                .isEqualTo(1);
    }

    private static String time(JsonNode finding, String field) {
        return Instant.parse(finding.path(field).asText())
                .truncatedTo(ChronoUnit.SECONDS)
                .toString()
                .replace("T", " ")
                .replace("Z", " UTC");
    }

    /** What people read. */
    private static String text(Path page) throws Exception {
        return Files.readString(page)
                .replaceAll("(?s)<style.*?</style>", "")
                .replaceAll("</?(time|code|span)[^>]*>", "")
                .replaceAll("<[^>]*>", " ")
                .replaceAll("\\s+", " ");
    }

    private static String finding(String kind) {
        return "{\"type\":\"finding\",\"site\":\"hosts.yml\",\"host\":\"box\",\"kind\":\"" + kind + "\"";
    }

    private static Ended tool(Path directory, String... arguments) throws Exception {
        String url = "jdbc:mysql://" + USER + "@127.0.0.1:" + SERVER.container().getMappedPort(3306) + "/"
                + SERVER.container().getDatabaseName() + "?allowPublicKeyRetrieval=true";
        List<String> line = new ArrayList<>(List.of(arguments));
        line.addAll(List.of("--record", url));
        Map<String, String> environment =
                Map.of("PROVISIONER_RECORD_PASSWORD", PASSWORD.value(), "XDG_STATE_HOME", directory.toString());
        Ended ended = new JavaProcess(Main.class, directory, environment, "--enable-native-access=ALL-UNNAMED")
                .run(line.toArray(String[]::new));
        assertThat(ended.err()).as(ended.out()).doesNotContain("note: ", "SEVERE", "INFO");
        assertThat(ended.out() + ended.err()).doesNotContain(PASSWORD.value());
        return ended;
    }

    @Override
    MySQLContainer server() {
        return SERVER.container();
    }
}
