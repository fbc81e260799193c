package provisioner.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import provisioner.state.Bytes;
import provisioner.state.Observation.FirewallState;
import provisioner.state.Observed;
import provisioner.state.Query.FirewallQuery;

/** What ufw 0.36.2 and iptables 1.8.9 of Debian 12 really wrote. */
class FirewallReaderTest {
    private static final String RULES = """
            ### tuple ### deny any any 0.0.0.0/0 any 10.9.9.9 in
            -A ufw-user-input -s 10.9.9.9 -j DROP
            ### tuple ### allow tcp 22 0.0.0.0/0 any 0.0.0.0/0 in comment=77656220697427730a
            -A ufw-user-input -p tcp --dport 22 -j ACCEPT
            ### tuple ### limit tcp 2222 0.0.0.0/0 any 0.0.0.0/0 in
            -A ufw-user-input -p tcp --dport 2222 -m conntrack --ctstate NEW -m recent --set
            -A ufw-user-input -p tcp --dport 2222 -m conntrack --ctstate NEW -m recent --update --seconds 30 --hitcount 6 -j ufw-user-limit
            -A ufw-user-input -p tcp --dport 2222 -j ufw-user-limit-accept
            ### tuple ### allow tcp 3306 192.0.2.9 any 192.0.2.3 in
            -A ufw-user-input -p tcp -d 192.0.2.9 --dport 3306 -s 192.0.2.3 -j ACCEPT
            ### tuple ### allow tcp 6000:6007 0.0.0.0/0 any 0.0.0.0/0 in
            -A ufw-user-input -p tcp -m multiport --dports 6000:6007 -j ACCEPT
            ### tuple ### allow any 53 0.0.0.0/0 any 0.0.0.0/0 out
            -A ufw-user-output -p tcp --dport 53 -j ACCEPT
            -A ufw-user-output -p udp --dport 53 -j ACCEPT
            ### tuple ### allow_log tcp 77 0.0.0.0/0 any 0.0.0.0/0 in_eth0
            -A ufw-user-input -i eth0 -p tcp --dport 77 -j ufw-user-logging-input
            -A ufw-user-input -i eth0 -p tcp --dport 77 -j ACCEPT
            ### tuple ### limit vrrp any 224.0.0.18 any 10.0.0.0/8 in_eth0
            -A ufw-user-input -i eth0 -p vrrp -d 224.0.0.18 -s 10.0.0.0/8 -m conntrack --ctstate NEW -m recent --set
            -A ufw-user-input -i eth0 -p vrrp -d 224.0.0.18 -s 10.0.0.0/8 -m conntrack --ctstate NEW -m recent --update --seconds 30 --hitcount 6 -j ufw-user-limit
            -A ufw-user-input -i eth0 -p vrrp -d 224.0.0.18 -s 10.0.0.0/8 -j ufw-user-limit-accept
            ### tuple ### allow gre any 0.0.0.0/0 any 10.0.0.1 in
            -A ufw-user-input -p gre -s 10.0.0.1 -j ACCEPT
            ### tuple ### route:reject any any 0.0.0.0/0 any 10.0.0.1 in_eth1
            -A ufw-user-forward -i eth1 -s 10.0.0.1 -j REJECT
            ### tuple ### allow udp 67 0.0.0.0/0 68 0.0.0.0/0 out_eth+ comment=64686370
            -A ufw-user-output -o eth+ -p udp --dport 67 --sport 68 -j ACCEPT
            ### tuple ### allow tcp any 0.0.0.0/0 80,443 0.0.0.0/0 - WWW%20Full in
            -A ufw-user-input -p tcp -m multiport --sports 80,443 -j ACCEPT -m comment --comment 'sapp_WWW%20Full'
            ### tuple ### allow tcp 22 0.0.0.0/0 any 0.0.0.0/0 OpenSSH - in
            -A ufw-user-input -p tcp --dport 22 -j ACCEPT -m comment --comment 'dapp_OpenSSH'
            """;

