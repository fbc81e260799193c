package provisioner.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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
import provisioner.harness.SiteHammer;
import provisioner.harness.Tool;
import provisioner.lab.TestLab;

/**
 * The whole site of {@code inventory/source-replica.yml}, once it stands: looked at from outside, released to, backed up, with
 * servers that die. Each test goes on from the one before.
 */
@Tag("host")
@Tag("long")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SiteOperationsTest {
    private static final String INVENTORY = "inventory/source-replica.yml";
    private static final String SITE = "www.example.com";
    private static final List<String> HOSTS = List.of("web-1", "web-2", "web-3");
    private static final int RATE = 50;

    /**
     * Of the test authority: nobody knows its root, it has no revocation lists, and the grade is capped for that. And of testssl.sh:
     * the openssl that it finds knows no GOST.
     */
    private static final Set<String> NOT_OURS =
            Set.of("cert_chain_of_trust", "cert_revocation", "overall_grade", "engine_problem");

    /** In the lab, but in no inventory. */
    private static final String OUTSIDE = "outside";

    @RegisterExtension
    static final TestLab LAB = TestLab.of("sid", "web-1", "web-2", "web-3", OUTSIDE);

    @TempDir
    static Path directory;

    private static SampleProject project;

    @BeforeAll
    static void provision() throws Exception {
        LAB.acme("web-1");
        project = SampleProject.make(directory, INVENTORY, LAB);
        Tool.Run run = project.run("provision");
        assertThat(run.exit()).as(run.everything()).isZero();
        LAB.raw(OUTSIDE, """
                export DEBIAN_FRONTEND=noninteractive
                apt-get install -qq -y --no-install-recommends nmap testssl.sh bsdextrautils openssl procps >&2
                """);
    }

    private static String address(String host) throws Exception {
        return LAB.endpoint(host).address();
    }

    private static SiteHammer hammer() throws Exception {
        return new SiteHammer(address("web-1"), SITE);
    }

    private static String logs() throws Exception {
        StringBuilder logs = new StringBuilder();
        for (String host : HOSTS) {
            logs.append(LAB.attempt(
                            host,
                            "grep -hv 'no live upstreams' /var/log/nginx-*/error.log | tail -n 40; journalctl -u app -n 20 --no-pager -o cat")
                    .stdout());
        }
        return logs.toString();
    }

    private static String[] arguments(String playbook, String... more) {
        List<String> arguments = new ArrayList<>(List.of("playbooks/" + playbook));
        arguments.addAll(List.of(more));
        return arguments.toArray(String[]::new);
    }

    /** A plan, and what then happens. */
    private static Tool.Run comesTrue(String... arguments) throws Exception {
        Tool.Run plan = project.run("plan", arguments);
        assertThat(plan.exit()).as(plan.everything()).isZero();
        Tool.Run run = project.run("provision", arguments);
        assertThat(run.exit()).as(run.everything()).isZero();
        Foreseen.of(plan).assertCameTrue(run);
        return run;
    }

    /** A plan, what then happens, and that there is nothing left to do. */
    private static Tool.Run happensAsPlanned(String playbook, String... more) throws Exception {
        String[] all = arguments(playbook, more);
        Tool.Run run = comesTrue(all);
        Tool.Run again = project.run("provision", all);
        assertThat(again.exit()).as(again.everything()).isZero();
        assertThat(again.stepsThat("changed")).isEmpty();
        for (JsonNode host : again.summary().path("hosts")) {
            assertThat(host.path("exchanges").asInt()).as(again.everything()).isEqualTo(1);
        }
        return run;
    }

    private static Set<String> notes(String host) throws Exception {
        return new HashSet<>(LAB.raw(host, "mysql -N app -e 'SELECT text FROM notes'")
                .lines()
                .toList());
    }

    @Test
    @Order(1)
    void fromOutsideOnlySshAndTheSiteAnswer() throws Exception {
        for (String host : HOSTS) {
            String found = LAB.raw(
                    OUTSIDE,
                    "nmap -n -Pn -sS -p- --min-rate 5000 --max-retries 2 --open -oG - " + address(host)
                            + " | grep Ports:");
            assertThat(Pattern.compile("([0-9]+)/open/")
                            .matcher(found)
                            .results()
                            .map(match -> match.group(1)))
                    .as(found)
                    .containsExactlyElementsOf(host.equals("web-1") ? List.of("22", "80", "443") : List.of("22"));
        }
    }

    @Test
    @Order(2)
    void testsslFindsNoWeaknessOfMediumOrHigher() throws Exception {
        LAB.raw(OUTSIDE, "echo '%s %s' >>/etc/hosts".formatted(address("web-1"), SITE));
        List<String> weak = weaknesses();
        // A check that got no connection, as happens on a busy machine, has not said anything yet.
        for (int i = 0; i < 2 && weak.toString().contains("connect problem"); i++) {
            weak = weaknesses();
        }
        assertThat(weak).isEmpty();
    }

    private static List<String> weaknesses() throws Exception {
        TestLab.Output output = LAB.attempt(
                OUTSIDE,
                "cd /root && rm -f found.json && testssl --quiet --color 0 --warnings off --nodns min --ip %s"
                                .formatted(address("web-1"))
                        + " --jsonfile found.json https://" + SITE);
        JsonNode all = new ObjectMapper().readTree(LAB.raw(OUTSIDE, "cat /root/found.json"));
        assertThat(all.size()).as(output.stdout() + output.stderr()).isGreaterThan(100);
        List<String> weak = new ArrayList<>();
        for (JsonNode finding : all) {
            String id = finding.path("id").asText();
            boolean bad = Set.of("MEDIUM", "HIGH", "CRITICAL", "FATAL", "WARN")
                    .contains(finding.path("severity").asText());
            boolean capped = id.startsWith("grade_cap_reason")
                    && !finding.path("finding").asText().contains("Issues with chain of trust");
            if (capped || (bad && !NOT_OURS.contains(id))) {
                weak.add(finding.toString());
            }
        }
        return weak;
    }

    @Test
    @Order(3)
    void aWebServerThatIsKilledLosesNoRequest() throws Exception {
        SiteHammer hammer = hammer();
        try (hammer) {
            Thread.sleep(2_000);
            LAB.raw("web-3", "systemctl mask --quiet --runtime nginx-web; systemctl kill -s KILL nginx-web");
            Thread.sleep(8_000);
            LAB.raw("web-3", "systemctl unmask --quiet --runtime nginx-web; systemctl start nginx-web");
            Thread.sleep(4_000);
        }
        hammer.assertNothingFailed(RATE, logs());
        assertThat(notes("web-2")).containsAll(hammer.acknowledged());
    }

    @Test
    @Order(4)
    void aReleaseGoesOutUnderLoadAndAsPlanned() throws Exception {
        Path inventory = directory.resolve(INVENTORY);
        Files.writeString(
                inventory,
                Files.readString(inventory)
                        .replace("  mysql_source: web-2", "  app_version: '1.1'\n  mysql_source: web-2"));
        SiteHammer hammer = hammer();
        try (hammer) {
            happensAsPlanned("deploy.yml");
        }
        hammer.assertNothingFailed(RATE, logs());
        assertThat(hammer.hosts().keySet()).containsExactlyElementsOf(HOSTS);
        assertThat(project.run("verify").exit()).isZero();
    }

    @Test
    @Order(5)
    void aBackupIsTakenAndBroughtBack() throws Exception {
        happensAsPlanned("backup.yml", "-e", "backup=one");
        Set<String> before = notes("web-2");
        // Every run restores once more.
        for (int run = 0; run < 2; run++) {
            LAB.raw("web-2", "mysql app -e \"INSERT INTO notes (text) VALUES ('later')\"");
            assertThat(comesTrue(arguments("restore.yml", "-e", "backup=one")).stepsThat("changed"))
                    .containsExactly("web-2: the databases are restored from backup one");
            for (String host : HOSTS) {
                assertThat(notes(host)).isEqualTo(before);
            }
        }
    }

    /** The source's host loses its power with notes that no replica has received, and one of them has received more. */
    @Test
    @Order(6)
    void writesComeBackWithAnotherSourceAndWhatIsLostIsNamed() throws Exception {
        SiteHammer hammer = hammer();
        try (hammer) {
            Thread.sleep(2_000);
            for (String replica : List.of("web-1", "web-3")) {
                LAB.raw(replica, "mysql -e 'STOP REPLICA IO_THREAD'");
                Thread.sleep(1_000);
            }
            LAB.cutPower("web-2");
        }
        Tool.Run refused = promote("web-2", "web-1");
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.stepsThat("failed"))
                .containsExactlyInAnyOrder(
                        "web-3: this server stands aside for web-1", "web-1: this server is the source");
        assertThat(refused.everything())
                .contains("this server has transactions that " + address("web-1") + " lacks: ")
                .contains(address("web-3") + " (follows " + address("web-2") + ")");
        assertThat(readOnly("web-1")).isEqualTo("1");

        Tool.Run promotion = promote("web-1", "web-3");
        assertThat(promotion.exit()).as(promotion.everything()).isZero();
        SiteHammer after = hammer();
        try (after) {
            Thread.sleep(5_000);
        }
        assertThat(after.acknowledged()).isNotEmpty();
        assertThat(notes("web-3")).containsAll(after.acknowledged());

        LAB.reboot("web-2");
        assertThat(readOnly("web-2")).isEqualTo("1");
        Tool.Run site = project.run("provision");
        assertThat(site.exit()).isEqualTo(1);
        assertThat(site.stepsThat("failed")).containsExactly("web-2: this server replicates from web-3");
        assertThat(readOnly("web-3")).isEqualTo("0");

        Set<String> lost = notes("web-2");
        lost.removeAll(notes("web-3"));
        Set<String> acknowledgedAndLost = new HashSet<>(hammer.acknowledged());
        acknowledgedAndLost.removeAll(notes("web-3"));
        assertThat(lost).isNotEmpty().containsAll(acknowledgedAndLost);
        assertThat(unsaved(site.step("web-2", "this server replicates from web-3")
                        .path("because")
                        .asText()))
                .isEqualTo(lost.size());
    }

    private static Tool.Run promote(String before, String source) throws Exception {
        Path inventory = directory.resolve(INVENTORY);
        Files.writeString(
                inventory, Files.readString(inventory).replace("mysql_source: " + before, "mysql_source: " + source));
        return project.run("provision", "playbooks/promote-replica.yml", "--limit", "all,!web-2");
    }

    private static String readOnly(String host) throws Exception {
        return LAB.raw(host, "mysql -N -e 'SELECT @@GLOBAL.super_read_only'");
    }

    /** How many transactions a message names: {@code UUID:5-7:9}. */
    private static int unsaved(String message) {
        Matcher gtids = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}((:[0-9]+(-[0-9]+)?)+)")
                .matcher(message);
        assertThat(gtids.find()).as(message).isTrue();
        int count = 0;
        for (String interval : gtids.group(2).substring(1).split(":")) {
            String[] ends = interval.split("-");
            count += Integer.parseInt(ends[ends.length - 1]) - Integer.parseInt(ends[0]) + 1;
        }
        return count;
    }
}
