package provisioner.resource.firewall;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import provisioner.resource.Passage;
import provisioner.state.Cidr;
import provisioner.state.FirewallRule;

/**
 * What a host must still reach after a change, if it did before: a new SSH connection alone does not show that its own
 * connections are cut off. That is what the rules themselves let out, so that nobody's wish is mistaken for an accident.
 */
final class StillReached {
    private static final int MOST = 24;

    private StillReached() {}

    /** Lines for {@code firewall_before} and {@code firewall_still}; empty where nothing outgoing is declared. */
    static List<String> of(FirewallResource desired, List<FirewallRule> rules) {
        if (!desired.declaresOutgoing()) {
            return List.of();
        }
        Set<String> lines = new LinkedHashSet<>();
        lines.add("resolver - -");
        desired.passages().stream().map(StillReached::line).forEach(lines::add);
        desired.forms().stream()
                .flatMap(RuleForm::names)
                .map(name -> "name " + name + " -")
                .forEach(lines::add);
        rules.stream().flatMap(StillReached::lines).forEach(lines::add);
        return lines.stream().limit(MOST).toList();
    }

    private static String line(Passage passage) {
        return "tcp " + passage.address() + " " + passage.port();
    }

    /** Of a rule for one address: a network does not say who answers there. */
    private static Stream<String> lines(FirewallRule rule) {
        boolean plain = rule.direction().startsWith("out")
                && !rule.route()
                && rule.verb().equals("allow")
                && rule.protocol().equals("tcp")
                && rule.sourcePort().equals("any")
                && rule.port().matches("[0-9]+");
        return Stream.of(rule.to())
                .filter(to -> plain
                        && Cidr.parse(to)
                                .filter(cidr -> Cidr.of(cidr.address()).equals(cidr))
                                .isPresent())
                .map(to -> "tcp " + to + " " + rule.port());
    }
}