    private static final String KERNEL = """
            -P INPUT DROP
            -P OUTPUT ACCEPT
            -A INPUT -j ufw-before-input
            -A ufw-before-input -j ufw-user-input
            -A ufw-user-input -s 10.9.9.9/32 -j DROP
            -A ufw-user-input -p tcp -m tcp --dport 22 -j ACCEPT
            -A ufw-user-input -p tcp -m tcp --dport 2222 -m conntrack --ctstate NEW -m recent --set --name DEFAULT --mask 255.255.255.255 --rsource
            -A ufw-user-input -p tcp -m tcp --dport 2222 -m conntrack --ctstate NEW -m recent --update --seconds 30 --hitcount 6 --name DEFAULT --mask 255.255.255.255 --rsource -j ufw-user-limit
            -A ufw-user-input -p tcp -m tcp --dport 2222 -j ufw-user-limit-accept
            -A ufw-user-input -s 192.0.2.3/32 -d 192.0.2.9/32 -p tcp -m tcp --dport 3306 -j ACCEPT
            -A ufw-user-input -p tcp -m multiport --dports 6000:6007 -j ACCEPT
            -A ufw-user-input -i eth0 -p tcp -m tcp --dport 77 -j ufw-user-logging-input
            -A ufw-user-input -i eth0 -p tcp -m tcp --dport 77 -j ACCEPT
            -A ufw-user-input -s 10.0.0.0/8 -d 224.0.0.18/32 -i eth0 -p 112 -m conntrack --ctstate NEW -m recent --set --name DEFAULT --mask 255.255.255.255 --rsource
            -A ufw-user-input -s 10.0.0.0/8 -d 224.0.0.18/32 -i eth0 -p 112 -m conntrack --ctstate NEW -m recent --update --seconds 30 --hitcount 6 --name DEFAULT --mask 255.255.255.255 --rsource -j ufw-user-limit
            -A ufw-user-input -s 10.0.0.0/8 -d 224.0.0.18/32 -i eth0 -p 112 -j ufw-user-limit-accept
            -A ufw-user-input -s 10.0.0.1/32 -p 47 -j ACCEPT
            -A ufw-user-input -p tcp -m multiport --sports 80,443 -m comment --comment "'sapp_WWW%20Full'" -j ACCEPT
            -A ufw-user-input -p tcp -m tcp --dport 22 -m comment --comment dapp_OpenSSH -j ACCEPT
            -A ufw-user-forward -s 10.0.0.1/32 -i eth1 -j REJECT --reject-with icmp-port-unreachable
            -A ufw-user-output -p tcp -m tcp --dport 53 -j ACCEPT
            -A ufw-user-output -p udp -m udp --dport 53 -j ACCEPT
            -A ufw-user-output -o eth+ -p udp -m udp --sport 68 --dport 67 -j ACCEPT
            """;

    private static final String RULES6 = """
            ### tuple ### reject udp 53 ::/0 any 2001:db8::/32 in
            -A ufw6-user-input -p udp --dport 53 -s 2001:db8::/32 -j REJECT
            """;

    private static final String KERNEL6 = """
            -P INPUT DROP
            -P OUTPUT ACCEPT
            -A INPUT -j ufw6-before-input
            -A ufw6-before-input -j ufw6-user-input
            -A ufw6-user-input -s 2001:db8::/32 -p udp -m udp --dport 53 -j REJECT --reject-with icmp6-port-unreachable
            """;

    private static FirewallState read(String kernel, String ssh) throws ProbeException {
        Answers answers = new Answers();
        answers.add(
                "firewall.settings",
                Bytes.utf8(
                        "IPV6=yes\nDEFAULT_INPUT_POLICY=\"DROP\"\nDEFAULT_OUTPUT_POLICY=\"ACCEPT\"\nDEFAULT_FORWARD_POLICY=\"DROP\"\nENABLED=yes\nLOGLEVEL=low\n"));
        answers.add("firewall.rules", Bytes.utf8(RULES));
        answers.add("firewall.rules6", Bytes.utf8(RULES6));
        answers.add("firewall.kernel", Bytes.utf8(kernel));
        answers.add("firewall.kernel6", Bytes.utf8(KERNEL6));
        answers.add("firewall.boot", Bytes.utf8("enabled"));
        answers.add("firewall.ssh", Bytes.utf8("SSH_CONNECTION=" + ssh));
        Observed.Builder into = Observed.builder();
        new FirewallReader().read(List.of(new FirewallQuery()), answers, into);
        return into.build().get(new FirewallQuery());
    }

