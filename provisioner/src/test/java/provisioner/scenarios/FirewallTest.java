package provisioner.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import provisioner.harness.Tool;
import provisioner.lab.TestLab;

/** Real ufw on a real host, looked at from another one. Each test goes on from the one before. */
@Tag("host")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FirewallTest {
    @RegisterExtension
    static final TestLab LAB = TestLab.mixed(Map.of("bookworm", List.of("web-1"), "sid", List.of("web-2")));

    private static final String RULES = """
                    - allow: 8080
                      from: "#foreach($host in $groups.peers)$host.address #end"
                      comment: site of the peers
                    - deny: any
                      from: 192.0.2.66
                    - allow: 8443
                      from: 2001:db8::/32
            """;

    private static final String LISTEN = """
            for port in 8080 8081; do
              systemd-run --quiet --unit=listen-$port perl -MIO::Socket::INET -e \\
                'my $s = IO::Socket::INET->new(LocalPort => '$port', Listen => 1024, ReuseAddr => 1) or die; while (1) { $s->accept }'
            done
            for port in 8080 8081; do
              timeout 30 sh -c "until ss -Hltn 'sport = :$port' | grep -q .; do sleep 0.1; done"
            done
            """;

    @TempDir
    static Path project;

    private Tool tool = Tool.inCheckout(LAB.environment()).in(project);

    @BeforeAll
    static void listen() throws Exception {
        LAB.raw("web-1", LISTEN);
        Files.createDirectories(project.resolve("inventory"));
        Files.createDirectories(project.resolve("playbooks"));
        Files.writeString(project.resolve("inventory/lab.yml"), """
                user: root
                hosts:
                  web-1: {address: 203.0.113.11, vars: {suite: bookworm}}
                  web-2: {address: 203.0.113.12, vars: {suite: sid}}
                groups:
                  peers: {hosts: web-2}
                """);
    }

    @BeforeEach
    void declared() throws Exception {
        declare("any", RULES);
    }

    /** What one test has cut off is open to the next, also where that test failed. */
    @AfterEach
    void reachable() throws Exception {
        LAB.raw("web-1", "while iptables -D INPUT -p tcp --syn --dport 22 -j DROP 2>/dev/null; do :; done");
    }

    private static void declare(String sshFrom, String rules) throws Exception {
        Files.writeString(project.resolve("playbooks/site.yml"), """
                - play: firewall
                  hosts: web-1
                  steps:
                    - name: ufw is installed
                      package: {name: [ufw, nftables]}
                    - name: the firewall is up
                      firewall:
                        ssh_from: %s
                        rules:
                %s
                """.formatted(sshFrom, rules.indent(4)));
    }

    private Tool.Run run(String command, String... more) throws Exception {
        return tool.run(Stream.concat(
                        Stream.of(command, "-i", "inventory/lab.yml", "--lab", "--output", "json"), Stream.of(more))
                .toArray(String[]::new));
    }

    private static String address(String host) throws Exception {
        return LAB.endpoint(host).address();
    }

    /** How a connection from the other host ends: 0 accepted, 124 no answer. */
    private static int connect(int port) throws Exception {
        String target = "/dev/tcp/" + address("web-1") + "/" + port;
        return LAB.attempt("web-2", "timeout 2 bash -c '<" + target + "'").exit();
    }

    private void assertConverged() throws Exception {
        Tool.Run verify = run("verify");
        assertThat(verify.exit()).as(verify.everything()).isZero();
        assertThat(LAB.attempt("web-1", "ls /etc/systemd/system | grep revert; ls /var/lib/provisioner/firewall")
                        .stdout())
                .isEmpty();
    }

    /** Drift is found, named, and mended; the differences that were found. */
    private List<String> mend(String drift) throws Exception {
        LAB.raw("web-1", drift);
        Tool.Run verify = run("verify");
        assertThat(verify.exit()).as(verify.everything()).isEqualTo(2);
        assertThat(verify.stepsThat("drifted")).containsExactly("web-1: the firewall is up");
        Tool.Run provision = run("provision");
        assertThat(provision.exit()).as(provision.everything()).isZero();
        assertThat(provision.stepsThat("changed")).containsExactly("web-1: the firewall is up");
        assertConverged();
        return verify.steps().stream()
                .filter(step -> step.path("outcome").asText().equals("drifted"))
                .map(JsonNode::toString)
                .toList();
    }

    @Test
    @Order(1)
    void fromABareHost() throws Exception {
        assertThat(connect(8081)).isZero();
        Tool.Run plan = run("plan");
        assertThat(plan.stepsThat("would-change")).as(plan.everything()).hasSize(2);
        Tool.Run provision = run("provision");
        assertThat(provision.exit()).as(provision.everything()).isZero();
        assertConverged();
        assertThat(connect(8080)).isZero();
        assertThat(connect(8081)).isEqualTo(124);
        assertThat(LAB.raw("web-1", "ufw status")).contains("Status: active", "2001:db8::/32", "# site of the peers");
        int sessions = LAB.sshSessions("web-1");
        Tool.Run again = run("provision");
        assertThat(again.stepsThat("unchanged")).hasSize(2);
        assertThat(LAB.sshSessions("web-1")).isEqualTo(sessions + 1);
    }

    @Test
    @Order(2)
    void aRuleTooManyIsFoundAndMended() throws Exception {
        assertThat(mend("touch -d 2001-01-01 /etc/ufw/before.rules; ufw allow 8081/tcp")
                        .getFirst())
                .contains("rule: allow 8081/tcp from anywhere → nothing  (removal)");
        assertThat(connect(8081)).isEqualTo(124);
        assertThat(LAB.raw("web-1", "stat -c %Y /etc/ufw/before.rules")).isEqualTo("978307200");
    }

    @Test
    @Order(3)
    void aRuleTooFewIsFoundAndMended() throws Exception {
        mend("ufw delete allow from " + address("web-2") + " to any port 8080 proto tcp");
        assertThat(connect(8080)).isZero();
    }

    @ParameterizedTest
    @Order(4)
    @ValueSource(
            strings = {
                "sed -i s/^IPV6=.*/IPV6=no/ /etc/default/ufw; ufw reload",
                "ufw allow OpenSSH; ufw allow in on eth0 log to any port 99 proto tcp; ufw route allow from 10.0.0.1",
                """
                for rule in 'proto vrrp from 10.0.0.1 to 224.0.0.18' 'on eth0 proto gre from ::/0 to ::/0' \\
                  'from 0.0.0.0/0 port 68 to 0.0.0.0/0 port 67 proto udp comment x' 'proto tcp from any to any port 80,90:99'; do
                  ufw allow in $rule; ufw limit out $rule
                done
                ufw allow in from any app 'WWW Full'; ufw limit log-all 99/tcp; ufw route reject out on eth1 to 10.0.0.1
                sed -i '0,/^### RULES ###/s//&\\n\\n### tuple ### deny any any 0.0.0.0\\/0 any 10.9.9.9 in comment=6974277320/' /etc/ufw/user.rules
                """,
                "ufw logging high; ufw default allow routed",
                "ufw delete allow in proto tcp from 2001:db8::/32 to ::/0 port 8443",
                "ufw delete deny from 192.0.2.66; ufw insert 1 deny from 192.0.2.66",
                "ufw disable",
                "ufw default allow incoming",
                "iptables -D ufw-user-input -s 192.0.2.66/32 -j DROP",
                "iptables -P INPUT ACCEPT; iptables -F",
                "ip6tables -F",
                "systemctl disable ufw.service",
            })
    void everyKindOfDriftIsFoundAndMended(String drift) throws Exception {
        mend(drift);
        assertThat(connect(8080)).isZero();
        assertThat(connect(8081)).isEqualTo(124);
        assertThat(LAB.raw("web-1", "stat -c %Y /etc/ufw/before.rules")).isEqualTo("978307200");
    }

    private static String sentAgain() throws Exception {
        return LAB.raw("web-2", "nstat -asz TcpExtTCPSynRetrans | grep Tcp");
    }

    /**
     * A comment, the order of rules, and who may: what passes before and after passes meanwhile, too. The kernel sends the first packet of
     * a connection again if it was dropped, and counts that; how long a visit takes says more of the machine's load.
     */
    @Test
    @Order(5)
    void nobodyIsShutOutWhileRulesChange() throws Exception {
        String visit = "timeout 5 bash -c '</dev/tcp/" + address("web-1") + "/8080'";
        String before = sentAgain();
        LAB.raw("web-2", """
                cat >/run/visitor <<'SCRIPT'
                while :; do %s || echo shut out >>/run/shut-out; echo >>/run/visits; sleep 0.02; done
                SCRIPT
                for i in 1 2 3 4; do systemd-run --quiet --unit=visitor-$i bash /run/visitor; done
                """.formatted(visit));
        String commented = RULES.replace("site of the peers", "site");
        String network = commented.replaceFirst("from: \"#foreach.*", "from: 0.0.0.0/0");
        String swapped = RULES.replace("    - allow: 8080", "    - allow: 9191\n        - allow: 8080");
        String way = RULES.substring(0, RULES.indexOf("        - deny"));
        String refusals = "        - {deny: any, from: 192.0.2.66}\n        - {deny: any, from: 192.0.2.67}\n";
        for (String rules : List.of(
                commented, network, swapped + "        - allow: 9192\n", way + refusals, refusals + way, RULES)) {
            declare("any", rules);
            Tool.Run provision = run("provision");
            assertThat(provision.exit()).as(provision.everything()).isZero();
            assertThat(provision.stepsThat("changed")).containsExactly("web-1: the firewall is up");
            assertConverged();
        }
        LAB.raw("web-2", "systemctl stop 'visitor-*'");
        assertThat(sentAgain()).isEqualTo(before);
        assertThat(LAB.raw("web-2", "wc -l </run/visits").strip()).hasSizeGreaterThan(2);
        assertThat(LAB.attempt("web-2", "cat /run/shut-out").stdout()).isEmpty();
    }

    @Test
    @Order(5)
    void rulesThatWouldLockOutAreRefused() throws Exception {
        String before = LAB.raw("web-1", "ufw show added; sha256sum /etc/ufw/*.rules");
        declare("192.0.2.0/24", RULES);
        Tool.Run provision = run("provision");
        assertThat(provision.exit()).isEqualTo(1);
        assertThat(provision.everything()).contains("these rules would lock out the SSH connection in use");
        assertThat(LAB.raw("web-1", "ufw show added; sha256sum /etc/ufw/*.rules"))
                .isEqualTo(before);
    }

    /** The declared rules are fine, but something else in the way keeps new connections out. */
    private String cutOff() throws Exception {
        String before = LAB.raw("web-1", "ufw show added");
        LAB.raw("web-1", """
                cat >/etc/systemd/system/cut.service <<UNIT
                [Service]
                Type=oneshot
                ExecStart=/bin/sh -c 'until grep -q "dport 9090" /etc/ufw/user.rules; do sleep 0.02; done; iptables -I INPUT 1 -p tcp --syn --dport 22 -j DROP'
                UNIT
                systemctl daemon-reload
                systemctl start --no-block cut.service
                """);
        declare("any", RULES + "        - allow: 9090\n");
        Tool.Run provision = run("provision");
        assertThat(provision.exit()).as(provision.everything()).isEqualTo(1);
        assertThat(provision.everything()).contains("no new connection was possible after the change");
        assertThat(LAB.raw("web-1", "ufw show added")).contains("9090");
        assertThat(connect(22)).isEqualTo(124);
        return before;
    }

    private static void awaitReverted(String before) throws Exception {
        Instant until = Instant.now().plus(Duration.ofSeconds(60));
        while (LAB.attempt("web-1", "test -e /var/lib/provisioner/firewall").exit() == 0) {
            assertThat(Instant.now()).isBefore(until);
            Thread.sleep(500);
        }
        assertThat(LAB.raw("web-1", "ufw show added")).isEqualTo(before);
    }

    @Test
    @Order(6)
    void whatCannotBeConfirmedIsTakenBack() throws Exception {
        awaitReverted(cutOff());
        LAB.raw("web-1", "iptables -D INPUT -p tcp --syn --dport 22 -j DROP");
        assertThat(connect(22)).isZero();
        declare("any", RULES);
        assertConverged();
    }

    @Test
    @Order(7)
    void alsoAcrossABoot() throws Exception {
        String before = cutOff();
        LAB.reboot("web-1");
        awaitReverted(before);
        assertThat(connect(22)).isZero();
        declare("any", RULES);
        assertConverged();
        assertThat(LAB.raw("web-1", "iptables -S INPUT")).startsWith("-P INPUT DROP");
    }

    @Test
    @Order(8)
    void aRunThatDiedBeforeItsConfirmationIsFinishedByTheNext() throws Exception {
        cutOff();
        // The host waits once more as long, lest it takes the change back while a slow machine starts the next.
        LAB.raw("web-1", "systemctl restart provisioner-firewall-revert.timer");
        LAB.raw("web-1", "iptables -D INPUT -p tcp --syn --dport 22 -j DROP");
        Tool.Run verify = run("verify");
        assertThat(verify.exit()).as(verify.everything()).isEqualTo(2);
        assertThat(verify.everything()).contains("not confirmed");
        Tool.Run provision = run("provision");
        assertThat(provision.exit()).as(provision.everything()).isZero();
        assertConverged();
        assertThat(LAB.raw("web-1", "ufw show added")).contains("9090");
    }

    private static final String CLOSED = """
            - play: firewall
              hosts: web-2
              steps:
                - name: ufw is installed
                  package: {name: [ufw, nftables]}
                - name: nothing leaves but what is declared
                  firewall:
                    default_outgoing: deny
                    logging: medium
                    rules:
                      - {allow: [8080, %s], direction: out, to: peer.example, why: the test}
                      - {allow: any, protocol: vrrp, interface: eth0, from: 192.0.2.3}
                      - {allow: any, protocol: igmp, direction: out}
                      - {limit: 99, log: all, source_port: 98}
                      - {allow: any, profile: WWW Full}
                      - {reject: 80, direction: routed, interface: eth0, out_interface: eth1, to: 10.0.0.0/8}
            """;

    private static int reach(int port) throws Exception {
        return LAB.attempt("web-2", "timeout 2 bash -c '</dev/tcp/peer.example/" + port + "'")
                .exit();
    }

    private Tool.Run closed(String command, int port) throws Exception {
        Files.writeString(project.resolve("playbooks/site.yml"), CLOSED.formatted(port));
        return run(command);
    }

    @Test
    @Order(9)
    void nothingLeavesButWhatIsDeclared() throws Exception {
        LAB.raw("web-1", "ufw disable");
        LAB.raw("web-1", LISTEN); // it was booted meanwhile
        LAB.raw("web-2", "cp /etc/hosts /etc/hosts.kept; echo " + address("web-1") + " peer.example >>/etc/hosts");
        assertThat(closed("plan", 8079).everything())
                .contains("exception: allow out 8080/tcp, 8079/tcp to peer.example: the test");
        Tool.Run provision = closed("provision", 8079);
        assertThat(provision.exit()).as(provision.everything()).isZero();
        Tool.Run verify = closed("verify", 8079);
        assertThat(verify.exit()).as(verify.everything()).isZero();
        assertThat(reach(8080)).isZero();
        assertThat(reach(8081)).isEqualTo(124);
        assertThat(LAB.raw("web-2", "iptables -S ufw-before-output; ufw status verbose"))
                .contains("--icmp-type 8 -m comment --comment provisioner", "peer.example", "Logging: on (medium)");
        LAB.raw(
                "web-2",
                "iptables -D ufw-before-output -p icmp --icmp-type 8 -m comment --comment provisioner -j ACCEPT");
        assertThat(closed("verify", 8079).everything()).contains("outgoing ICMP in before.rules: allowed in part");
        LAB.raw("web-2", "echo 192.0.2.77 peer.example >>/etc/hosts");
        assertThat(closed("verify", 8079).everything()).contains("allow out 8080/tcp to 192.0.2.77 (peer.example)");
        LAB.raw("web-2", "cat /etc/hosts.kept >/etc/hosts");
        Tool.Run unknown = closed("verify", 8079);
        assertThat(unknown.exit()).isEqualTo(1);
        assertThat(unknown.everything()).contains("gives no address for 'peer.example'");
    }

    @Test
    @Order(10)
    void whatCutsTheHostOffIsTakenBack() throws Exception {
        LAB.raw("web-2", """
                echo %s peer.example >>/etc/hosts
                cat >/etc/systemd/system/cut.service <<UNIT
                [Service]
                Type=oneshot
                ExecStart=/bin/sh -c 'until grep -q "dport 8082" /etc/ufw/user.rules; do sleep 0.02; done; iptables -I OUTPUT 1 -p tcp --syn --dport 8080 -j DROP'
                UNIT
                systemctl daemon-reload
                systemctl start --no-block cut.service
                """.formatted(address("web-1")));
        Tool.Run provision = closed("provision", 8082);
        assertThat(provision.exit()).as(provision.everything()).isEqualTo(1);
        assertThat(provision.everything())
                .contains("it cuts the host off from what it reached before")
                .contains(" 8080");
        LAB.raw("web-2", "systemctl start provisioner-firewall-revert.service");
        assertThat(LAB.raw("web-2", "ufw show added")).doesNotContain("8082").contains("8079");
    }
}
