package provisioner.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import provisioner.harness.Foreseen;
import provisioner.harness.SampleProject;
import provisioner.harness.SiteLoad;
import provisioner.harness.Tool;
import provisioner.lab.HostSnapshot;
import provisioner.lab.TestLab;

/**
 * The site of {@code inventory/source-replica.yml}, scaled under load from two web servers to three and back: no request fails or waits
 * for a second, nothing of the web server is left, nothing is lost. Each test goes on from the one before.
 */
@Tag("host")
@Tag("long")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LeavingHostTest {
    private static final String INVENTORY = "inventory/source-replica.yml";
    private static final String SITE = "www.example.com";
    private static final String LEAVING = "web-3";
    private static final String SETTLED = "nothing is left to do for roles that this host no longer has";
    private static final long MOST_MS = 1000;

    /** What a run leaves on a host that it changed, and what packages that stay bring with them. */
    private static final Pattern EXCUSED = Pattern.compile(String.join(
            "|",
            "(file|content|link) /var/(log|cache|backups)(/.*)?",
            "(file|content|link)"
                    + " /var/lib/(dpkg|apt|systemd|ucf|nginx|mysql|prometheus|alertmanager|provisioner|logrotate|pam|ca-certificates-java)(/.*)?",
            "(file|content|link) /(usr|lib|bin|sbin)(/.*)?",
            "(file|content|link)"
                    + " /etc/(rc[0-6S]\\.d|init\\.d|default|alternatives|ssl|ca-certificates.*|java-.*|\\.java|nginx|ld\\.so\\.cache|ufw/applications\\.d)(/.*)?",
            "(file|content) /etc/logrotate\\.d/(nginx|prometheus-nginx-exporter)",
            "(file|content) /var/www(/.*)?",
            // Earlier versions of a config set, to go back to.
            "(file|content|link) /etc/prometheus/\\.live(/.*)?",
            "(file|content) /etc/(passwd|group|shadow|gshadow|subuid|subgid)-?",
            "(file|content|link) /(root|tmp)(/.*)?",
            "(file|content) /etc/provisioner/tls/.*",
            "package .*",
            "started .*",
            "unit (user|session|apt-|dpkg-|fstrim|e2scrub|logrotate|man-db).*",
            // Its timer runs it at any time.
            "unit certificate-expiry\\.service",
            "unit(-file)? (nginx|prometheus-nginx-exporter)\\.service"));

    @RegisterExtension
    static final TestLab LAB = TestLab.of("sid", "web-1", "web-2", LEAVING);

    @TempDir
    static Path directory = Path.of("");

    private static final List<SampleProject> PROJECT = new ArrayList<>();
    private static Map<String, String> before = Map.of();
    private static String shipped = "";

    @BeforeAll
    static void provision() throws Exception {
        LAB.acme("web-1");
        PROJECT.add(SampleProject.make(directory, INVENTORY, LAB));
        shipped = Files.readString(directory.resolve(INVENTORY));
        webServers("[web-1, web-2]");
        Tool.Run run = PROJECT.getFirst().run("provision");
        assertThat(run.exit()).as(run.everything()).isZero();
        before = LAB.snapshot(LEAVING);
        // The first requests of all are slow, whoever comes or leaves: the application has only just started.
        try (SiteLoad first = load()) {
            Thread.sleep(5_000);
            assertThat(first.requests()).isNotEmpty();
        }
    }

    /** The hosts of the groups web and app. */
    private static void webServers(String hosts) throws Exception {
        String inventory = shipped;
        for (String group : List.of("web", "app")) {
            String all = "  " + group + ":\n    hosts: web-*\n";
            assertThat(inventory).contains(all);
            inventory = inventory.replace(all, all.replace("web-*", hosts));
        }
        Files.writeString(directory.resolve(INVENTORY), inventory);
    }

    private static SiteLoad load() throws Exception {
        return new SiteLoad(
                LAB.endpoint("web-1").address(),
                SITE,
                LAB.lab().acme().orElseThrow().issuer());
    }

    /** Plans, does it under load, and looks at every request. */
    private static Tool.Run underLoad(String hosts) throws Exception {
        webServers(hosts);
        Tool.Run plan = PROJECT.getFirst().run("plan");
        assertThat(plan.exit()).as(plan.everything()).isZero();
        Tool.Run run;
        SiteLoad load = load();
        try (load) {
            Thread.sleep(2_000);
            run = PROJECT.getFirst().yielding().run("provision");
            Thread.sleep(5_000);
        }
        assertThat(run.exit()).as(run.everything()).isZero();
        Foreseen.of(plan).assertCameTrue(run);
        List<SiteLoad.Request> bad = load.requests().stream()
                .filter(request -> !request.good() || request.millis() >= MOST_MS)
                .toList();
        assertThat(bad)
                .as(
                        "of %d requests; those the servers know of:%n%s",
                        load.requests().size(), bad.isEmpty() ? "" : slow())
                .isEmpty();
        assertThat(load.requests()).hasSizeGreaterThan(5 * SiteLoad.PER_SECOND);
        Set<String> kept = new HashSet<>(
                LAB.raw("web-2", "mysql -N app -e \"SELECT text FROM notes WHERE text LIKE '" + load.prefix() + "%'\"")
                        .lines()
                        .toList());
        assertThat(load.requests().stream()
                        .filter(SiteLoad.Request::write)
                        .map(SiteLoad.Request::note)
                        .filter(note -> !kept.contains(note)))
                .isEmpty();
        return run;
    }

    /** What took most of a second in the logs of the servers: what is not among it has waited on its way to them. */
    private static String slow() throws Exception {
        StringBuilder slow = new StringBuilder();
        for (String host : List.of("web-1", "web-2", LEAVING)) {
            slow.append(LAB.raw(
                    host,
                    "grep -HE ' time=(0\\.[89]|[1-9])' /var/log/nginx-*/access.log | tail -n 40 || :;"
                            + " nstat -asz TcpExtListenDrops TcpExtListenOverflows TcpExtTCPSynRetrans TcpAttemptFails | sed 1d;"
                            + " iptables -nvxL INPUT | head -n 1"));
        }
        return slow.toString();
    }

    private static void assertNothingLeftToDo() throws Exception {
        Tool.Run again = PROJECT.getFirst().run("provision");
        assertThat(again.exit()).as(again.everything()).isZero();
        assertThat(again.stepsThat("changed")).isEmpty();
        for (JsonNode host : again.summary().path("hosts")) {
            assertThat(host.path("exchanges").asInt()).as(again.everything()).isEqualTo(1);
        }
    }

    @Test
    @Order(1)
    void aThirdWebServerComesWithoutARequestThatFailsOrWaits() throws Exception {
        underLoad("web-*");
        assertThat(LAB.raw(LEAVING, "systemctl is-active nginx-web app")).isEqualTo("active\nactive");
        assertNothingLeftToDo();
    }

    @Test
    @Order(2)
    void aRunWithALimitOrTagsDoesNotKnowThatItLeft() throws Exception {
        webServers("[web-1, web-2]");
        Tool.Run limited = PROJECT.getFirst().run("verify", "--read-only", "--limit", LEAVING);
        assertThat(limited.steps()).noneMatch(step -> step.path("play").asText().startsWith("Roles that"));
    }

    @Test
    @Order(3)
    void verifyNamesWhatItLeftAndCountsRemovals() throws Exception {
        Tool.Run verify = PROJECT.getFirst().run("verify", "--read-only");
        assertThat(verify.exit()).as(verify.everything()).isEqualTo(2);
        assertThat(verify.stepsThat("drifted"))
                .contains(
                        LEAVING + ": service nginx-web.service of the role web of the play 'Web servers' is gone",
                        LEAVING
                                + ": systemd_unit nginx-web.service of the role nginx of the play 'Web servers' is"
                                + " gone",
                        LEAVING + ": config_set /etc/nginx/web of the role web of the play 'Web servers' is gone",
                        LEAVING + ": service nginx-exporter-web.service of the role nginx_exporter of the play"
                                + " 'Monitoring of web servers' is gone",
                        LEAVING + ": " + SETTLED);
    }

    @Test
    @Order(4)
    void itLeavesWithoutARequestThatFailsOrWaits() throws Exception {
        Tool.Run run = underLoad("[web-1, web-2]");
        Set<String> staying = staying(run);
        assertThat(staying).as(run.everything()).contains("/var/log/nginx-web");
        assertNothingLeftToDo();

        SortedSet<String> left = new TreeSet<>(HostSnapshot.differences(before, LAB.snapshot(LEAVING)));
        left.removeIf(key -> EXCUSED.matcher(key).matches());
        left.removeIf(key -> staying.stream().anyMatch(path -> key.contains(" " + path)));
        assertThat(left).isEmpty();
        assertThat(LAB.attempt(LEAVING, "ls /var/lib/provisioner/notes/*/*/* | xargs grep -l 'Web servers'")
                        .stdout())
                .isEmpty();
    }

    /** The paths and accounts of which the run says that they stay. */
    private static Set<String> staying(Tool.Run run) {
        Matcher said = Pattern.compile("stays: (?:(?:user|group|symlink) )?([^ :]+)")
                .matcher(run.step(LEAVING, SETTLED).path("diff").toString());
        Set<String> staying = new HashSet<>();
        while (said.find()) {
            staying.add(said.group(1));
        }
        return staying;
    }

    @Test
    @Order(5)
    void itComesBackAsIfItHadNeverLeft() throws Exception {
        underLoad("web-*");
        assertThat(LAB.raw(LEAVING, "systemctl is-active nginx-web app")).isEqualTo("active\nactive");
        Tool.Run verify = PROJECT.getFirst().run("verify");
        assertThat(verify.exit()).as(verify.everything()).isZero();
    }
}
