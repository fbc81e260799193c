package provisioner.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import provisioner.harness.Tool;
import provisioner.harness.Workspace;
import provisioner.lab.TestLab;

/** Checks against a real nginx, Prometheus and packet filter, from here and from a host. */
@Tag("host")
class ChecksOnHostsTest {
    private static final String HOSTS = """
            user: root
            hosts:
              web-1: {address: 203.0.113.1}
              web-2: {address: 203.0.113.2}
            """;
    private static final String PLAYBOOK = """
            - play: Checks
              hosts: all
              steps:
                - name: every web server answers
                  once: true
                  balanced: {url: "http://balancer.example/", resolve_to: $hosts.get("web-1").address, hosts: [web-1, web-2], within: 1s}
                - name: the web servers count what they serve
                  once: true
                  request_rate: {url: "http://$hosts.get('web-1').address/", hosts: [web-1, web-2], requests: 20, within: 1s}
                - name: the peer answers by its name
                  http:
                    url: http://peer.example:8080/
                    resolve_to: $item.address
                    from: host
                    headers: ["X-Served-By: $item.name"]
                    within: 1s
                  for_each: $groups.all
                  when: $item.name != $host.name
                - name: what is posted is refused
                  http: {url: "http://$host.address:8080/", method: POST, body: secret, status: 405, within: 1s}
                - name: the closed port is closed
                  port: {address: $hosts.get("web-2").address, port: 9999, open: false, filtered: true, from: host, within: 1s}
                  when: $host.name == "web-1"
                - name: the counters' port is for the host alone
                  port: {address: $host.address, port: 8081, open: false, within: 1s}
                - name: Prometheus watches itself
                  prometheus: {query: up, expect: "== 1", series: 1, instances: ["localhost:9090"]}
                  when: $host.name == "web-1"
            """;
    private static final String NGINX = """
            apt-get update -qq
            DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends nginx-light curl iptables >/dev/null
            rm -f /etc/nginx/sites-enabled/default
            cat >/etc/nginx/conf.d/web.conf <<'END'
            server {
                listen 8080;
                add_header X-Served-By $hostname always;
                location / { if ($request_method = POST) { return 405; } return 200 "hello\\n"; }
            }
            server { listen 127.0.0.1:8081; location = /nginx_status { stub_status; } }
            END
            systemctl reload nginx
            iptables -A INPUT -p tcp --dport 9999 -j DROP
            """;

    @RegisterExtension
    static final TestLab LAB = TestLab.of("bookworm", "web-1", "web-2");

    private final Workspace files;

    @BeforeAll
    static void serve() throws Exception {
        LAB.raw("web-1", NGINX);
        LAB.raw("web-2", NGINX);
        LAB.raw("web-1", """
                cat >/etc/nginx/conf.d/balancer.conf <<'END'
                upstream web { zone web 64k; server %s:8080 max_fails=0; server %s:8080 max_fails=0; }
                server { listen 80; location / { proxy_pass http://web; } }
                END
                systemctl reload nginx
                DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends prometheus >/dev/null
                systemctl start prometheus
                """.formatted(
                        LAB.endpoint("web-1").address(), LAB.endpoint("web-2").address()));
    }

    ChecksOnHostsTest(@TempDir Path directory) throws Exception {
        files = new Workspace(directory, LAB).inventory(HOSTS).playbook(PLAYBOOK);
    }

    @Test
    void lookFromHereAndFromTheHosts() throws Exception {
        Tool.Run run = files.json("verify", "--junit", "checks.xml", "--html", "checks.html");
        assertThat(run.exit()).as(run.everything()).isZero();
        assertThat(run.events("check")).hasSize(10);
        JsonNode balanced = run.check("every web server answers");
        assertThat(balanced.path("host").isNull()).isTrue();
        assertThat(balanced.path("detail").asText()).matches("20 requests: web-1 \\d+, web-2 \\d+");
        assertThat(run.check("the web servers count what they serve")
                        .path("detail")
                        .asText()
                        .lines())
                .hasSize(3)
                .element(2)
                .asString()
                .matches("web-2: [0-9.]+ queries per second \\(\\d\\d in 2\\.\\d s, \\d+ of them this check's\\)");
        assertThat(run.check("Prometheus watches itself").path("host").asText()).isEqualTo("web-1");
        assertThat(run.check("the closed port is closed").path("detail").asText())
                .endsWith(":9999 does not answer from web-1");
        for (JsonNode host : run.summary().path("hosts")) {
            assertThat(host.path("exchanges").asInt()).isEqualTo(1);
        }
        assertThat(Files.readString(files.path("checks.xml")))
                .contains("<testsuite name=\"checks\" tests=\"2\"", "queries per second", "<system-out>");
        assertThat(Files.readString(files.path("checks.html")))
                .contains("✓ Every host is in the desired state, and 10 checks passed.", "20 requests: web-1 ");
        assertThat(files.text("verify").stdout())
                .contains("passed: 20 requests: web-1 ", "\n      web-1: ", " queries per second (");
    }

    @Test
    void nameWhatIsWrong() throws Exception {
        LAB.raw("web-2", "systemctl stop nginx; iptables -D INPUT -p tcp --dport 9999 -j DROP");
        try {
            Tool.Run run = files.json("verify");
            assertThat(run.exit()).as(run.everything()).isEqualTo(2);
            assertThat(run.check("every web server answers").path("detail").asText())
                    .isEqualTo("20 requests: web-1 20\nno answer from web-2");
            assertThat(run.check("the web servers count what they serve")
                            .path("detail")
                            .asText())
                    .startsWith("web-2: GET http://127.0.0.1:8081/nginx_status: ");
            assertThat(run.check("the closed port is closed").path("detail").asText())
                    .endsWith(":9999 refuses connections from web-1");
            assertThat(run.summary().path("checks").path("failed").asInt()).isEqualTo(5);
        } finally {
            LAB.raw("web-2", "systemctl start nginx; iptables -A INPUT -p tcp --dport 9999 -j DROP");
        }
    }

