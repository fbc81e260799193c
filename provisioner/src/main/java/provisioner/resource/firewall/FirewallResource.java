package provisioner.resource.firewall;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import provisioner.resource.Assessment;
import provisioner.resource.Assessment.Impossible;
import provisioner.resource.Claim;
import provisioner.resource.Resource;
import provisioner.state.Cidr;
import provisioner.state.FirewallRule;
import provisioner.state.Observation.FirewallState;
import provisioner.state.Observation.PacketFilterState;
import provisioner.state.Observation.SshPeer;
import provisioner.state.Query;
import provisioner.state.Query.FirewallQuery;
import provisioner.state.Query.PacketFilterQuery;
import provisioner.state.StateView;

/**
 * The whole firewall of a host, kept by ufw: what is not declared goes.
 *
 * <p>Rules that would not let in the SSH connection in use are refused before anything is touched. What is changed is taken
 * back by the host itself, also after a boot, unless it is confirmed over a new connection.
 *
 * @param incoming {@code allow}, {@code deny} or {@code reject}; likewise {@code outgoing}
 * @param rules those for IPv4, then those for IPv6
 * @param others what other programs keep in the packet filter
 */
record FirewallResource(String incoming, String outgoing, List<FirewallRule> rules, Others others) implements Resource {
    static final FirewallQuery QUERY = new FirewallQuery();
    static final PacketFilterQuery PACKETS = new PacketFilterQuery();

    FirewallResource {
        rules = List.copyOf(rules);
    }

    @Override
    public String title() {
        return "firewall";
    }

    @Override
    public List<Claim> claims() {
        return List.of(Claim.unseen("firewall", "set of rules", this));
    }

    @Override
    public Set<Query<?>> queries() {
        return Set.of(QUERY, PACKETS);
    }

    @Override
    public Assessment assess(StateView state) {
        FirewallState now = state.get(QUERY);
        if (!now.installed() && state.settled(QUERY)) {
            return new Impossible("ufw is not installed", "add a 'package' step for ufw before this one");
        }
        Optional<SshPeer> cutOff = now.ssh().filter(ssh -> !admits(ssh));
        if (cutOff.isPresent()) {
            String from = Cidr.of(cutOff.get().peer()).toString();
            return new Impossible(
                    "these rules would lock out the SSH connection in use, from " + from + " to port "
                            + cutOff.get().port(),
                    "nothing was changed; allow the connection with 'ssh_from' and 'ssh_port'");
        }
        PacketFilterState packets = state.get(PACKETS);
        boolean known = packets.readable() || now.installed() && state.settled(PACKETS);
        ForeignRules foreign = new ForeignRules(known ? packets : PacketFilterState.CLEAN, others);
        FirewallState before = now.installed() ? now : FirewallState.fresh(true, now.ssh());
        FirewallState after =
                new FirewallState(true, true, true, true, incoming, outgoing, rules, true, false, now.ssh());
        return new FirewallChange(this, before, foreign).assessment(after);
    }

    /** The first rule that matches decides; without one, what is done by default. */
    private boolean admits(SshPeer ssh) {
        String decision = rules.stream()
                .filter(rule -> rule.matches(ssh.peer(), ssh.local(), ssh.port()))
                .findFirst()
                .map(FirewallRule::action)
                .orElse(incoming);
        return ssh.peer().isLoopbackAddress() || decision.equals("allow") || decision.equals("limit");
    }
}
