package provisioner.survival;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import provisioner.harness.Tool;
import provisioner.lab.TestLab;

/** What an operator does to three hosts in use: the group keeps its majority, and no write is lost. Each test goes on from the one before. */
@Tag("host")
@Tag("alone")
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ChangesUnderLoadTest {
    @RegisterExtension
    static final TestLab LAB = TestLab.of("sid", Survival.HOSTS.toArray(String[]::new));

    @TempDir
    static Path directory = Path.of("");

    private Survival site;

    @Test
    @Order(1)
    void aChangedSettingReachesAllMembers() throws Exception {
        site = Survival.provision(LAB, directory);
        String primary = site.primary();
        site.declare("  mysql_settings: {max_connections: 177}\n");
        int fewest;
        try (MembersWatch watch = new MembersWatch(LAB, Survival.HOSTS)) {
            Measured measured = site.during("a changed setting", () -> done(site.run("provision")));
            assertThat(measured.failed(false)).as("reads: %s", measured).isZero();
            assertThat(measured.backAfterMillis(true))
                    .as("writes: %s", measured)
                    .isLessThan(Measured.WRITES_MS);
            fewest = watch.fewest();
        }
        assertThat(fewest).as("each restarts, one at a time").isEqualTo(2);
        assertThat(ask("SELECT @@max_connections").values()).containsOnly("177");
        assertThat(uptimes().get(primary)).as("the primary comes last").isEqualTo(youngest());
    }

    @Test
    @Order(2)
    void newCertificatesReachAllMembers() throws Exception {
        for (String host : Survival.HOSTS) {
            LAB.raw(host, "rm /etc/mysql/tls/server.pem /etc/mysql/tls/server.key");
        }
        Map<String, String> served = served();
        int fewest;
        try (MembersWatch watch = new MembersWatch(LAB, Survival.HOSTS)) {
            Measured measured = site.during("new certificates", () -> done(site.run("provision")));
            assertThat(measured.failed(false) + measured.failed(true))
                    .as("%s", measured)
                    .isZero();
            fewest = watch.fewest();
        }
        assertThat(fewest).as("nothing restarts").isEqualTo(3);
        Map<String, String> now = served();
        assertThat(now)
                .allSatisfy((host, certificate) -> assertThat(certificate).isNotEqualTo(served.get(host)));
    }

    @Test
    @Order(3)
    void everyHostReboots() throws Exception {
        Map<String, String> boots = boots();
        int fewest;
        try (MembersWatch watch = new MembersWatch(LAB, Survival.HOSTS)) {
            Measured measured = site.during(
                    "reboots",
                    () -> done(site.run("provision", "playbooks/reboot.yml", "-e", "maintenance_reboot=now")));
            assertThat(measured.failed(false) + measured.failed(true))
                    .as("%s", measured)
                    .isZero();
            fewest = watch.fewest();
        }
        assertThat(fewest).as("one at a time").isEqualTo(2);
        assertThat(boots()).allSatisfy((host, boot) -> assertThat(boot).isNotEqualTo(boots.get(host)));
    }

    /** What can be done on the others is done. */
    @Test
    @Order(4)
    void aRunChangesTheOthersWhileAHostIsDead() throws Exception {
        String dead = "web-3";
        site.declare("  max_body: 3m\n");
        LAB.cutPower(dead);
        Tool.Run run = site.run("provision");
        assertThat(run.exit()).as(run.everything()).isEqualTo(1);
        assertThat(run.events("host-failed"))
                .as(run.everything())
                .singleElement()
                .satisfies(failed -> {
                    assertThat(failed.path("host").asText()).isEqualTo(dead);
                    assertThat(failed.path("unreachable").asBoolean()).isTrue();
                });
        for (String host : site.others(dead)) {
            assertThat(run.host(host).path("failed").asInt())
                    .as(run.everything())
                    .isZero();
            assertThat(LAB.raw(host, "grep -rh client_max_body_size /etc/nginx/web"))
                    .contains("client_max_body_size 3m");
        }
        assertOnlyTheDatabaseWaits(dead);
        LAB.reboot(dead);
        done(site.run("provision"));
        assertThat(ask("SELECT @@long_query_time").values()).containsOnly("3.000000");
    }

    /** A changed setting has to wait, because no majority is left while a second member restarts. */
    private void assertOnlyTheDatabaseWaits(String dead) throws Exception {
        site.declare("  mysql_slow_seconds: 3\n  response_seconds: 61\n");
        Tool.Run run = site.run("provision");
        assertThat(run.exit()).as(run.everything()).isEqualTo(1);
        assertThat(run.stepsThat("failed"))
                .as(run.everything())
                .containsExactlyInAnyOrderElementsOf(site.others(dead).stream()
                        .map(host -> host + ": the group has a majority without the database server of " + host)
                        .toList());
        for (String host : site.others(dead)) {
            assertThat(LAB.raw(host, "grep -rh proxy_read_timeout /etc/nginx/web"))
                    .contains("61s");
        }
    }

    private static void done(Tool.Run run) {
        assertThat(run.exit()).as(run.everything()).isZero();
    }

    private Map<String, String> ask(String query) throws Exception {
        Map<String, String> answers = new TreeMap<>();
        for (String host : Survival.HOSTS) {
            answers.put(host, site.sql(host, query));
        }
        return answers;
    }

    private Map<String, Long> uptimes() throws Exception {
        Map<String, Long> uptimes = new TreeMap<>();
        for (Map.Entry<String, String> answer :
                ask("SHOW GLOBAL STATUS LIKE 'Uptime'").entrySet()) {
            uptimes.put(answer.getKey(), Long.valueOf(answer.getValue().replaceAll("\\D", "")));
        }
        return uptimes;
    }

    private long youngest() throws Exception {
        return uptimes().values().stream().mapToLong(Long::longValue).min().orElseThrow();
    }

    /** The certificate that each server shows who connects. */
    private static Map<String, String> served() throws Exception {
        Map<String, String> served = new TreeMap<>();
        for (String host : Survival.HOSTS) {
            served.put(
                    host,
                    LAB.raw(
                            host,
                            "openssl s_client -connect 127.0.0.1:3306 -starttls mysql </dev/null 2>/dev/null"
                                    + " | openssl x509 -noout -serial"));
        }
        return served;
    }

    private static Map<String, String> boots() throws Exception {
        Map<String, String> boots = new TreeMap<>();
        for (String host : Survival.HOSTS) {
            boots.put(host, LAB.raw(host, "stat -c %Z /proc/1"));
        }
        return boots;
    }
}