    /** Those who may get in do, asked from there; who must not is the control machine here; an empty port is not closed. */
    @Test
    void linksAreAskedFromBothSides() throws Exception {
        String role =
                "opens: [{name: greeting, port: %d, from: client}]\nsteps: [{name: nothing, directory: {path: /root, mode: 0700}}]\n";
        files.inventory(HOSTS + "groups: {client: {hosts: web-2}}\n")
                .file("playbooks/roles/greeter/role.yml", role.formatted(8080))
                .playbook("""
                        - {play: Greeter, hosts: web-1, roles: [greeter]}
                        - {play: Links, hosts: all, steps: [{name: links of $host.name, links: {host: $host.name, within: 1s}}]}
                        """);
        String rule = "INPUT -p tcp --dport 8080 ! -s " + LAB.endpoint("web-2").address() + " -j DROP";
        LAB.raw("web-1", "iptables -I " + rule);
        String port = LAB.endpoint("web-1").address() + ":8080 (greeting)";
        try {
            Tool.Run run = files.json("verify");
            assertThat(run.exit()).as(run.everything()).isZero();
            assertThat(run.check("links of web-1").path("detail").asText())
                    .isEqualTo(port + " is open to web-2, and closed to the control machine");
            assertThat(run.check("links of web-2").path("detail").asText()).isEqualTo("nobody had to be asked");
            for (JsonNode host : run.summary().path("hosts")) {
                assertThat(host.path("exchanges").asInt()).isEqualTo(1);
            }
        } finally {
            LAB.raw("web-1", "iptables -D " + rule);
        }
        assertThat(files.json("verify").check("links of web-1").path("detail").asText())
                .isEqualTo(port + " accepts connections from the control machine, which must not get in");
        files.file("playbooks/roles/greeter/role.yml", role.formatted(8088));
        assertThat(files.json("verify").check("links of web-1").path("detail").asText())
                .endsWith(":8088 (greeting) refuses connections from web-2, which must get in");
    }

    @Test
    void areLeftOutWhereTheyWriteOrHaveNoHost() throws Exception {
        Tool.Run readOnly = files.json("verify", "--read-only", "--limit", "web-2");
        assertThat(readOnly.exit()).as(readOnly.everything()).isZero();
        assertThat(readOnly.events("note").getFirst().path("message").asText())
                .isEqualTo("'what is posted is refused' was skipped: it writes test data, and --read-only was given");
        assertThat(readOnly.check("the web servers count what they serve")
                        .path("detail")
                        .asText())
                .contains("web-1: is not part of this run", "web-2: ");

        JsonNode checks = readOnly.summary().path("checks");
        assertThat(checks.path("notRun").asInt())
                .isEqualTo(checks.path("notRunChecks").size())
                .isPositive();
        assertThat(checks.path("notRunChecks").findValuesAsText("because"))
                .contains("it writes test data, and --read-only was given", "--limit leaves its host out");

        files.playbook(PLAYBOOK.replace("hosts: [web-1, web-2], requests", "hosts: [web-1], requests"));
        Tool.Run limited = files.json("verify", "--limit", "web-2");
        assertThat(limited.exit()).as(limited.everything()).isZero();
        assertThat(limited.events("note").getFirst().path("message").asText())
                .isEqualTo("'the web servers count what they serve' was skipped:"
                        + " none of its hosts is part of this run");
    }

    /** What needs a host that is away is not run, and what else fails is not tried again. */
    @Test
    void doNotWaitForAHostThatIsAway() throws Exception {
        files.playbook(PLAYBOOK.replace("within: 1s", "within: 90s")
                .replace("[\"localhost:9090\"]", "[web-1, web-2], within: 90s"));
        String route = LAB.raw("web-2", "ip route show default");
        LAB.raw("web-2", "ip link set eth0 down");
        Instant start = Instant.now();
        try {
            Tool.Run run = files.json("verify", "--connect-timeout", "3");
            assertThat(run.exit()).as(run.everything()).isEqualTo(1);
            assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(30));
            JsonNode checks = run.summary().path("checks");
            assertThat(checks.path("notRunChecks").findValuesAsText("because"))
                    .filteredOn(why -> why.equals("it needs web-2, which cannot be reached"))
                    .hasSize(3);
            assertThat(run.check("the peer answers by its name [2]")
                            .path("outcome")
                            .asText())
                    .isEqualTo("failed");
            assertThat(run.check("what is posted is refused").path("outcome").asText())
                    .isEqualTo("passed");
        } finally {
            LAB.raw("web-2", "ip link set eth0 up; ip route replace " + route);
        }
    }

    /** Where it is known that something is wrong, what fails besides is told at once. */
    @Test
    void doNotWaitWhereAHostHasDrifted() throws Exception {
        files.playbook(PLAYBOOK.replace("within: 1s", "within: 90s")
                        .replace("port: 9999, open: false", "port: 8080, open: false")
                + "    - {name: a file, file: {path: /etc/not-there, content: x}}\n");
        Instant start = Instant.now();
        Tool.Run run = files.json("verify");
        assertThat(run.exit()).as(run.everything()).isEqualTo(2);
        assertThat(run.check("the closed port is closed").path("outcome").asText())
                .isEqualTo("failed");
        assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(45));
    }
}
