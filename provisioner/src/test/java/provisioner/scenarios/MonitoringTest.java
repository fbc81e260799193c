package provisioner.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static provisioner.harness.MonitoredSite.await;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import provisioner.harness.AlertMessages;
import provisioner.harness.Hammer;
import provisioner.harness.MonitoredSite;
import provisioner.harness.RuleTests;
import provisioner.harness.ShownMetrics;
import provisioner.harness.SumoReceiver;
import provisioner.harness.Tool;
import provisioner.lab.TestLab;

/** Real exporters and a real Prometheus on real hosts. Each test goes on from the one before. */
@Tag("host")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MonitoringTest {
    /** Everything is asked every second here, and alerts need no patience; the roles' defaults are for real ones. */
    private static final String INVENTORY = """
            user: root
            vars:
              suite: sid
              site_name: www.example.com
              mysql_source: db-1
              internal_ca: !secret internal_ca
              mysql_exporter_password: !env EXPORTER_PASSWORD
              sumologic_endpoint: !env SUMO
              sumologic_interval: 2s
              sumologic_hide: ["user=\\\\S+"]
              prometheus_interval: 1s
              alert_for: 2s
            %s  database_package: mysql-server
              database_service: mysql
              instances:
                - {name: web, port: 80, status: 8081}
                - {name: balancer, port: 81, status: 8082}
            hosts:
              web-1: {address: 203.0.113.11}
              db-1: {address: 203.0.113.12}
            groups:
              web: {hosts: web-1}
              app: {hosts: web-1}
              loadbalancer: {hosts: web-1}
              monitoring: {hosts: web-1}
              database: {hosts: db-1}
            """.formatted(AlertMessages.VARIABLES);

    private static final String FIGURES = "www.example.com/%s/metrics";

    @RegisterExtension
    static final TestLab LAB = TestLab.of("sid", "web-1", "db-1");

    @TempDir
    static Path directory;

    private static SumoReceiver sumo;
    private static AlertMessages messages;
    private static MonitoredSite site;

    @BeforeAll
    static void declared() throws Exception {
        sumo = SumoReceiver.reachedFrom(LAB, "web-1");
        messages = new AlertMessages(sumo);
        Map<String, String> secrets = new HashMap<>(messages.secrets());
        secrets.putAll(Map.of("SUMO", sumo.url(MonitoredSite.TOKEN), "EXPORTER_PASSWORD", MonitoredSite.PASSWORD));
        site = new MonitoredSite(directory, LAB, "web-1", INVENTORY, secrets);
    }

    @AfterAll
    static void stopReceiver() {
        sumo.close();
    }

    private static String address(String host) throws Exception {
        return LAB.endpoint(host).address();
    }

    @Test
    @Order(1)
    void fromBareHosts() throws Exception {
        Tool.Run provision = site.good("provision");
        assertThat(provision.stepsThat("changed")).hasSizeGreaterThan(40);
        String web = address("web-1");
        assertThat(site.listening("web-1"))
                .containsExactlyInAnyOrder(
                        "127.0.0.1:9090",
                        "127.0.0.1:9093",
                        "127.0.0.1:3904",
                        web + ":9100",
                        web + ":9113",
                        web + ":9114");
        String database = address("db-1");
        assertThat(site.listening("db-1")).containsExactlyInAnyOrder(database + ":9100", database + ":9104");
        await(() -> assertThat(site.query("up", "job", "instance"))
                .containsExactly(
                        "alertmanager web-1 1",
                        "mtail web-1 1",
                        "mysql db-1 1",
                        "nginx_balancer web-1 1",
                        "nginx_web web-1 1",
                        "node db-1 1",
                        "node web-1 1",
                        "prometheus web-1 1"));
        RuleTests.run(LAB, "web-1", directory.resolve("rules"));
    }

    @Test
    @Order(2)
    void theSecondRunChangesNothingInOneExchange() throws Exception {
        int web = LAB.sshSessions("web-1");
        int database = LAB.sshSessions("db-1");
        assertThat(site.good("provision").stepsThat("changed")).isEmpty();
        assertThat(LAB.sshSessions("web-1")).isEqualTo(web + 1);
        assertThat(LAB.sshSessions("db-1")).isEqualTo(database + 1);
    }

    @Test
    @Order(3)
    void everyUnitIsHardened() throws Exception {
        for (String host : List.of("web-1", "db-1")) {
            String levels = LAB.raw(host, """
                    for unit in $(cd /etc/systemd/system; ls prometheus*.service mtail.service nginx-exporter-*.service sumologic-*.service certificate-expiry.service); do
                      if [ -L /etc/systemd/system/$unit ]; then continue; fi
                      systemd-analyze security --no-pager "$unit" | tail -n 1
                    done
                    """);
            assertThat(levels.lines()).hasSizeGreaterThan(4).allMatch(line -> line.contains(" OK "));
        }
    }

    @Test
    @Order(4)
    void queriesPerSecondAreWhatTheServersAnswer() throws Exception {
        try (Hammer web = new Hammer(address("web-1"));
                Hammer balancer = new Hammer(address("web-1") + ":81")) {
            await(() -> {
                assertThat(site.rate("instance:nginx_http_requests:rate1m")).isGreaterThan(5);
                assertThat(site.rate("loadbalancer:nginx_http_requests:rate1m")).isGreaterThan(5);
            });
            web.assertNothingFailed();
            balancer.assertNothingFailed();
        }
    }

    /** The account is not there yet, so the exporter runs but the database server does not let it in. */
    @Test
    @Order(5)
    void theDatabaseIsSeenOnceTheAccountIsThere() throws Exception {
        site.awaitAlerts("DatabaseDown db-1");
        site.createAccount("db-1", "PROCESS, REPLICATION CLIENT");
        site.awaitAlerts();
        await(() -> assertThat(site.query("instance:mysql_queries:rate1m", "instance"))
                .hasSize(1));
        // A replica of nobody: its threads cannot run.
        LAB.raw("db-1", "mysql -e \"CHANGE REPLICATION SOURCE TO SOURCE_HOST='192.0.2.1'\"");
        site.awaitAlerts("ReplicationStopped db-1");
        LAB.raw("db-1", "mysql -e 'RESET REPLICA ALL'");
        site.awaitAlerts();
    }

    @Test
    @Order(6)
    void whatStopsIsAlerted() throws Exception {
        LAB.raw("web-1", """
                systemctl stop nginx-web nginx-balancer
                mkdir -p /etc/provisioner/certificates/old
                openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=web-1 -keyout /dev/null \\
                  -not_before "$(date -u -d '-90 days' +%Y%m%d%H%M%SZ)" -not_after "$(date -u -d '+10 days' +%Y%m%d%H%M%SZ)" \\
                  -out /etc/provisioner/certificates/old/fullchain.pem 2>/dev/null
                systemctl start certificate-expiry.service
                """);
        LAB.raw("db-1", "systemctl stop prometheus-node-exporter prometheus-mysqld-exporter");
        site.awaitAlerts(
                "BackendDown web-1",
                "CertificateNearItsEnd web-1",
                "DatabaseDown db-1",
                "HostDown db-1",
                "LoadBalancerDown web-1");
        LAB.raw(
                "web-1",
                "rm /etc/provisioner/certificates/old/fullchain.pem; systemctl start certificate-expiry.service");
        assertThat(site.good("provision").stepsThat("changed"))
                .containsExactlyInAnyOrder(
                        "web-1: nginx-web is running",
                        "web-1: nginx-balancer is running",
                        "db-1: the node exporter is running",
                        "db-1: the MySQL exporter is running");
        site.awaitAlerts();
    }

    /**
     * Of another authority, and of ours for another host. Prometheus keeps the connections that it has verified, which the restart
     * ends; what is served next needs none.
     */
    @Test
    @Order(7)
    void anExporterIsAskedForItsOwnCertificate() throws Exception {
        String files = "/etc/provisioner/tls/host";
        LAB.raw(
                "db-1",
                "openssl req -x509 -key %1$s.key -subj /CN=db-1 -days 900 -out %1$s.pem".formatted(files)
                        + " -addext subjectAltName=DNS:db-1;"
                        + " systemctl restart prometheus-node-exporter prometheus-mysqld-exporter");
        site.awaitAlerts("DatabaseDown db-1", "HostDown db-1");
        Tool.Run verify = site.run("verify");
        assertThat(verify.exit()).as(verify.everything()).isEqualTo(2);
        assertThat(verify.check("every host's node exporter is scraped")
                        .path("outcome")
                        .asText())
                .isEqualTo("failed");
        assertThat(LAB.raw("db-1", "journalctl -u sumologic-metrics -n 20 --no-pager"))
                .contains("curl: (60)");
        String other = site.certificate("db-1", files + ".key", "web-1");
        LAB.raw("db-1", "cat >" + files + ".pem <<'PEM'\n" + other + "PEM");
        Thread.sleep(3_000);
        site.awaitAlerts("DatabaseDown db-1", "HostDown db-1");
        assertThat(LAB.raw("web-1", "curl -fsS http://127.0.0.1:9090/api/v1/targets"))
                .contains("certificate is valid for web-1, not db-1");
        // Started past the tool, they would count as not having loaded what is touched later.
        LAB.raw("db-1", "systemctl stop prometheus-node-exporter prometheus-mysqld-exporter");
        assertThat(site.good("provision").stepsThat("changed"))
                .containsExactlyInAnyOrder(
                        "db-1: this host has a certificate from the internal authority",
                        "db-1: the node exporter is running",
                        "db-1: the MySQL exporter is running");
        site.awaitAlerts();
    }

    @ParameterizedTest
    @Order(8)
    @MethodSource("provisioner.scenarios.MonitoringDrift#rounds")
    void driftIsNamedAndMended(List<MonitoringDrift> round) throws Exception {
        for (MonitoringDrift kind : round) {
            LAB.raw(kind.host(), kind.script());
        }
        Tool.Run verify = site.run("verify");
        Tool.Run provision = site.run("provision");
        assertThat(verify.exit()).as(verify.everything()).isEqualTo(2);
        assertThat(verify.stepsThat("drifted"))
                .containsExactlyInAnyOrderElementsOf(round.stream()
                        .map(kind -> kind.host() + ": " + kind.drifted())
                        .toList());
        assertThat(provision.exit()).as(provision.everything()).isZero();
        assertThat(provision.stepsThat("changed"))
                .containsExactlyInAnyOrderElementsOf(
                        round.stream().flatMap(kind -> kind.mended().stream()).toList());
    }

    @Test
    @Order(9)
    void afterTheDriftEverythingIsAsDeclared() throws Exception {
        Tool.Run verify = site.good("verify");
        assertThat(verify.stepsThat("drifted")).isEmpty();
        MonitoredSite.assertRatesAreShown(verify);
        String database = address("db-1");
        assertThat(site.listening("db-1")).containsExactlyInAnyOrder(database + ":9100", database + ":9104");
        await(() -> assertThat(site.query("up == 1", "job", "instance")).hasSize(8));
        assertThat(LAB.raw("web-1", "curl -fsS http://127.0.0.1:9090/api/v1/rules"))
                .contains("BackendDown");
    }

    @Test
    @Order(10)
    void logsReachSumoLogicThoughItRefusesThemForAWhile() throws Exception {
        sumo.answer(503);
        String requests = """
                for i in $(seq 1 20); do
                  curl -s -o /dev/null http://127.0.0.1/missing/canary-%1$s-$i http://127.0.0.1:81/canary-%1$s-$i
                done
                """;
        LAB.raw("web-1", requests.formatted("a"));
        await(() -> assertThat(sumo.refused().toString()).contains("canary-a-20 "));
        LAB.raw("web-1", "systemctl kill --signal=KILL sumologic-logs.service; " + requests.formatted("b"));
        Thread.sleep(2000);
        assertThat(sumo.lines("www.example.com/web/access", "canary-")).isEmpty();
        sumo.answer(200);
        List<String> expected = new ArrayList<>();
        for (String round : List.of("a", "b")) {
            for (int i = 1; i <= 20; i++) {
                expected.add("canary-" + round + "-" + i);
            }
        }
        Collections.sort(expected);
        for (String category : List.of("web/access", "web/error", "balancer/access")) {
            await(() -> assertThat(sumo.canaries("www.example.com/" + category)).isEqualTo(expected));
        }
        SumoReceiver.Post post = sumo.accepted("www.example.com/web/access").getLast();
        assertThat(post.path()).endsWith("/" + MonitoredSite.TOKEN);
        assertThat(post.header("Content-Type")).isEqualTo("text/plain; charset=utf-8");
        assertThat(post.header("X-Sumo-Host")).isEqualTo("web-1");
        assertThat(post.header("X-Sumo-Name")).isEqualTo("/var/log/nginx-web/access.log");
        assertThat(sumo.lines("www.example.com/web/access", "canary-a-1 ").getFirst())
                .startsWith("127.0.0.1 - - [")
                .contains("\"GET /missing/canary-a-1 HTTP/1.1\" 404");
    }

    /** What programs tell the journal, and what the database server writes; each under its host and its category. */
    @Test
    @Order(9)
    void everyKindOfLogReachesSumoLogic() throws Exception {
        LAB.raw("web-1", "systemd-run --quiet --wait --unit app echo canary-of-the-application");
        LAB.raw("db-1", """
                # The lab's hosts lack the capability by which the sender reads a log of another group.
                chmod 2750 /var/log/mysql
                sudo sh -c ': canary-of-sudo'
                logger -p authpriv.notice 'user=canary-to-hide logged in'
                mysql -e "SET GLOBAL slow_query_log_file = '/var/log/mysql/mysql-slow.log'; SET GLOBAL slow_query_log = ON;
                          SET SESSION long_query_time = 0.1; SELECT SLEEP(0.5), 'canary-of-a-query' FROM mysql.user LIMIT 1"
                """);
        Map<String, String> expected = Map.of(
                "web-1 application journal", "canary-of-the-application",
                "db-1 authentication journal", "canary-of-sudo",
                "db-1 database/slow /var/log/mysql/mysql-slow.log", "canary-of-a-query",
                "db-1 database/error /var/log/mysql/error.log", "ready for connections");
        for (Map.Entry<String, String> log : expected.entrySet()) {
            await(() -> assertThat(sumo.accepted())
                    .filteredOn(post -> post.body().contains(log.getValue()))
                    .extracting(SumoReceiver.Post::origin)
                    .containsOnly(log.getKey().replaceFirst(" ", " www.example.com/")));
        }
        await(() -> assertThat(sumo.lines("www.example.com/authentication", "(hidden) logged in"))
                .isNotEmpty());
        assertThat(sumo.lines("www.example.com/authentication", "canary-to-hide"))
                .isEmpty();
        assertThat(sumo.lines("www.example.com/application", "canary-of-the-application"))
                .singleElement()
                .asString()
                .matches("20\\d\\d-\\d\\d-\\d\\dT\\S+ echo\\[\\d+]: canary-of-the-application");
    }

    @Test
    @Order(11)
    void figuresReachSumoLogicThoughItRefusesThemForAWhile() throws Exception {
        sumo.answer(503);
        await(() -> assertThat(sumo.refused(FIGURES.formatted("database"))).isNotEmpty());
        String refused = sumo.refused(FIGURES.formatted("database")).getLast().body();
        assertThat(refused).contains("mysql_up 1 ").doesNotContain("#");
        sumo.answer(200);
        await(() -> assertThat(sumo.accepted(FIGURES.formatted("database")))
                .extracting(SumoReceiver.Post::body)
                .contains(refused));
        for (String role : List.of("node", "web", "balancer", "database")) {
            await(() -> assertThat(sumo.accepted(FIGURES.formatted(role))).isNotEmpty());
        }
        SumoReceiver.Post post = sumo.accepted(FIGURES.formatted("web")).getLast();
        assertThat(post.header("Content-Type")).isEqualTo("application/vnd.sumologic.prometheus");
        assertThat(post.header("X-Sumo-Host")).isEqualTo("web-1");
        assertThat(post.header("X-Sumo-Dimensions")).isEqualTo("instance=web-1");
        assertThat(post.body()).containsPattern("(?m)^nginx_up 1 \\d{13}$");
    }

    /** While a slow endpoint is being written to, nobody can see where it is, or the database account's password. */
    @Test
    @Order(12)
    void secretsAreInNoProcessAndNoLog() throws Exception {
        sumo.delay(3000);
        try {
            for (String host : List.of("web-1", "db-1")) {
                String seen = LAB.raw(host, """
                        end=$(($(date +%s) + 6))
                        while [ "$(date +%s)" -lt "$end" ]; do
                          cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2>/dev/null | tr '\\0' '\\n' >>/root/processes || true
                        done
                        journalctl --quiet >>/root/processes
                        cat /root/processes
                        """);
                assertThat(seen).contains("--data-binary");
                MonitoredSite.CANARIES.assertHidden(host, seen);
            }
        } finally {
            sumo.delay(0);
        }
        List<String> holding = MonitoredSite.CANARIES.filesOn(LAB, "db-1");
        assertThat(LAB.raw("db-1", "stat -L -c '%a %U %G' " + String.join(" ", holding) + " | sort -u"))
                .isEqualTo("640 root mysql-exporter\n640 root sumologic");
        assertThat(LAB.raw("web-1", "stat -L -c '%a %U %G' /etc/alertmanager/live/* | sort -u"))
                .isEqualTo("640 root alertmanager");
    }

    @Test
    @Order(12)
    void everyMetricOfConsolesAndDashboardsExists() throws Exception {
        String known = LAB.raw("web-1", "curl -fsS http://127.0.0.1:9090/api/v1/label/__name__/values");
        assertThat(ShownMetrics.names())
                .allMatch(name -> ShownMetrics.recorded().contains(name) || known.contains('"' + name + '"'));
        for (String page : List.of("site", "web", "database", "hosts")) {
            LAB.raw("web-1", "curl -fsS http://127.0.0.1:9090/consoles/" + page + ".html | grep -q '</html>'");
        }
    }

    @Test
    @Tag("long")
    @Order(13)
    void peopleAreToldOfRealLoadAndFaults() throws Exception {
        new AlertScenario(LAB, site, messages).run(INVENTORY);
    }
}
