package provisioner.resource;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import provisioner.resource.CaseYaml.Word;
import provisioner.source.Fields;
import provisioner.source.Node;
import provisioner.source.Problems;
import provisioner.state.Cidr;
import provisioner.state.FirewallDefaults;
import provisioner.state.FirewallRule;
import provisioner.state.Observation.Amount;
import provisioner.state.Observation.FirewallState;
import provisioner.state.Observation.NameState;
import provisioner.state.Observation.SshPeer;
import provisioner.state.Observation.UfwProfileState;

/** What a case says of a host's firewall: active and as desired where it does not say otherwise. */
final class CaseFirewall {
    private CaseFirewall() {}

    static FirewallState read(Node node, Problems problems) {
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
                new FirewallDefaults(
                        fields.optionalString("incoming").orElse("deny"),
                        fields.optionalString("outgoing").orElse("allow"),
                        fields.optionalString("routed").orElse("deny"),
                        fields.optionalString("logging").orElse("low")),
                rules,
                fields.oneOf("own_icmp", Amount.class, Amount.NONE),
                fields.bool("loaded", true),
                fields.bool("pending", false),
                fields.optionalString("ssh").map(CaseFirewall::ssh));
        fields.done();
        return state;
    }

    static UfwProfileState readProfile(Node node) {
        return new UfwProfileState(CaseState.text(node).filter(ports -> !ports.equals("missing")));
    }

    static Object write(UfwProfileState state) {
        return state.ports().<Object>map(ports -> ports).orElse(Word.MISSING);
    }

    static NameState readName(Node node) {
        String[] addresses = CaseState.text(node).orElse("").split(" ");
        return new NameState(
                Stream.of(addresses).map(text -> Cidr.parse(text).orElseThrow()).toList());
    }

    static Object write(NameState state) {
        return String.join(" ", state.addresses().stream().map(Cidr::toString).toList());
    }

    static Object write(FirewallState state) {
        if (state.equals(FirewallState.fresh(false, Optional.empty()))) {
            return Word.MISSING;
        }
        return new CaseForm()
                .put("enabled", state.enabled(), true)
                .put("at_boot", state.atBoot(), true)
                .put("ipv6", state.ipv6(), true)
                .put("incoming", state.defaults().incoming(), "deny")
                .put("outgoing", state.defaults().outgoing(), "allow")
                .put("routed", state.defaults().routed(), "deny")
                .put("logging", state.defaults().logging(), "low")
                .some("rules", state.rules().stream().map(CaseFirewall::rule).toList())
                .put("own_icmp", state.ownIcmp().name().toLowerCase(Locale.ROOT), "none")
                .put("loaded", state.loaded(), true)
                .put("pending", state.revertPending(), false)
                .put("ssh", state.ssh().map(CaseFirewall::ssh))
                .entries();
    }

    /**
     * {@code ACTION PROTOCOL PORT TO SOURCE-PORT FROM DIRECTION # COMMENT}, as in a tuple of ufw; applications before the
     * direction.
     */
    private static FirewallRule rule(String text) {
        String[] parts = text.split(" # ", 2);
        String[] words = parts[0].split(" ");
        String applications = words.length == 9 ? words[6] + " " + words[7] : "";
        return new FirewallRule(
                words[0],
                words[1],
                words[2],
                words[3],
                words[4],
                words[5],
                applications,
                words[words.length - 1],
                parts.length == 2 ? parts[1] : "");
    }

    private static String rule(FirewallRule rule) {
        String words = String.join(
                " ", rule.action(), rule.protocol(), rule.port(), rule.to(), rule.sourcePort(), rule.from());
        String applications = rule.applications().isEmpty() ? "" : " " + rule.applications();
        String comment = rule.comment().isEmpty() ? "" : " # " + rule.comment();
        return words + applications + " " + rule.direction() + comment;
    }

    private static SshPeer ssh(String text) {
        String[] words = text.split(" ");
        return new SshPeer(
                Cidr.parse(words[0]).orElseThrow().address(),
                Cidr.parse(words[1]).orElseThrow().address(),
                Integer.parseInt(words[2]));
    }

    private static String ssh(SshPeer ssh) {
        return Cidr.of(ssh.peer()) + " " + Cidr.of(ssh.local()) + " " + ssh.port();
    }
}
