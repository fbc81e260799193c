package provisioner.resource.firewall;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import provisioner.resource.firewall.RuleForm.Answers;
import provisioner.state.FirewallRule;

/** Rules by what they match: ufw keeps one of each, and the first of two is the one that counts. */
final class RuleSet {
    private final Map<FirewallRule, FirewallRule> byMatch = new LinkedHashMap<>();

    static List<FirewallRule> of(List<RuleForm> forms, Answers answers) {
        return of(forms, answers, List.of());
    }

    /** @param more come after the others, where they match something else */
    static List<FirewallRule> of(List<RuleForm> forms, Answers answers, List<FirewallRule> more) {
        RuleSet rules = new RuleSet();
        forms.forEach(form -> form.rules(answers).forEach(rules::add));
        more.forEach(rules::add);
        return rules.ordered();
    }

    /** The rule because of which this one has no effect, if that does something else. */
    Optional<FirewallRule> add(FirewallRule rule) {
        FirewallRule before = byMatch.putIfAbsent(rule.match(), rule);
        return Optional.ofNullable(before).filter(other -> !other.action().equals(rule.action()));
    }

    /** Those for IPv4, then those for IPv6, as ufw numbers them. */
    private List<FirewallRule> ordered() {
        List<FirewallRule> ordered = new ArrayList<>();
        byMatch.values().stream().filter(rule -> !rule.v6()).forEach(ordered::add);
        byMatch.values().stream().filter(FirewallRule::v6).forEach(ordered::add);
        return ordered;
    }
}