    @Test
    void readsEveryFormOfARule() throws ProbeException {
        FirewallState state = read(KERNEL, "192.0.2.1 50000 192.0.2.2 22");
        assertThat(state.rules())
                .extracting(rule -> String.join(" ", rule.words()))
                .containsExactly(
                        "deny in from 10.9.9.9 to 0.0.0.0/0",
                        "allow in proto tcp from 0.0.0.0/0 to 0.0.0.0/0 port 22 comment web it's\n",
                        "limit in proto tcp from 0.0.0.0/0 to 0.0.0.0/0 port 2222",
                        "allow in proto tcp from 192.0.2.3 to 192.0.2.9 port 3306",
                        "allow in proto tcp from 0.0.0.0/0 to 0.0.0.0/0 port 6000:6007",
                        "allow out from 0.0.0.0/0 to 0.0.0.0/0 port 53",
                        "allow in on eth0 log proto tcp from 0.0.0.0/0 to 0.0.0.0/0 port 77",
                        "limit in on eth0 proto vrrp from 10.0.0.0/8 to 224.0.0.18",
                        "allow in proto gre from 10.0.0.1 to 0.0.0.0/0",
                        "reject in on eth1 from 10.0.0.1 to 0.0.0.0/0",
                        "allow out on eth+ proto udp from 0.0.0.0/0 port 68 to 0.0.0.0/0 port 67 comment dhcp",
                        "allow in from 0.0.0.0/0 app WWW Full to 0.0.0.0/0",
                        "allow in from 0.0.0.0/0 to 0.0.0.0/0 app OpenSSH",
                        "reject in proto udp from 2001:db8::/32 to ::/0 port 53");
        assertThat(state.enabled()).isTrue();
        assertThat(state.atBoot()).isTrue();
        assertThat(state.ipv6()).isTrue();
        assertThat(state.defaults().incoming()).isEqualTo("deny");
        assertThat(state.defaults().outgoing()).isEqualTo("allow");
        assertThat(state.revertPending()).isFalse();
        assertThat(state.ssh()).map(ssh -> ssh.peer().getHostAddress()).hasValue("192.0.2.1");
    }

    @Test
    void theKernelHasWhatTheFilesSay() throws ProbeException {
        assertThat(read(KERNEL, "192.0.2.1 50000 192.0.2.2 22").loaded()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-P INPUT DROP",
                "-A INPUT -j ufw-before-input",
                "-A ufw-before-input -j ufw-user-input",
                "-A ufw-user-input -s 10.9.9.9/32 -j DROP",
                "-A ufw-user-output -p udp -m udp --dport 53 -j ACCEPT"
            })
    void aLineThatTheKernelHasNotIsNoticed(String line) throws ProbeException {
        assertThat(read(KERNEL.replace(line + "\n", ""), "::1 50000 ::1 22").loaded())
                .isFalse();
    }

    @Test
    void anotherOrderOrAnotherPortInTheKernelIsNoticed() throws ProbeException {
        String deny = "-A ufw-user-input -s 10.9.9.9/32 -j DROP\n";
        assertThat(read(KERNEL.replace(deny, "") + deny, "::1 50000 ::1 22").loaded())
                .isFalse();
        assertThat(read(KERNEL.replace("3306", "3307"), "::1 50000 ::1 22").loaded())
                .isFalse();
    }

    @Test
    void anAddressOfIpv4InIpv6AndOneWithAZone() throws ProbeException {
        assertThat(read(KERNEL, "::ffff:192.0.2.1 50000 fe80::1%eth0 22").ssh()).hasValueSatisfying(ssh -> {
            assertThat(ssh.peer().getHostAddress()).isEqualTo("192.0.2.1");
            assertThat(ssh.port()).isEqualTo(22);
        });
        assertThatThrownBy(() -> read(KERNEL, "UNKNOWN 65535 UNKNOWN 65535"))
                .isInstanceOf(ProbeException.class)
                .hasMessageContaining("UNKNOWN");
    }

    @Test
    void aHostWithoutUfw() throws ProbeException {
        Observed.Builder into = Observed.builder();
        new FirewallReader().read(List.of(new FirewallQuery()), new Answers(), into);
        assertThat(into.build().get(new FirewallQuery()).installed()).isFalse();
    }
}
