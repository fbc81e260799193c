package provisioner.scenarios;

import java.util.List;
import java.util.stream.Stream;
import provisioner.harness.Rounds;

/**
 * One way in which what monitors comes to differ from the files, by hand.
 *
 * @param script raw shell on the host
 * @param drifted the step that has drifted by it, there and nowhere else
 * @param followed the steps that have something to do once that one is mended
 */
record MonitoringDrift(String host, String script, String drifted, String... followed) {
    private static final String NODE_UNIT = "the node exporter's unit is configured";
    private static final String NODE_RUNS = "the node exporter is running";
    private static final String CONFIGURED = "Prometheus scrapes every exporter of the inventory";
    private static final String SUMO_CONFIGURED = "sending to Sumo Logic is configured";

    List<String> mended() {
        return Stream.concat(Stream.of(drifted), Stream.of(followed))
                .map(step -> host + ": " + step)
                .toList();
    }

    @Override
    public String toString() {
        return host + ": " + script;
    }

    /** At most one on each host at a time. */
    static List<List<MonitoringDrift>> rounds() {
        return Rounds.of(
                all(),
                (drift, round) -> round.stream().noneMatch(other -> other.host().equals(drift.host())));
    }

    private static List<MonitoringDrift> all() {
        return List.of(
                // An exporter that is open to the world.
                new MonitoringDrift(
                        "db-1",
                        unit("prometheus-node-exporter", "s/listen-address=[^ ]*/listen-address=:9100/"),
                        NODE_UNIT,
                        NODE_RUNS),
                // A unit's hardening removed.
                new MonitoringDrift(
                        "web-1",
                        unit("nginx-exporter-web", "/^DynamicUser\\|^Protect/d"),
                        "the exporter of nginx-web has a unit",
                        "the exporter of nginx-web is running"),
                // An alert rule removed, live and in the file.
                new MonitoringDrift("web-1", rules("alerts.yml", "/alert: BackendDown/,/summary/d"), CONFIGURED),
                // A target that is not asked any more.
                new MonitoringDrift("web-1", rules("../prometheus.yml", "/job_name: \"mysql /,$d"), CONFIGURED),
                new MonitoringDrift("web-1", "systemctl disable prometheus", "Prometheus is running"),
                // An address that is not told any more, live and in the file.
                new MonitoringDrift(
                        "web-1",
                        "sed -i '/to: \"second@/,/send_resolved/d' /etc/alertmanager/live/alertmanager.yml;"
                                + " systemctl reload prometheus-alertmanager; sleep 1",
                        "alerts are sent to 2 e-mail addresses and a webhook"),
                new MonitoringDrift(
                        "web-1",
                        "sed -i s/code/agent/ /etc/provisioner/mtail/balancer.mtail; systemctl restart mtail",
                        "mtail counts requests by status and time",
                        "mtail is running"),
                new MonitoringDrift(
                        "db-1", "systemctl disable certificate-expiry.timer", "certificates are read every hour"),
                new MonitoringDrift(
                        "db-1",
                        "chmod 0644 /etc/prometheus-mysqld-exporter.cnf",
                        "only the MySQL exporter can read its database password"),
                new MonitoringDrift(
                        "db-1", "sed -i s/www.example.com/evil/ /etc/sumologic/live/exporters", SUMO_CONFIGURED));
    }

    private static String unit(String name, String edit) {
        return "sed -i '" + edit + "' /etc/systemd/system/" + name
                + ".service; systemctl daemon-reload; systemctl restart " + name;
    }

    private static String rules(String file, String edit) {
        return "sed -i '" + edit + "' /etc/prometheus/live/rules/" + file + "; systemctl reload prometheus; sleep 1";
    }
}
