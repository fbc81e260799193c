package provisioner.resource.firewall;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import provisioner.resource.Inputs;
import provisioner.resource.Resource;
import provisioner.resource.ResourceType;
import provisioner.source.Fields;
import provisioner.source.Location;
import provisioner.source.Node;
import provisioner.state.Cidr;
import provisioner.state.FirewallRule;

/** {@code firewall}: reads the rules as people write them into one rule for each port, pair of networks, and family. */
final class FirewallType implements ResourceType {
    private static final int LAST_PORT = 65535;
    private static final String ANY = "any";

    private enum Policy {
        ALLOW,
        DENY,
        REJECT
    }

    private enum Verb {
        ALLOW,
        DENY,
        REJECT,
        LIMIT
    }

    /** @param protocol {@code tcp}, {@code udp} or {@code any} */
    private record Port(String protocol, String number) {}

    @Override
    public String name() {
        return "firewall";
    }

    @Override
    public Optional<Resource> parse(Fields fields, Inputs inputs) {
        Policy incoming = fields.oneOf("default_incoming", Policy.class, Policy.DENY);
        Policy outgoing = fields.oneOf("default_outgoing", Policy.class, Policy.ALLOW);
        int sshPort = fields.optionalInteger("ssh_port", 1, LAST_PORT).orElse(22);
        Rules rules = new Rules(fields);
        List<Cidr> sshFrom = networks(fields, "ssh_from");
        rules.add(
                fields.at("ssh_from"),
                "allow",
                List.of(new Port("tcp", String.valueOf(sshPort))),
                sshFrom,
                everywhere(),
                "");
        fields.list("rules").forEach(node -> rule(Fields.of(node, "a rule", fields.problems()), rules));
        return Optional.of(new FirewallResource(word(incoming), word(outgoing), rules.ordered(), others(fields)));
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

    private static void rule(Fields fields, Rules rules) {
        List<Verb> verbs = new ArrayList<>();
        for (Verb verb : Verb.values()) {
            if (fields.has(word(verb))) {
                verbs.add(verb);
            }
        }
        List<Cidr> from = networks(fields, "from");
        List<Cidr> to = networks(fields, "to");
        String comment = fields.optionalString("comment").orElse("");
        if (comment.matches("(?s).*['\\p{Cntrl}].*")) {
            fields.refuse("comment", "'comment' must not contain a quote or a control character", "");
        }
        fields.atMostOne("allow", "deny", "reject", "limit");
        if (verbs.isEmpty()) {
            fields.problems().add(fields.location(), "a rule needs 'allow', 'deny', 'reject' or 'limit'");
        } else {
            String verb = word(verbs.getFirst());
            rules.add(fields.at(verb), verb, ports(fields, verb), from, to, comment);
        }
        fields.done();
    }

    private static List<Port> ports(Fields fields, String key) {
        List<Port> ports = new ArrayList<>();
        for (Node.Scalar scalar : fields.words(key)) {
            port(scalar.text())
                    .ifPresentOrElse(
                            ports::add,
                            () -> fields.problems()
                                    .add(
                                            scalar.location(),
                                            "invalid port '" + scalar.text() + "'",
                                            "such as 80, 53/udp, 6000:6007/tcp or any; a number alone is TCP"));
        }
        return ports;
    }

    private static Optional<Port> port(String text) {
        if (text.equals(ANY)) {
            return Optional.of(new Port(ANY, ANY));
        }
        if (!text.matches("[1-9][0-9]{0,4}(:[1-9][0-9]{0,4})?(/(tcp|udp))?")) {
            return Optional.empty();
        }
        String[] parts = text.split("/", 2);
        String[] ends = parts[0].split(":", 2);
        int first = Integer.parseInt(ends[0]);
        int last = Integer.parseInt(ends[ends.length - 1]);
        boolean fits = last <= LAST_PORT && (ends.length == 1 || first < last);
        return fits ? Optional.of(new Port(parts.length == 2 ? parts[1] : "tcp", parts[0])) : Optional.empty();
    }

    private static List<Cidr> everywhere() {
        return List.of(Cidr.parse("0.0.0.0/0").orElseThrow(), Cidr.parse("::/0").orElseThrow());
    }

    /** Every address without the key; none with an empty list, as where a group has no hosts. */
    private static List<Cidr> networks(Fields fields, String key) {
        if (!fields.has(key)) {
            return everywhere();
        }
        List<Cidr> networks = new ArrayList<>();
        for (Node.Scalar word : fields.words(key)) {
            if (word.text().equals(ANY)) {
                networks.addAll(everywhere());
            } else {
                network(fields, word).ifPresent(networks::add);
            }
        }
        return networks;
    }

    private static Optional<Cidr> network(Fields fields, Node.Scalar word) {
        Optional<Cidr> cidr = Cidr.parse(word.text());
        if (cidr.isEmpty()) {
            String hint = "such as 192.0.2.1, 192.0.2.0/24, 2001:db8::/32 or any; host names are not resolved";
            fields.problems().add(word.location(), "invalid address '" + word.text() + "'", hint);
        } else if (!cidr.get().equals(cidr.get().network())) {
            String hint = "write " + cidr.get().network() + " for the network";
            fields.problems().add(word.location(), "'" + word.text() + "' has bits beyond its prefix", hint);
            return Optional.empty();
        }
        return cidr;
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** Rules by what they match: ufw keeps one of each, and the first of two is the one that counts. */
    private static final class Rules {
        private final Fields fields;
        private final Map<FirewallRule, FirewallRule> byMatch = new LinkedHashMap<>();

        Rules(Fields fields) {
            this.fields = fields;
        }

        void add(Location at, String verb, List<Port> ports, List<Cidr> from, List<Cidr> to, String comment) {
            boolean possible = from.isEmpty() || to.isEmpty();
            for (Port port : ports) {
                for (Cidr source : from) {
                    for (Cidr target : to) {
                        if (source.v6() == target.v6()) {
                            possible = true;
                            add(
                                    at,
                                    FirewallRule.incoming(
                                            verb, port.protocol(), port.number(), source, target, comment));
                        }
                    }
                }
            }
            if (!possible && !ports.isEmpty()) {
                fields.problems().add(at, "'from' and 'to' must have an IP version in common", "");
            }
        }

        private void add(Location at, FirewallRule rule) {
            FirewallRule match = rule.match();
            FirewallRule before = byMatch.putIfAbsent(match, rule);
            if (before != null && !before.action().equals(rule.action())) {
                String message = "'" + rule.describe() + "' has no effect after '" + before.describe() + "'";
                fields.problems().add(at, message, "keep one of them; the rules for SSH come from 'ssh_from'");
            }
        }

        List<FirewallRule> ordered() {
            List<FirewallRule> ordered = new ArrayList<>();
            byMatch.values().stream().filter(rule -> !rule.v6()).forEach(ordered::add);
            byMatch.values().stream().filter(FirewallRule::v6).forEach(ordered::add);
            return ordered;
        }
    }
}
