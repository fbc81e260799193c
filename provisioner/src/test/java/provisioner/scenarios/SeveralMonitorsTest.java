package provisioner.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static provisioner.harness.MonitoredSite.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import provisioner.harness.AlertMessages;
import provisioner.harness.SumoReceiver;
import provisioner.harness.Tool;
import provisioner.harness.Workspace;
import provisioner.lab.TestLab;

/** Two hosts that watch each other: one message of what both see, and one of the death of either. */
@Tag("host")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SeveralMonitorsTest {
    private static final String INVENTORY = """
            user: root
            vars:
              suite: sid
              internal_ca: !secret internal_ca
              prometheus_interval: 1s
              alert_for: 10s
              alertmanager_webhook_url: !env HOOK
              alertmanager_group_wait: 3s
              alertmanager_group_interval: 1s
            hosts:
              m-[1:2]: {address: "203.0.113.[1:2]"}
            groups:
              monitoring: {hosts: m-*}
            """;

    private static final String PLAYBOOK = """
            - play: Every host
              hosts: all
              roles: [internal_certificate, node_exporter]
            - play: Prometheus
              hosts: monitoring
              roles: [alertmanager, prometheus]
            """;

    @RegisterExtension
    static final TestLab LAB = TestLab.of("sid", "m-1", "m-2");

    @TempDir
    static Path directory;

    private static SumoReceiver receiver;
    private static AlertMessages messages;
    private static Workspace files;

    @BeforeAll
    static void declare() throws Exception {
        receiver = SumoReceiver.reachedFrom(LAB, "m-1");
        messages = new AlertMessages(receiver);
        files = new Workspace(directory, LAB, messages.secrets()).inventory(INVENTORY);
        String site = Files.readString(Tool.CHECKOUT.resolve("playbooks/site.yml"));
        String check = site.substring(
                site.indexOf("    - name: the Alertmanagers agree on who sends"),
                site.indexOf("    - name: Prometheus knows whom to tell of alerts"));
        files.playbook(PLAYBOOK + "- play: As a whole\n  hosts: monitoring\n  steps:\n" + check);
        files.shipped("playbooks/roles", "templates");
        files.authority();
    }

    @AfterAll
    static void stopReceiver() {
        receiver.close();
    }

    private static void run(String command, Set<String> changed) throws Exception {
        Tool.Run run = files.json(command);
        assertThat(run.exit()).as(run.everything()).isZero();
        assertThat(Set.copyOf(run.stepsThat("changed"))).isEqualTo(changed);
    }

    private static void assertToldOnce(String alert) throws Exception {
        messages.await(alert);
        // The other one waits for 15 s before it would send the same.
        Thread.sleep(20_000);
        assertThat(messages.alerts().stream().filter(alert::equals))
                .as("%s", messages.alerts())
                .hasSize(1);
    }

    @Test
    @Order(1)
    void theyAgreeOnWhoSends() throws Exception {
        Tool.Run provision = files.json("provision");
        assertThat(provision.exit()).as(provision.everything()).isZero();
        run("provision", Set.of());
        String port = "openssl s_client -connect " + LAB.endpoint("m-2").address() + ":9094 -tls1_2 %s </dev/null 2>&1";
        String certificate = "-cert /etc/provisioner/tls/host.pem -key /etc/provisioner/tls/host.key";
        assertThat(LAB.attempt("m-1", port.formatted(certificate)).stdout()).doesNotContain("alert");
        assertThat(LAB.attempt("m-1", port.formatted("")).stdout()).contains("alert");
    }

    @Test
    @Order(2)
    void bothSeeAServiceThatDoesNotRunAndOneTells() throws Exception {
        // What there was while they started is over, and both have had the time to say so.
        for (String host : List.of("m-1", "m-2")) {
            await(() -> assertThat(LAB.raw(
                            host,
                            "amtool --alertmanager.url=http://127.0.0.1:9093 alert query"
                                    + " -o simple alertname!=Watchdog | tail -n +2"))
                    .isEmpty());
        }
        Thread.sleep(20_000);
        messages.forget();
        LAB.raw("m-2", "systemctl stop prometheus");
        assertToldOnce("firing ServiceDown m-2");
        LAB.raw("m-2", "systemctl start prometheus");
        messages.await("resolved ServiceDown m-2");
    }

    @Test
    @Order(3)
    void aRenewedCertificateKeepsThemTogether() throws Exception {
        LAB.raw("m-1", "rm /etc/provisioner/tls/host.pem");
        run(
                "provision",
                Set.of("m-1: this host has a certificate from the internal authority", "m-1: Alertmanager is running"));
        run("verify", Set.of());
    }

    @Test
    @Order(4)
    void theOneThatIsLeftTellsOfTheOther() throws Exception {
        messages.forget();
        LAB.cutPower("m-1");
        messages.await("firing HostDown m-1");
        LAB.reboot("m-1");
        messages.await("resolved HostDown m-1");
        await(() -> run("verify", Set.of()));
        List<String> told = messages.alerts().stream()
                .filter(alert -> alert.startsWith("firing "))
                .distinct()
                .toList();
        assertThat(told).containsExactly("firing HostDown m-1");
    }
}
