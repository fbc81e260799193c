package provisioner.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import provisioner.harness.Tool;
import provisioner.lab.TestLab;

/** Whatever somebody has put beside ufw's rules is found on a real host, named, and mended where that is safe. */
@Tag("host")
class ForeignRulesTest {
    @RegisterExtension
    static final TestLab BOOKWORM = TestLab.of("bookworm", "web-1");

    @RegisterExtension
    static final TestLab SID = TestLab.of("sid", "web-1");

    /** What provisioner takes out or puts back. */
    private static final String SAFE = """
            iptables -I INPUT -p tcp --dport 4441 -j ACCEPT
            iptables -A OUTPUT -d 192.0.2.9 -m comment --comment "it's \\"mine\\"" -j DROP
            sed -i '/^COMMIT/i -A ufw-before-input -p tcp --dport 4442 -j ACCEPT' /etc/ufw/before.rules
            sed -i '/--dport 1900/d' /etc/ufw/before.rules
            iptables -P FORWARD ACCEPT
            iptables -A FORWARD -s 192.0.2.0/24 -j ACCEPT
            ip6tables -I INPUT -p tcp --dport 4446 -j ACCEPT
            iptables -A ufw-user-input -p tcp --dport 4447 -j ACCEPT
            iptables -F ufw-not-local
            ip6tables -D ufw6-before-input -j ufw6-user-input
            """;

    /** What a person must decide about. */
    private static final String BY_HAND = """
            nft add table inet other
            nft add chain inet other input '{ type filter hook input priority -5; policy accept; }'
            nft add rule inet other input tcp dport 4444 accept
            nft add chain ip filter odd '{ type filter hook input priority 7; policy drop; }'
            nft add rule ip filter odd accept
            iptables -t nat -A PREROUTING -p tcp --dport 80 -j REDIRECT --to-ports 8080
            iptables -t raw -A PREROUTING -p udp --dport 4449 -j NOTRACK
            iptables-legacy -A INPUT -p tcp --dport 4448 -j ACCEPT
            iptables -N f2b-sshd
            iptables -A f2b-sshd -j RETURN
            iptables -I INPUT -p tcp --dport 4450 -j f2b-sshd
            chmod +x /etc/ufw/after.init
            """;

    private static final String REMOVED = """
            nft delete table inet other
            nft flush chain ip filter odd
            nft delete chain ip filter odd
            iptables -t nat -F PREROUTING
            iptables -t raw -F
            iptables-legacy -F
            chmod -x /etc/ufw/after.init
            """;

    @TempDir
    static Path project;

    private static void declare(String suite, String others) throws Exception {
        Files.createDirectories(project.resolve("inventory"));
        Files.createDirectories(project.resolve("playbooks"));
        Files.writeString(project.resolve("inventory/lab.yml"), """
                user: root
                vars: {suite: %s}
                hosts: {web-1: {address: 203.0.113.11}}
                """.formatted(suite));
        Files.writeString(project.resolve("playbooks/site.yml"), """
                - play: firewall
                  hosts: web-1
                  steps:
                    - {name: ufw is installed, package: {name: [ufw, nftables]}}
                    - name: the firewall is up
                      firewall: {others: [%s], rules: [{allow: 8080}]}
                """.formatted(others));
    }

    private static Tool.Run run(TestLab lab, String command, int exit) throws Exception {
        Tool.Run run = Tool.inCheckout(lab.environment())
                .in(project)
                .run(command, "-i", "inventory/lab.yml", "--lab", "--output", "json");
        assertThat(run.exit()).as(run.everything()).isEqualTo(exit);
        return run;
    }

    @ParameterizedTest
    @ValueSource(strings = {"bookworm", "sid"})
    void areNamedAndMendedWhereThatIsSafe(String suite) throws Exception {
        TestLab lab = suite.equals("sid") ? SID : BOOKWORM;
        declare(suite, "");
        run(lab, "provision", 0);
        run(lab, "verify", 0);
        String shipped = lab.raw("web-1", "sha256sum /etc/ufw/before.rules");
        assertThat(lab.raw("web-1", "systemctl is-enabled nftables.service || true"))
                .startsWith("disabled");

        lab.raw("web-1", BY_HAND);
        assertThat(run(lab, "verify", 2).stepsThat("drifted")).containsExactly("web-1: the firewall is up");
        assertThat(run(lab, "provision", 1).everything())
                .contains("nft inet other input: tcp dport 4444 accept", "nft ip filter odd: ")
                .contains("ip nat PREROUTING: -A PREROUTING -p tcp -m tcp --dport 80 -j REDIRECT --to-ports 8080")
                .contains("ip raw PREROUTING: -A PREROUTING -p udp -m udp --dport 4449 -j ")
                .contains("legacy ip filter INPUT: -A INPUT -p tcp -m tcp --dport 4448 -j ACCEPT")
                .contains("ip filter f2b-sshd: -A f2b-sshd -j RETURN", "--dport 4450 -j f2b-sshd")
                .contains("/etc/ufw/after.init is executable");

        lab.raw("web-1", REMOVED);
        declare(suite, "f2b-*");
        run(lab, "verify", 0);

        lab.raw("web-1", SAFE);
        Tool.Run verify = run(lab, "verify", 2);
        assertThat(verify.everything())
                .contains("rule in ip filter INPUT: -A INPUT -p tcp -m tcp --dport 4441 -j ACCEPT")
                .contains("rule in ip filter OUTPUT: -A OUTPUT -d 192.0.2.9/32 -m comment --comment ")
                .contains("-A ufw-before-input -p tcp --dport 4442 -j ACCEPT")
                .contains("-A ufw-before-input -p udp -d 239.255.255.250 --dport 1900 -j ACCEPT")
                .contains("policy of ip filter FORWARD: ACCEPT")
                .contains("rule in ip filter FORWARD: -A FORWARD -s 192.0.2.0/24 -j ACCEPT")
                .contains("rule in ip6 filter INPUT: -A INPUT -p tcp -m tcp --dport 4446 -j ACCEPT")
                .contains("rule in ip filter ufw-user-input: -A ufw-user-input -p tcp -m tcp --dport 4447 -j ACCEPT")
                .contains("ufw's rules in ip filter", "-A ufw-not-local -m addrtype --dst-type LOCAL -j RETURN")
                .contains("-A ufw6-before-input -j ufw6-user-input");
        run(lab, "provision", 0);
        run(lab, "verify", 0);
        assertThat(lab.raw("web-1", "sha256sum /etc/ufw/before.rules")).isEqualTo(shipped);
        assertThat(lab.raw("web-1", "iptables -S f2b-sshd; ls /var/backups/provisioner/etc/ufw"))
                .contains("-A f2b-sshd -j RETURN", "before.rules.");
    }
}
