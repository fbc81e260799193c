package provisioner.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static provisioner.harness.MonitoredSite.await;

import java.util.List;
import provisioner.harness.AlertMessages;
import provisioner.harness.Hammer;
import provisioner.harness.MailRecorder;
import provisioner.harness.MonitoredSite;
import provisioner.lab.TestLab;

/** Real load and real faults, until people are told of them and of their end. */
final class AlertScenario {
    /** The same hour of the day before is twenty seconds ago. */
    private static final String IMPATIENT = """
              alert_traffic_over: 5s
              alert_traffic_before: 20s
              alert_traffic_hour: 10s
            """;

    private final TestLab lab;
    private final MonitoredSite site;
    private final AlertMessages messages;

    AlertScenario(TestLab lab, MonitoredSite site, AlertMessages messages) {
        this.lab = lab;
        this.site = site;
        this.messages = messages;
    }

    void run(String inventory) throws Exception {
        MailRecorder mail = new MailRecorder(lab, "db-1", "web-1", AlertMessages.PASSWORD);
        site.declare(inventory.replace("  alert_for:", IMPATIENT + "  alert_for:"));
        assertThat(site.good("provision").stepsThat("changed"))
                .containsExactly("web-1: Prometheus scrapes every exporter of the inventory");
        // It read the authorities that it trusts when it started.
        lab.raw("web-1", "systemctl restart prometheus-alertmanager");
        messages.assertHeartbeats();
        oneDeadHostIsOneMessage();
        threeAlertsFireAndAreResolved();
        await(() -> assertThat(mail.messages())
                .contains(
                        "To: oncall@example.com",
                        "To: second@example.com",
                        "From: alerts@example.com",
                        "TrafficSpike",
                        "SiteErrors",
                        "SourceTakesNoWrites",
                        // Beside what still fires, in one message.
                        "] Resolved</strong>")
                .doesNotContain("Watchdog"));
    }

    /** Its exporters are dead, of which there is an alert for the database server, too. */
    private void oneDeadHostIsOneMessage() throws Exception {
        messages.forget();
        lab.raw("db-1", "systemctl stop prometheus-node-exporter prometheus-mysqld-exporter");
        await(() -> assertThat(site.alerts()).contains("HostDown db-1", "DatabaseDown db-1"));
        messages.await("firing HostDown db-1");
        // More than one message could have followed by then.
        Thread.sleep(4000);
        assertThat(messages.alerts()).noneMatch(alert -> alert.contains("DatabaseDown"));
        lab.raw("db-1", "systemctl start prometheus-node-exporter prometheus-mysqld-exporter");
        messages.await("resolved HostDown db-1");
    }

    private void threeAlertsFireAndAreResolved() throws Exception {
        messages.forget();
        String broken = "for i in $(seq 1 60); do curl -s -o /dev/null http://127.0.0.1:81/broken; sleep 0.1; done";
        lab.raw("db-1", "mysql -e 'SET GLOBAL super_read_only = ON'");
        lab.raw("web-1", broken);
        try (Hammer visitors = new Hammer(lab.endpoint("web-1").address() + ":81")) {
            messages.await("firing SourceTakesNoWrites db-1", "firing SiteErrors", "firing TrafficSpike");
            visitors.assertNothingFailed();
        }
        lab.raw("db-1", "mysql -e 'SET GLOBAL read_only = OFF'");
        messages.await("resolved SourceTakesNoWrites db-1", "resolved SiteErrors", "resolved TrafficSpike");
        for (String other : List.of("SiteSlow", "ReplicationStopped", "DatabaseDown", "BackendDown")) {
            // Prometheus tells for a while of what has ended earlier.
            assertThat(messages.alerts()).noneMatch(alert -> alert.contains("firing " + other));
        }
    }
}
