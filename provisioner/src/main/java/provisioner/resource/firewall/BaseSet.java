package provisioner.resource.firewall;

import java.util.List;
import provisioner.resource.firewall.RuleForm.Port;

/**
 * What a host may send although outgoing traffic is closed, whatever else is declared: without it, nobody could mend the
 * host any more. Loopback, replies, and ICMPv6 with neighbour discovery are in Debian's before.rules; {@code firewall_icmp}
 * adds ICMP of IPv4.
 */
final class BaseSet {
    private BaseSet() {}

    /**
     * @param ssh from where SSH may be used
     * @param dns the servers that may be asked for names; likewise {@code ntp} for the time
     */
    static List<RuleForm> of(int sshPort, List<String> ssh, List<String> dns, List<String> ntp) {
        return List.of(
                // The kernel knows the connection in use only from the moment on at which the firewall starts.
                out(List.of(new Port("tcp", "any")), String.valueOf(sshPort), ssh, "base: replies of SSH"),
                out(List.of(new Port("udp", "53"), new Port("tcp", "53")), "any", dns, "base: DNS"),
                out(List.of(new Port("udp", "123")), "any", ntp, "base: NTP"),
                out(List.of(new Port("udp", "67")), "68", List.of("0.0.0.0/0"), "base: DHCP"),
                out(List.of(new Port("udp", "547")), "546", List.of("::/0"), "base: DHCP"));
    }

    private static RuleForm out(List<Port> ports, String sourcePort, List<String> to, String comment) {
        return new RuleForm("allow", ports, sourcePort, "", Addresses.EVERYWHERE, to, "out", comment, "");
    }
}
