package provisioner.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import provisioner.harness.Tool;
import provisioner.harness.Workspace;
import provisioner.lab.Outages;
import provisioner.lab.TestLab;

/** Two load balancers with one address, and a third host that makes a majority. Each test goes on from the one before. */
@Tag("host")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class VirtualAddressTest {
    /** What follows a play: a remark, or another play. */
    private static final Pattern NEXT = Pattern.compile("\n(?=#|- )");

    private static final Duration TAKEOVER = Duration.ofSeconds(3);
    private static final Duration MOST_AWAY = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @RegisterExtension
    static final TestLab LAB = TestLab.of("sid", "lb-1", "lb-2", "other");

    @TempDir
    static Path directory;

    private static Workspace files() {
        return new Workspace(directory, LAB);
    }

    @BeforeAll
    static void declare() throws Exception {
        LAB.lab().virtualAddress(true);
        LAB.acme("lb-1");
        files().inventory("""
                user: root
                vars:
                  suite: sid
                  site_name: www.example.com
                  firewall_outgoing: deny
                  virtual_address: 203.0.113.100
                  virtual_hook: /usr/bin/logger --tag holder
                  internal_ca: !secret internal_ca
                hosts:
                  lb-[1:2]: {address: "203.0.113.[1:2]"}
                  other:
                    address: 203.0.113.3
                    vars:
                      firewall_rules: [{allow: 443, direction: out, to: any, why: this test visits the site from here}]
                groups:
                  loadbalancer: {hosts: lb-*}
                  web: {hosts: lb-*}
                  app: {hosts: []}
                """);
        files().authority();
        // What site.yml has, without database and monitoring.
        String site = Files.readString(Tool.CHECKOUT.resolve("playbooks/site.yml"));
        String checks = site.substring(site.indexOf("    - name: $host.name serves its own certificate"));
        files().playbook(play(site, "- play: Every host")
                + play(site, "- play: Web servers")
                + play(site, "- play: Load balancer")
                + play(site, "- play: Several load balancers")
                + """
                - play: The site
                  hosts: loadbalancer
                  steps:
                    - name: every web server gets its share
                      balanced:
                        url: $host.role("loadbalancer").site_url/
                        resolve_to: $host.role("loadbalancer").site_address
                        ca: $acme_issuer
                        hosts: $groups.web.names
                """
                + checks.substring(0, checks.indexOf("- play: The monitoring")));
        files().shipped("playbooks/roles", "templates");
    }

    private static String play(String site, String title) {
        String from = site.substring(site.indexOf(title + "\n"));
        return NEXT.split(from, 2)[0] + "\n";
    }

    private static String address() throws Exception {
        return LAB.lab().virtualAddress().orElseThrow();
    }

    private static List<String> holders() throws Exception {
        List<String> holders = new ArrayList<>();
        for (String host : List.of("lb-1", "lb-2")) {
            // A host that is off holds nothing.
            if (LAB.attempt(host, "ip -o address show to " + address() + " | grep -q .")
                            .exit()
                    == 0) {
                holders.add(host);
            }
        }
        return holders;
    }

    /** Waits until this host alone holds the address and serves the site there, and returns when it took the address. */
    private static Instant awaitHolder(String host) throws Exception {
        Instant start = Instant.now();
        while (!holders().equals(List.of(host))) {
            assertThat(Duration.between(start, Instant.now()))
                    .as("until " + host + " holds it")
                    .isLessThan(PATIENCE);
            Thread.sleep(50);
        }
        String issuer = LAB.lab().acme().orElseThrow().issuer();
        assertThat(LAB.raw("other", """
                cat >/tmp/issuer.new <<'PEM'
                %sPEM
                mv /tmp/issuer.new /tmp/issuer.pem # at once: other requests read it
                curl -fsS --max-time 10 --cacert /tmp/issuer.pem --resolve www.example.com:443:%s https://www.example.com/
                """.formatted(issuer, address()))).contains("www.example.com");
        String taken = LAB.raw(host, "journalctl -q -u keepalived -o short-unix | grep 'Entering MASTER' | tail -n 1");
        return Instant.ofEpochMilli((long) (Double.parseDouble(taken.split(" ")[0]) * 1000));
    }

    private static void assertTakenWithinSeconds(Instant lost, String host) throws Exception {
        assertThat(Duration.between(lost, awaitHolder(host))).isLessThan(TAKEOVER);
    }

    /** Longer than a host that is well again waits before it would take the address from one that it thinks less of. */
    private static void assertStaysAt(String host) throws Exception {
        for (int i = 0; i < 20; i++) {
            assertThat(holders()).containsExactly(host);
            Thread.sleep(500);
        }
    }

    private static String serial(String host) throws Exception {
        return LAB.raw(
                host,
                "openssl s_client -connect 127.0.0.1:443 -servername www.example.com </dev/null 2>/dev/null"
                        + " | openssl x509 -noout -serial -issuer");
    }

    private static void assertClean() throws Exception {
        Tool.Run verify = files().json("verify");
        assertThat(verify.exit()).as(verify.everything()).isZero();
    }

    @Test
    @Order(1)
    void bareHostsConvergeAndStayAsTheyAre() throws Exception {
        Tool.Run provision = files().json("provision");
        assertThat(provision.exit()).as(provision.everything()).isZero();
        assertThat(provision
                        .check("one load balancer holds the virtual address")
                        .path("detail")
                        .asText())
                .isEqualTo("lb-1 holds " + address());
        Tool.Run again = files().json("provision");
        assertThat(again.exit()).as(again.everything()).isZero();
        assertThat(again.stepsThat("changed")).isEmpty();
    }

    /** One of the two did not get the ACME server's question itself. */
    @Test
    @Order(2)
    void eachHasACertificateOfItsOwn() throws Exception {
        awaitHolder("lb-1");
        assertThat(serial("lb-1")).contains("Pebble").isNotEqualTo(serial("lb-2"));
        assertThat(serial("lb-2")).contains("Pebble");
        assertThat(LAB.raw(
                        "lb-2",
                        "curl -s -o /dev/null -w '%{http_code}' -m 5 http://"
                                + LAB.endpoint("lb-1").address() + "/.well-known/acme-challenge/none"))
                .isEqualTo("404");
    }

    @Test
    @Order(3)
    void nginxThatDoesNotAnswerGivesTheAddressUp() throws Exception {
        Instant stopped = Instant.now();
        LAB.raw("lb-1", "systemctl stop nginx-balancer");
        assertTakenWithinSeconds(stopped, "lb-2");
        assertThat(LAB.raw("lb-2", "journalctl -q -o cat -t holder")).contains("lb-2 " + address());
        LAB.raw("lb-1", "systemctl start nginx-balancer");
        assertStaysAt("lb-2");
    }

    @Test
    @Order(4)
    void aHostWithoutAMajorityGivesTheAddressUp() throws Exception {
        String drop = "iptables -%1$s INPUT -i eth0 -j DROP; iptables -%1$s OUTPUT -o eth0 -j DROP";
        LAB.raw("lb-2", drop.formatted("I"));
        awaitHolder("lb-1");
        LAB.raw("lb-2", drop.formatted("D"));
        assertStaysAt("lb-1");
    }

    /** For a moment it takes the address, too, and whoever is not cut off from it believes that. */
    @Test
    @Order(5)
    void aBalancerThatIsCutOffFromTheOthersTakesTheSiteAwayForSecondsAtMost() throws Exception {
        Outages outages = new Outages(LAB.environment().getOrDefault("PROVISIONER_LAB", ""));
        Duration longest = Duration.ZERO;
        outages.cutFrom("lb-2", List.of("lb-1", "other"));
        try {
            Instant served = Instant.now();
            for (Instant until = served.plusSeconds(20); Instant.now().isBefore(until); Thread.sleep(100)) {
                if (isServedHere()) {
                    Duration gap = Duration.between(served, Instant.now());
                    longest = gap.compareTo(longest) > 0 ? gap : longest;
                    served = Instant.now();
                }
            }
            assertThat(Duration.between(served, Instant.now())).as("at the end").isLessThan(MOST_AWAY);
        } finally {
            outages.connectTo("lb-2", List.of("lb-1", "other"));
        }
        assertThat(longest).isLessThan(MOST_AWAY);
        assertThat(LAB.raw("lb-2", "journalctl -q -u keepalived -o cat")).contains("Entering FAULT STATE");
        assertStaysAt("lb-1");
    }

    private static boolean isServedHere() throws Exception {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address(), 443), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    @Order(6)
    void theDeathOfTheHolderMovesTheAddress() throws Exception {
        Instant killed = Instant.now();
        LAB.cutPower("lb-1");
        assertTakenWithinSeconds(killed, "lb-2");
        LAB.reboot("lb-1");
        assertStaysAt("lb-2");
        assertClean();
    }

    /** A kernel refuses by ICMP once a second only. */
    @Test
    @Order(7)
    void oneOtherHostThatIsThereIsHeardEachTime() throws Exception {
        String there = LAB.endpoint("other").address();
        String nobody = there.replaceAll("[0-9]+$", "250");
        assertThat(LAB.raw("lb-1", """
                port=$(awk 'NR == 1 { print $2 }' /etc/keepalived/live/hosts)
                printf '%%s %%s\\n' %s "$port" %s "$port" >/tmp/hosts
                for i in $(seq 20); do /usr/local/lib/provisioner/majority /tmp/hosts || echo "not at $i"; done
                printf '%%s %%s\\n' %s "$port" %s "$port" >/tmp/hosts
                ! /usr/local/lib/provisioner/majority /tmp/hosts || echo 'nobody is a majority'
                """.formatted(there, nobody, nobody, there.replaceAll("[0-9]+$", "251"))))
                .isEmpty();
    }

    /** Each request has a connection of its own, and many are open when the address moves: nginx takes a second to send an answer. */
    @Test
    @Order(8)
    void keepalivedThatStopsLosesNoRequest() throws Exception {
        for (String host : List.of("lb-1", "lb-2")) {
            LAB.raw(host, """
                    size=$(curl -ski --resolve www.example.com:443:127.0.0.1 https://www.example.com/ | wc -c)
                    echo "map \\$host \\$rate { default 0; www.example.com $((size / 2)); } limit_rate \\$rate;" \\
                      >/etc/nginx/balancer/sites/slow.conf
                    systemctl reload nginx-balancer
                    """);
        }
        LAB.raw("other", """
                cat >/root/ask <<'SH'
                n=0
                while [ ! -e /root/enough ]; do
                  n=$((n + 1))
                  curl -fsSo /dev/null --max-time 20 --cacert /tmp/issuer.pem --resolve www.example.com:443:%s \
                    https://www.example.com/ 2>>/root/failures || echo "request $n" >>/root/failures &
                  echo "$n" >/root/asked
                  sleep 0.05
                done
                wait
                touch /root/done
                SH
                : >/root/failures
                systemd-run --quiet sh /root/ask
                """.formatted(address()));
        for (String host : List.of("lb-2", "lb-1", "lb-2")) {
            LAB.raw(host, "systemctl stop keepalived");
            awaitHolder(host.equals("lb-1") ? "lb-2" : "lb-1");
            assertThat(LAB.raw(host, "iptables -S INPUT"))
                    .as("what answered no new connections is gone")
                    .doesNotContain(address());
            LAB.raw(host, "systemctl start keepalived");
        }
        LAB.raw("other", "touch /root/enough; until [ -e /root/done ]; do sleep 0.2; done");
        assertThat(LAB.raw("other", "cat /root/failures")).isEmpty();
        assertThat(Integer.parseInt(LAB.raw("other", "cat /root/asked"))).isGreaterThan(100);
    }
}
