package provisioner.resource.firewall;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import provisioner.resource.firewall.RuleForm.Port;
import provisioner.source.Fields;
import provisioner.source.Node;
import provisioner.state.PortRange;

/** Reads one rule. What ufw would refuse is refused here, where its place is known. */
final class RuleParser {
    private static final Pattern INTERFACE = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.+,=%@-]{0,14}");
    private static final Pattern PROFILE = Pattern.compile("(?!all$)(?![0-9]+$)[A-Za-z0-9][A-Za-z0-9 _.+-]{0,63}");
    private static final Pattern UNREADABLE = Pattern.compile("(?s).*['\\p{Cntrl}].*");

    private enum Verb {
        ALLOW,
        DENY,
        REJECT,
        LIMIT
    }

    private enum Protocol {
        ANY,
        TCP,
        UDP,
        IPV6,
        ESP,
        AH,
        IGMP,
        GRE,
        VRRP
    }

    private enum Direction {
        IN,
        OUT,
        ROUTED
    }

    private enum Log {
        NEW,
        ALL
    }

    private final Fields fields;

    private RuleParser(Fields fields) {
        this.fields = fields;
    }

    /** Empty after a problem with the rule's key. */
    static Optional<RuleForm> parse(Fields fields) {
        return new RuleParser(fields).rule();
    }

    private Optional<RuleForm> rule() {
        List<Verb> verbs = new ArrayList<>();
        for (Verb verb : Verb.values()) {
            if (fields.has(word(verb))) {
                verbs.add(verb);
            }
        }
        fields.atMostOne("allow", "deny", "reject", "limit");
        Direction direction = fields.oneOf("direction", Direction.class, Direction.IN);
        List<String> from = Addresses.read(fields, "from", true);
        List<String> to = Addresses.read(fields, "to", true);
        String interfaces = interfaces(direction);
        String profile = profile();
        String comment = comment(direction);
        String why = fields.optionalString("why").orElse("");
        String log = fields.optionalOneOf("log", Log.class)
                .map(l -> l == Log.NEW ? "_log" : "_log-all")
                .orElse("");
        String sourcePort = sourcePort();
        Optional<Protocol> protocol = protocol();
        if (verbs.isEmpty()) {
            fields.problems().add(fields.location(), "a rule needs 'allow', 'deny', 'reject' or 'limit'");
            fields.done();
            return Optional.empty();
        }
        String verb = word(verbs.getFirst());
        List<Port> ports = ports(verb, protocol, profile, sourcePort);
        fields.done();
        String action = (direction == Direction.ROUTED ? "route:" : "") + verb + log;
        return Optional.of(new RuleForm(action, ports, sourcePort, profile, from, to, interfaces, comment, why));
    }

    private Optional<Protocol> protocol() {
        Map<String, String> instead =
                Map.of("icmp", "ufw has no rules for ICMP; its before.rules let in what a host needs");
        return fields.has("protocol")
                ? Optional.of(fields.oneOf("protocol", Protocol.class, Protocol.ANY, instead))
                : Optional.empty();
    }

    /** As in ufw's files: {@code in}, {@code out_eth0}, {@code in_eth0!out_eth1}. */
    private String interfaces(Direction direction) {
        String first = interfaceAt("interface");
        String second = interfaceAt("out_interface");
        if (direction != Direction.ROUTED) {
            if (fields.has("out_interface")) {
                String hint = "write 'interface' for the one that the packets leave by";
                fields.refuse("out_interface", "'out_interface' must be with 'direction: routed'", hint);
            }
            return word(direction) + (first.isEmpty() ? "" : "_" + first);
        }
        if (second.isEmpty()) {
            return first.isEmpty() ? "in" : "in_" + first;
        }
        return first.isEmpty() ? "out_" + second : "in_" + first + "!out_" + second;
    }

    private String interfaceAt(String key) {
        String name = fields.optionalString(key).orElse("");
        if (fields.has(key) && !INTERFACE.matcher(name).matches()) {
            fields.refuse(key, "'" + key + "' must be the name of an interface, found '" + name + "'", "such as eth0");
        }
        return name;
    }

    private String profile() {
        String name = fields.optionalString("profile").orElse("");
        if (fields.has("profile") && !PROFILE.matcher(name).matches()) {
            String hint = "'ufw app list' on the host shows them";
            fields.refuse("profile", "'profile' must be an application profile of ufw, found '" + name + "'", hint);
        }
        return name;
    }

    /** ufw itself looks for some words of its language in comments. */
    private String comment(Direction direction) {
        String comment = fields.optionalString("comment").orElse("");
        if (UNREADABLE.matcher(comment).matches()) {
            fields.refuse("comment", "'comment' must not contain a quote or a control character", "");
        } else if (comment.equals("log") || comment.equals("log-all")) {
            fields.refuse("comment", "'comment' must not be '" + comment + "', which ufw takes for an option", "");
        } else if (direction == Direction.ROUTED && (" " + comment + " ").matches(".* (in|out|delete) .*")) {
            String message = "'comment' must not have the word 'in', 'out' or 'delete' with 'direction: routed'";
            fields.refuse("comment", message, "ufw takes it for a part of the rule");
        }
        return comment;
    }

    private String sourcePort() {
        String port = fields.optionalString("source_port").orElse("any");
        if (!port.equals("any") && PortRange.parse(port).isEmpty()) {
            fields.refuse("source_port", "'source_port' must be a port or a range, found '" + port + "'", "");
        }
        return port;
    }

    private List<Port> ports(String key, Optional<Protocol> protocol, String profile, String sourcePort) {
        List<Port> ports = new ArrayList<>();
        for (Node.Scalar scalar : fields.words(key)) {
            boolean portless = !profile.isEmpty()
                    || protocol.filter(p -> p.ordinal() > Protocol.UDP.ordinal())
                            .isPresent();
            if (portless && !scalar.text().equals("any")) {
                String with = profile.isEmpty()
                        ? "'protocol: " + word(protocol.orElseThrow()) + "', which has no ports"
                        : "'profile', which names the ports";
                fields.problems().add(scalar.location(), "'" + key + "' must be any with " + with, "");
                continue;
            }
            port(scalar.text(), protocol)
                    .ifPresentOrElse(port -> add(port, sourcePort, scalar, ports), () -> invalid(scalar, protocol));
        }
        if (!profile.isEmpty() && (protocol.isPresent() || !sourcePort.equals("any"))) {
            String other = protocol.isPresent() ? "protocol" : "source_port";
            fields.refuse(other, "'" + other + "' must not be with 'profile', which says it", "");
        }
        return ports;
    }

    private void add(Port port, String sourcePort, Node.Scalar at, List<Port> ports) {
        boolean range = (port.number() + sourcePort).indexOf(':') >= 0;
        boolean portless = !port.protocol().equals("tcp")
                && !port.protocol().equals("udp")
                && !port.protocol().equals("any");
        if (range && port.protocol().equals("any") || portless && !sourcePort.equals("any")) {
            String message = "a range of ports must be with 'protocol: tcp' or 'protocol: udp'";
            fields.problems().add(at.location(), range ? message : "'source_port' must be with tcp or udp", "");
        } else {
            ports.add(port);
        }
    }

    private void invalid(Node.Scalar scalar, Optional<Protocol> protocol) {
        boolean both = protocol.isPresent() && scalar.text().matches(".*/(tcp|udp)");
        String hint = both
                ? "write it either there or in 'protocol'"
                : "such as 80, 53/udp, 6000:6007/tcp or any; a number alone is TCP";
        fields.problems().add(scalar.location(), "invalid port '" + scalar.text() + "'", hint);
    }

    private static Optional<Port> port(String text, Optional<Protocol> protocol) {
        String named = protocol.map(RuleParser::word).orElse("");
        if (text.equals("any")) {
            return Optional.of(new Port(named.isEmpty() ? "any" : named, "any"));
        }
        String[] parts = text.split("/", 2);
        boolean known = parts.length == 1 || named.isEmpty() && parts[1].matches("tcp|udp");
        if (!known || PortRange.parse(parts[0]).isEmpty()) {
            return Optional.empty();
        }
        String written = parts.length == 2 ? parts[1] : "tcp";
        return Optional.of(new Port(named.isEmpty() ? written : named, parts[0]));
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
