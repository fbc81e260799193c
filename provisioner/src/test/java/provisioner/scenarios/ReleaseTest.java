package provisioner.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import provisioner.harness.SiteHammer;
import provisioner.harness.Tool;
import provisioner.harness.Workspace;
import provisioner.lab.TestLab;

/**
 * The role {@code app} and playbooks/deploy.yml, behind the real balancer and web servers, with a real database. Each test
 * goes on from the one before.
 */
@Tag("host")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ReleaseTest {
    private static final String SITE = "www.example.com";
    private static final int RATE = 50;
    private static final Path JAR = Tool.CHECKOUT.resolve("provisioner/sample-app/target/sample-app.jar");

    /** RFC 6455's own example of a handshake and of a masked message. */
    private static final String WEB_SOCKET = """
            (printf 'GET /api/echo HTTP/1.1\\r\\nHost: www.example.com\\r\\nUpgrade: websocket\\r\\n'
            printf 'Connection: keep-alive, Upgrade\\r\\nSec-WebSocket-Version: 13\\r\\n'
            printf 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\\r\\n\\r\\n'
            sleep 1
            printf '\\201\\205\\067\\372\\041\\075\\177\\237\\115\\121\\130'
            sleep 2) | timeout 20 openssl s_client -quiet -alpn http/1.1 -servername www.example.com \\
              -connect 127.0.0.1:443 2>/dev/null | tr -d '\\201\\005' || true
            """;

    /** Another program in the place of the application. */
    private static final String ECHO = """
            mkdir -p /run/systemd/system/app.service.d
            printf '[Service]\\nExecStart=\\nExecStart=/usr/bin/perl /usr/local/lib/echo.pl 127.0.0.1:8083\\nExecStartPost=\\n' \\
              >/run/systemd/system/app.service.d/echo.conf
            systemctl daemon-reload
            systemctl restart app
            systemctl start nginx-app
            """;

    @RegisterExtension
    static final TestLab LAB = TestLab.of("bookworm", "web-1", "web-2");

    @TempDir
    static Path directory;

    private static Workspace files() {
        return new Workspace(directory, LAB);
    }

    @BeforeAll
    static void declare() throws Exception {
        Workspace files = files();
        inventory("1.0", JAR);
        files.playbook(Files.readString(Path.of("src/test/resources/release/site.yml")));
        files.shipped("playbooks/roles", "playbooks/deploy.yml", "templates");
        Files.writeString(files.path("broken.jar"), "no jar");
        files.authority();
        LAB.raw("web-1", """
                mkdir -p /etc/provisioner/certificates/%1$s
                cd /etc/provisioner/certificates/%1$s
                openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj /CN=%1$s \\
                  -keyout privkey.pem -out fullchain.pem 2>/dev/null
                """.formatted(SITE));
    }

    /** What is to run stands in the inventory. */
    private static void inventory(String version, Path artifact) throws Exception {
        files().inventory("""
                user: root
                vars:
                  suite: bookworm
                  site_name: %s
                  mysql_source: web-1
                  internal_ca: !secret internal_ca
                  app_db_password: onlyForThisTest
                  app_version: "%s"
                  app_artifact: %s
                  app_start_seconds: 20
                  max_body: 50m
                  response_seconds: 61
                hosts:
                  web-1: {address: 203.0.113.1}
                  web-2: {address: 203.0.113.2}
                groups:
                  loadbalancer: {hosts: web-1}
                  web: {hosts: web-*}
                  app: {hosts: web-*}
                  database: {hosts: web-1}
                """.formatted(SITE, version, artifact));
    }

    private static Tool.Run deploy(String command, String version) throws Exception {
        inventory(version, JAR);
        return files().json(command, "playbooks/deploy.yml");
    }

    private static SiteHammer hammer() throws Exception {
        return new SiteHammer(LAB.endpoint("web-1").address(), SITE);
    }

    /** What the application on a host says of itself, asked there. */
    private static String health(String host) throws Exception {
        return LAB.raw(host, "curl -sS -m 10 http://127.0.0.1:8083/health");
    }

    private static String logs() throws Exception {
        return LAB.raw("web-1", "tail -n 20 /var/log/nginx-*/error.log; journalctl -u app -n 20 --no-pager -o cat")
                + LAB.raw("web-2", "tail -n 20 /var/log/nginx-*/error.log; journalctl -u app -n 20 --no-pager -o cat");
    }

    private static int notes() throws Exception {
        return Integer.parseInt(LAB.raw("web-1", "mariadb -N app -e 'SELECT COUNT(*) FROM notes'"));
    }

    @Test
    @Order(1)
    void withoutADatabaseTheApplicationIsHealthyAndSaysSo() throws Exception {
        Tool.Run run = files().json("provision");
        assertThat(run.exit()).as(run.everything()).isZero();
        assertThat(health("web-2")).contains("\"version\":\"1.0\"", "\"write\":false");
        // Neither is anything done around hosts that run nothing yet, nor does one of them wait for another.
        assertThat(run.stepsThat("unchanged")).contains("web-1: web-2 gets no requests from the balancer");
        assertThat(run.stepsThat("changed")).noneMatch(step -> step.contains("gets no requests"));
        Tool.Run again = files().json("provision");
        assertThat(again.stepsThat("changed")).as(again.everything()).isEmpty();
        assertThat(LAB.raw("web-1", "stat -c '%a %U' /etc/app/environment")).isEqualTo("600 root");
        String exposure = LAB.raw("web-1", "systemd-analyze security app --no-pager | tail -n 1");
        assertThat(Double.parseDouble(exposure.replaceAll(".*: ([0-9.]+) .*", "$1")))
                .as(exposure)
                .isLessThan(2.0);
    }

    @Test
    @Order(2)
    void aDatabaseThatComesLaterIsUsedWhereItIsTheOneThatIsMeant() throws Exception {
        LAB.raw("web-1", """
                export DEBIAN_FRONTEND=noninteractive
                apt-get install -qq -y --no-install-recommends mariadb-server >&2
                printf '[mariadbd]\\nbind-address=0.0.0.0\\n' >/etc/mysql/mariadb.conf.d/99-test.cnf
                systemctl restart mariadb
                mariadb -e "CREATE DATABASE app; CREATE USER app@'%' IDENTIFIED BY 'onlyForThisTest';
                  GRANT ALL ON app.* TO app@'%'"
                """);
        assertThat(written("web-2")).as("without TLS").isFalse();
        String address = LAB.endpoint("web-1").address();
        LAB.raw("web-1", """
                install -d -o mysql -m 0700 /etc/mysql/tls
                cd /etc/mysql/tls
                openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj /CN=%1$s \\
                  -addext subjectAltName=IP:%1$s -keyout server.key -out server.pem 2>/dev/null
                chown mysql server.key
                printf 'ssl_cert=/etc/mysql/tls/server.pem\\nssl_key=/etc/mysql/tls/server.key\\n' \\
                  >>/etc/mysql/mariadb.conf.d/99-test.cnf
                systemctl restart mariadb
                """.formatted(address));
        assertThat(written("web-2")).as("of another authority").isFalse();
        serve(List.of("web-2", LAB.endpoint("web-2").address()));
        assertThat(written("web-2")).as("of another name").isFalse();
        serve(List.of("web-1", address));
        for (String host : List.of("web-1", "web-2")) {
            // The pools of connections try again by themselves, each in its own time.
            for (int i = 0; i < 30 && !(written(host) && health(host).contains("\"read\":true")); i++) {
                Thread.sleep(1_000);
            }
        }
        assertThat(health("web-1")).contains("\"write\":true", "\"read\":true");
        assertThat(health("web-2")).contains("\"write\":true", "\"read\":true");
    }

    /** Whether the application on a host writes to the database. */
    private static boolean written(String host) throws Exception {
        return LAB.attempt(host, "curl -fsS -m 10 -d text http://127.0.0.1:8083/api/notes")
                        .exit()
                == 0;
    }

    /** The database server gets a certificate of the internal authority, for these names. */
    private static void serve(List<String> names) throws Exception {
        LAB.raw("web-1", issue("web-1", "/etc/mysql/tls/server", names) + "systemctl restart mariadb");
    }

    /** What puts a certificate of the internal authority for a host's key beside it. */
    private static String issue(String host, String files, List<String> names) throws Exception {
        return "cat >" + files + ".pem <<'PEM'\n" + files().certificate(LAB, host, files + ".key", names) + "PEM\n";
    }

    @Test
    @Order(3)
    void aReleaseGoesHostByHostAndNoRequestFails() throws Exception {
        Tool.Run plan = deploy("plan", "1.1");
        assertThat(plan.stepsThat("would-change"))
                .contains(
                        "web-1: web-2 gets no requests from the balancer",
                        "web-2: release 1.1 is unpacked",
                        "web-2: release 1.1 is current",
                        "web-2: the application is running",
                        "web-1: web-2 gets requests from the balancer");
        int before = notes();
        Tool.Run run;
        SiteHammer hammer = hammer();
        try (hammer) {
            Thread.sleep(1_000);
            run = deploy("provision", "1.1");
            Thread.sleep(1_000);
        }
        assertThat(run.exit()).as(run.everything()).isZero();
        hammer.assertNothingFailed(RATE, logs());
        assertThat(notes() - before).isEqualTo(hammer.acknowledged().size());
        assertThat(hammer.hosts()).containsOnlyKeys("web-1", "web-2");
        for (String host : List.of("web-1", "web-2")) {
            assertThat(health(host)).contains("\"version\":\"1.1\"");
            assertThat(LAB.raw(host, "ls /srv/app/releases")).isEqualTo("1.0\n1.1");
        }
        Tool.Run again = deploy("provision", "1.1");
        assertThat(again.stepsThat("changed")).as(again.everything()).isEmpty();
        assertThat(deploy("verify", "1.1").exit()).isZero();
    }

    @Test
    @Order(4)
    void aReleaseThatDoesNotGetHealthyStopsAtItsFirstHostAlsoInTheWholeSite() throws Exception {
        inventory("1.2", directory.resolve("broken.jar"));
        Tool.Run run;
        Tool.Run again;
        SiteHammer hammer = hammer();
        try (hammer) {
            run = files().json("provision");
            again = files().json("provision");
        }
        assertThat(again.exit()).as(again.everything()).isEqualTo(1);
        assertThat(again.stepsThat("failed")).containsExactly("web-1: the application is running");
        assertThat(files().json("verify").stepsThat("drifted"))
                .contains("web-1: web-1 gets requests from the balancer", "web-2: release 1.2 is current")
                .doesNotContain("web-1: web-1 gets requests");
        assertThat(run.exit()).as(run.everything()).isEqualTo(1);
        hammer.assertNothingFailed(RATE, logs());
        assertThat(run.stepsThat("failed")).containsExactly("web-1: the application is running");
        assertThat(run.stepsThat("skipped"))
                .contains("web-2: release 1.2 is current", "web-1: the balancer uses web-1");
        assertThat(run.everything()).contains("corrupt jarfile");
        assertThat(LAB.raw("web-1", "cat /etc/provisioner/backends/web/web-1.conf"))
                .endsWith("down;");
        assertThat(health("web-2")).contains("\"version\":\"1.1\"");
        assertThat(LAB.raw("web-2", "readlink /srv/app/current")).isEqualTo("releases/1.1");
    }

    @Test
    @Order(5)
    void goingBackIsAReleaseLikeAnyOther() throws Exception {
        Tool.Run run;
        SiteHammer hammer = hammer();
        try (hammer) {
            run = deploy("provision", "1.1");
        }
        assertThat(run.exit()).as(run.everything()).isZero();
        hammer.assertNothingFailed(RATE, logs());
        assertThat(run.stepsThat("changed"))
                .contains("web-1: release 1.1 is current", "web-1: the balancer uses web-1")
                .doesNotContain("web-1: web-1 gets no requests from the balancer", "web-2: the application is running");
        assertThat(health("web-1")).contains("\"version\":\"1.1\"");
        assertThat(files().json("verify").exit()).isZero();
    }

    @Test
    @Order(6)
    void whatIsDoneToARunningReleaseIsDrift() throws Exception {
        LAB.raw("web-2", "echo x >>/srv/app/current/app.jar");
        assertThat(deploy("verify", "1.1").stepsThat("drifted")).containsExactly("web-2: release 1.1 is current");
        LAB.raw("web-2", "sed -i /^CapabilityBoundingSet/d /etc/systemd/system/app.service");
        assertThat(deploy("verify", "1.1").stepsThat("drifted")).contains("web-2: the application has a unit");
        Tool.Run run = deploy("provision", "1.1");
        assertThat(run.exit()).as(run.everything()).isZero();
        assertThat(run.stepsThat("changed")).contains("web-2: the application is running");
        assertThat(deploy("verify", "1.1").exit()).isZero();
    }

    /** Its certificate is of another authority, and then for another name; the web servers turn to the other host. */
    @Test
    @Order(7)
    void anApplicationServerWithAnotherCertificateGetsNoRequest() throws Exception {
        String files = "/etc/provisioner/tls/host";
        String reload = "systemctl reload nginx-app; sleep 1";
        LAB.raw(
                "web-2",
                "openssl req -x509 -key %1$s.key -subj /CN=app.internal -addext subjectAltName=DNS:app.internal"
                                .formatted(files)
                        + " -days 30 -out " + files + ".pem; " + reload);
        assertThat(answering()).isEqualTo("web-1");
        LAB.raw("web-2", issue("web-2", files, List.of("web-2", "web.internal")) + reload);
        assertThat(answering()).isEqualTo("web-1");
        assertThat(LAB.raw("web-1", "cat /var/log/nginx-web/error.log"))
                .contains("upstream SSL certificate verify error", "does not match \"app.internal\"");
        Tool.Run run = files().json("provision");
        assertThat(run.exit()).as(run.everything()).isZero();
        assertThat(answering()).isEqualTo("web-1\nweb-2");
    }

    /** The application servers that a web server gets responses from, also those that it left out for eight seconds. */
    private static String answering() throws Exception {
        return LAB.raw("web-1", """
                sleep 9
                for i in 1 2 3 4 5 6; do
                  curl -sk -m 10 -D - -o /dev/null https://127.0.0.1:8443/api/info | tr -d '\\r' | sed -n 's/^X-App-Host: //Ip'
                done | sort -u
                """);
    }

    /** {@code max_body} and {@code response_seconds} of the inventory are those of every tier. */
    @Test
    @Order(8)
    void uploadsAndWebSocketsPassAllTiers() throws Exception {
        assertThat(LAB.raw("web-2", "cat /etc/app/environment")).contains("MAX_BODY=\"50m\"");
        for (String host : List.of("web-1", "web-2")) {
            LAB.raw(
                    host,
                    "cat >/usr/local/lib/echo.pl <<'END'\n"
                            + Files.readString(Path.of("src/test/resources/release/echo.pl"))
                            + "END\n" + ECHO);
        }
        try {
            String post = "head -c %d /dev/zero | curl -sk --resolve www.example.com:443:127.0.0.1 -w '%%{http_code}'"
                    + " --data-binary @- https://www.example.com/api/echo";
            assertThat(LAB.raw("web-1", post.formatted(20_000_000))).isEqualTo("got 20000000, upgrade: none\n200");
            assertThat(LAB.raw("web-1", post.formatted(60_000_000))).endsWith("413");
            assertThat(LAB.raw(
                            "web-1", post.formatted(3) + " -H 'Upgrade: h2c' -H 'Connection: Upgrade, HTTP2-Settings'"))
                    .isEqualTo("got 3, upgrade: none\n200");
            assertThat(LAB.raw("web-1", WEB_SOCKET))
                    .contains(
                            "HTTP/1.1 101 Switching Protocols",
                            "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
                            "Hello");
            assertThat(LAB.raw("web-1", "grep -oh 'proxy_read_timeout .*' /etc/nginx/*/sites/site.conf | sort -u"))
                    .isEqualTo("proxy_read_timeout 61s;");
        } finally {
            for (String host : List.of("web-1", "web-2")) {
                LAB.raw(
                        host,
                        "rm -r /run/systemd/system/app.service.d; systemctl daemon-reload; systemctl restart app");
            }
        }
    }

    /** So web servers turn to another host at once, also with what must not be sent twice. */
    @Test
    @Order(9)
    void nothingListensWhereTheProgramHasDied() throws Exception {
        String connect =
                "timeout 2 openssl s_client -connect $(hostname -I | tr -d ' '):8080 </dev/null >/dev/null 2>&1";
        String active = "systemctl is-active app nginx-app | sort -u";
        awaitActive(active); // the test before has just restarted it
        assertThat(LAB.attempt("web-2", connect).exit()).isZero();
        LAB.raw("web-2", "systemctl kill --signal=KILL app; sleep 0.5");
        assertThat(LAB.attempt("web-2", active).stdout().strip()).isEqualTo("activating\ninactive");
        assertThat(LAB.attempt("web-2", connect).exit()).isNotZero();
        awaitActive(active);
        assertThat(LAB.attempt("web-2", connect).exit()).isZero();
    }

    private static void awaitActive(String states) throws Exception {
        for (int i = 0; i < 30 && !LAB.attempt("web-2", states).stdout().strip().equals("active"); i++) {
            Thread.sleep(1_000);
        }
    }
}
