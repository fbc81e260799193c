package provisioner.resource.firewall;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import provisioner.resource.Inputs;
import provisioner.resource.Resource;
import provisioner.resource.ResourceType;
import provisioner.resource.firewall.RuleForm.Answers;
import provisioner.resource.firewall.RuleForm.Port;
import provisioner.source.Fields;
import provisioner.source.Location;
import provisioner.source.Node;
import provisioner.state.Cidr;
import provisioner.state.FirewallDefaults;
import provisioner.state.FirewallRule;
import provisioner.state.PortRange;

/** {@code firewall}: reads what is done by default, and the rules. */
final class FirewallType implements ResourceType {
    private enum Policy {
        ALLOW,
        DENY,
        REJECT
    }

    private enum Logging {
        OFF,
        LOW,
        MEDIUM,
        HIGH,
        FULL
    }

    @Override
    public String name() {
        return "firewall";
    }

    @Override
    public Optional<Resource> parse(Fields fields, Inputs inputs) {
        FirewallDefaults defaults = new FirewallDefaults(
                word(fields.oneOf("default_incoming", Policy.class, Policy.DENY)),
                word(fields.oneOf("default_outgoing", Policy.class, Policy.ALLOW)),
                word(fields.oneOf("default_routed", Policy.class, Policy.DENY)),
                word(fields.oneOf("logging", Logging.class, Logging.LOW)));
        int sshPort = fields.optionalInteger("ssh_port", 1, PortRange.LAST).orElse(22);
        List<String> sshFrom = Addresses.read(fields, "ssh_from", false);
        List<String> dns = Addresses.read(fields, "dns_servers", false);
        List<String> ntp = Addresses.read(fields, "ntp_servers", true);
        List<RuleForm> forms = new ArrayList<>();
        RuleSet known = new RuleSet();
        Port ssh = new Port("tcp", String.valueOf(sshPort));
        add(
                new RuleForm("allow", List.of(ssh), "any", "", sshFrom, Addresses.EVERYWHERE, "in", "", ""),
                fields.at("ssh_from"),
                fields,
                known,
                forms);
        if (defaults.outgoingClosed()) {
            BaseSet.of(sshPort, sshFrom, dns, ntp).forEach(form -> add(form, fields.location(), fields, known, forms));
        }
        fields.list("rules").forEach(node -> {
            Fields rule = Fields.of(node, "a rule", fields.problems());
            RuleParser.parse(rule).ifPresent(form -> add(form, at(rule), fields, known, forms));
        });
        return Optional.of(new FirewallResource(defaults, forms, List.of(), others(fields)));
    }

    private static Others others(Fields fields) {
        List<String> patterns = new ArrayList<>();
        for (Node.Scalar pattern : fields.scalars("others")) {
            Optional<String> common = Others.tooMuch(pattern.text());
            if (common.isPresent()) {
                String message = "'" + pattern.text() + "' must not match '" + common.get()
                        + "', which is not another program's";
                fields.problems().add(pattern.location(), message, "such as DOCKER*, f2b-*, inet f2b-table");
            } else {
                patterns.add(pattern.text());
            }
        }
        return new Others(patterns);
    }

    private static Location at(Fields rule) {
        return List.of("allow", "deny", "reject", "limit").stream()
                .filter(rule::has)
                .findFirst()
                .map(rule::at)
                .orElse(rule.location());
    }

    private static void add(RuleForm form, Location at, Fields fields, RuleSet before, List<RuleForm> forms) {
        forms.add(form);
        List<FirewallRule> rules = form.rules(Answers.NONE);
        boolean nobody =
                form.from().isEmpty() || form.to().isEmpty() || form.ports().isEmpty();
        boolean known = form.profile().isEmpty() && form.names().findAny().isEmpty();
        if (rules.isEmpty() && !nobody && known) {
            boolean versions = form.ports().stream()
                    .allMatch(port -> port.fits(Cidr.parse("::/0").orElseThrow()));
            String message = versions
                    ? "'from' and 'to' must have an IP version in common"
                    : "'from' and 'to' must be of IPv4, because this protocol is";
            fields.problems().add(at, message, "");
        }
        for (FirewallRule rule : rules) {
            before.add(rule).ifPresent(other -> {
                String message = "'" + rule.describe() + "' has no effect after '" + other.describe() + "'";
                fields.problems().add(at, message, "keep one of them; the rules for SSH come from 'ssh_from'");
            });
        }
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
