package provisioner.resource;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import provisioner.source.Fields;
import provisioner.source.Node;
import provisioner.source.Problems;
import provisioner.state.Cidr;
import provisioner.state.FirewallRule;
import provisioner.state.Observation.FirewallState;
import provisioner.state.Observation.SshPeer;

/** What a case says of a host's firewall: active and as desired where it does not say otherwise. */
final class CaseFirewall {
    private CaseFirewall() {}

    static FirewallState state(Node node, Problems problems) {
        if (node instanceof Node.Scalar scalar && scalar.text().equals("missing")) {
            return FirewallState.fresh(false, Optional.empty());
        }
        Fields fields = Fields.of(node, "a firewall", problems);
        List<FirewallRule> rules = new ArrayList<>();
        fields.stringList("rules").forEach(text -> rules.add(rule(text)));
        FirewallState state = new FirewallState(
                true,
                fields.bool("enabled", true),
                fields.bool("at_boot", true),
                fields.bool("ipv6", true),
                fields.optionalString("incoming").orElse("deny"),
                fields.optionalString("outgoing").orElse("allow"),
                rules,
                fields.bool("loaded", true),
                fields.bool("pending", false),
                fields.optionalString("ssh").map(CaseFirewall::ssh));
        fields.done();
        return state;
    }

    /** {@code ACTION PROTOCOL PORT TO SOURCE-PORT FROM DIRECTION}, as in a tuple of ufw; applications before the last. */
    private static FirewallRule rule(String text) {
        String[] words = text.split(" ");
        String applications = words.length == 9 ? words[6] + " " + words[7] : "";
        return new FirewallRule(
                words[0], words[1], words[2], words[3], words[4], words[5], applications, words[words.length - 1], "");
    }

    private static SshPeer ssh(String text) {
        String[] words = text.split(" ");
        return new SshPeer(
                Cidr.parse(words[0]).orElseThrow().address(),
                Cidr.parse(words[1]).orElseThrow().address(),
                Integer.parseInt(words[2]));
    }
}
