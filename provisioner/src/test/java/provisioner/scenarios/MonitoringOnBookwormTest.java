package provisioner.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static provisioner.harness.MonitoredSite.await;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import provisioner.harness.AlertMessages;
import provisioner.harness.MailRecorder;
import provisioner.harness.MonitoredSite;
import provisioner.harness.RuleTests;
import provisioner.harness.SumoReceiver;
import provisioner.lab.TestLab;

/** The same roles with what the older release has: other exporters, Prometheus 2, syslog-ng 3, and MariaDB. */
@Tag("host")
@Tag("long")
class MonitoringOnBookwormTest {
    private static final String INVENTORY = """
            user: root
            vars:
              suite: bookworm
              site_name: www.example.com
              mysql_source: another
              internal_ca: !secret internal_ca
              mysql_exporter_password: !env EXPORTER_PASSWORD
              sumologic_endpoint: !env SUMO
              sumologic_interval: 2s
              prometheus_interval: 1s
              alert_for: 2s
            %s  database_package: mariadb-server
              database_service: mariadb
              instances:
                - {name: web, port: 80, status: 8081}
                - {name: balancer, port: 81, status: 8082}
            hosts:
              old-1: {address: 203.0.113.11}
            groups:
              web: {hosts: old-1}
              loadbalancer: {hosts: old-1}
              monitoring: {hosts: old-1}
              database: {hosts: old-1}
            """.formatted(AlertMessages.VARIABLES);

    @RegisterExtension
    static final TestLab LAB = TestLab.of("bookworm", "old-1");

    @TempDir
    static Path directory;

    @Test
    void everythingWorksThereToo() throws Exception {
        try (SumoReceiver sumo = SumoReceiver.reachedFrom(LAB, "old-1")) {
            AlertMessages messages = new AlertMessages(sumo);
            Map<String, String> secrets = new HashMap<>(messages.secrets());
            secrets.putAll(Map.of("SUMO", sumo.url("token"), "EXPORTER_PASSWORD", MonitoredSite.PASSWORD));
            MonitoredSite site = new MonitoredSite(directory, LAB, "old-1", INVENTORY, secrets);
            site.good("provision");
            await(() -> assertThat(site.query("up == 1", "job"))
                    .containsExactly(
                            "alertmanager 1",
                            "mtail 1",
                            "mysql 1",
                            "nginx_balancer 1",
                            "nginx_web 1",
                            "node 1",
                            "prometheus 1"));
            RuleTests.run(LAB, "old-1", directory.resolve("rules"));
            peopleAreTold(messages);
            replicationIsSeen(site);
            messages.await("resolved DatabaseDown old-1", "firing ReplicationStopped old-1");
            consolesAreDrawnInABrowser();
            LAB.raw("old-1", "curl -s -o /dev/null http://127.0.0.1/canary http://127.0.0.1:81/canary");
            await(() -> assertThat(sumo.accepted())
                    .extracting(SumoReceiver.Post::category)
                    .contains(
                            "www.example.com/web/access",
                            "www.example.com/balancer/access",
                            "www.example.com/authentication",
                            "www.example.com/database/error",
                            "www.example.com/node/metrics",
                            "www.example.com/web/metrics",
                            "www.example.com/balancer/metrics",
                            "www.example.com/database/metrics"));
            assertThat(site.good("provision").stepsThat("changed")).isEmpty();
        }
    }

    private static void peopleAreTold(AlertMessages messages) throws Exception {
        MailRecorder mail = new MailRecorder(LAB, "old-1", "old-1", AlertMessages.PASSWORD);
        // It read the authorities that it trusts when it started.
        LAB.raw("old-1", "systemctl restart prometheus-alertmanager");
        messages.assertHeartbeats();
        messages.await("firing DatabaseDown old-1");
        await(() -> assertThat(mail.messages()).contains("To: oncall@example.com", "DatabaseDown"));
    }

    private static void consolesAreDrawnInABrowser() throws Exception {
        LAB.raw(
                "old-1",
                "DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends chromium >/dev/null 2>&1");
        for (String page : List.of("site", "web", "database", "hosts")) {
            String shown = LAB.raw(
                    "old-1",
                    "timeout 100 chromium --headless --no-sandbox --disable-gpu --disable-dev-shm-usage"
                            + " --virtual-time-budget=10000 --dump-dom"
                            + " 'http://127.0.0.1:9090/consoles/" + page + ".html?hours=1' 2>/dev/null");
            assertThat(shown).as(page).contains("data-done=\"yes\"", "<polyline points=");
            assertThat(shown).as(page).doesNotContain("error executing template");
        }
    }

    private static void replicationIsSeen(MonitoredSite site) throws Exception {
        site.awaitAlerts("DatabaseDown old-1");
        site.createAccount("old-1", "PROCESS, BINLOG MONITOR, SLAVE MONITOR");
        // It is declared a replica, and is none.
        site.awaitAlerts("ReplicationStopped old-1");
        assertThat(site.query("instance:mysql_replication_running:min")).isEmpty();
        LAB.raw("old-1", "mysql -e \"CHANGE MASTER TO MASTER_HOST='192.0.2.1'; START SLAVE\"");
        await(() -> assertThat(site.query("instance:mysql_replication_running:min", "instance"))
                .containsExactly("old-1 0"));
    }
}
