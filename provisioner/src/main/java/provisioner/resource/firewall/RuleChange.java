package provisioner.resource.firewall;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import provisioner.resource.Change;
import provisioner.sh.Sh;
import provisioner.state.FirewallRule;

/**
 * From the rules that are there to those that must be, with as few commands as can be: ufw takes a part of a second for each. They change
 * a copy of ufw's files, which becomes the host's in one go, so that what passes before and after passes meanwhile, too.
 */
final class RuleChange {
    private final List<FirewallRule> before;
    private final List<FirewallRule> desired;
    private final Change change;

    /** What is there at this point, in its order. */
    private final List<FirewallRule> current = new ArrayList<>();

    /** Those of {@code current} that are as they must be, and where. */
    private final Set<FirewallRule> settled = new HashSet<>();

    private boolean changed;

    private RuleChange(List<FirewallRule> before, List<FirewallRule> desired, Change change) {
        this.before = before;
        this.desired = desired;
        this.change = change;
    }

    /** Adds what ufw has to be told. */
    static void add(List<FirewallRule> before, List<FirewallRule> desired, Change change) {
        RuleChange rules = new RuleChange(before, desired, change);
        rules.update();
        desired.forEach(rules::insert);
        rules.delete(rules.unsettled().toList());
        if (rules.changed) {
            change.run("firewall_rules");
        }
    }

    private void update() {
        before.forEach(rule -> current.add(asDesired(rule)));
        settled.addAll(FirewallOrder.inBoth(current, desired));
        settled.removeIf(rule -> !isWhole(rule));
        for (int at = 0; at < before.size(); at++) {
            FirewallRule old = before.get(at);
            FirewallRule rule = current.get(at);
            if (!settled.contains(rule)) {
                current.set(at, old);
            } else if (!rule.equals(old)) {
                change.differs("rule", old.describe(), rule.describe());
                tell(rule, rule.words(), List.of());
            }
        }
    }

    /** What ufw makes of it in its place; itself if it must go, or is an application profile's. */
    private FirewallRule asDesired(FirewallRule rule) {
        return desired.stream()
                .filter(other -> rule.applications().isEmpty() && isSame(rule, other))
                .findFirst()
                .orElse(rule);
    }

    /** Whether ufw keeps only one of the two. */
    private static boolean isSame(FirewallRule rule, FirewallRule other) {
        return rule.route() == other.route() && rule.match().equals(other.match());
    }

    private boolean isWhole(FirewallRule rule) {
        return rule.applications().isEmpty()
                || profile(before, rule).equals(profile(desired, rule)) && settled.containsAll(profile(before, rule));
    }

    /** ufw adds and deletes all rules of an application profile together. */
    private static List<FirewallRule> profile(List<FirewallRule> rules, FirewallRule of) {
        return rules.stream().filter(rule -> isOfProfile(rule, of)).toList();
    }

    private static boolean isOfProfile(FirewallRule rule, FirewallRule of) {
        return !rule.applications().isEmpty() && rule.deletion().equals(of.deletion());
    }

    private void insert(FirewallRule rule) {
        if (settled.contains(rule)) {
            return;
        }
        boolean told = !Collections.disjoint(settled, profile(desired, rule));
        if (!told) {
            delete(rule);
        }
        explain(rule);
        int at = place(rule);
        boolean last = at == current.size() || current.get(at).v6() != rule.v6();
        if (!told) {
            tell(rule, rule.words(), last ? List.of() : List.of("insert", String.valueOf(at + 1)));
        }
        current.add(at, rule);
        settled.add(rule);
    }

    /** What is in the place of the rule, or of its profile, and would make ufw leave it at that. */
    private void delete(FirewallRule rule) {
        delete(unsettled()
                .filter(old -> isSame(old, rule) || isOfProfile(old, rule))
                .toList());
    }

    private void explain(FirewallRule rule) {
        int was = before.indexOf(rule);
        int is = desired.indexOf(rule);
        if (was < 0) {
            change.differs(
                    "rule",
                    before.stream()
                            .filter(old -> isSame(old, rule))
                            .findFirst()
                            .map(FirewallRule::describe)
                            .orElse(""),
                    rule.describe());
        } else if (was != is) {
            change.differs("place of " + rule.describe(), String.valueOf(was + 1), String.valueOf(is + 1));
        }
    }

    /** Before the next one of its family that must come after it. */
    private int place(FirewallRule rule) {
        return desired.stream()
                .skip(desired.indexOf(rule) + 1L)
                .filter(next -> next.v6() == rule.v6() && settled.contains(next))
                .mapToInt(current::indexOf)
                .findFirst()
                .orElseGet(() -> (int) current.stream()
                        .filter(other -> !other.v6() || rule.v6())
                        .count());
    }

    private Stream<FirewallRule> unsettled() {
        return current.stream().filter(rule -> !settled.contains(rule));
    }

    private void delete(List<FirewallRule> rules) {
        Map<List<String>, FirewallRule> deletions = new LinkedHashMap<>(); // those of one profile go together
        for (FirewallRule rule : rules) {
            if (desired.stream().noneMatch(other -> isSame(rule, other))) {
                change.removes("rule", rule.describe());
            }
            deletions.putIfAbsent(rule.deletion(), rule);
        }
        deletions.forEach((words, rule) -> tell(rule, words, List.of("delete")));
        current.removeAll(rules);
    }

    private void tell(FirewallRule rule, List<String> arguments, List<String> first) {
        List<String> words =
                new ArrayList<>(rule.route() ? List.of("firewall_rule", "route") : List.of("firewall_rule"));
        words.addAll(first);
        words.addAll(arguments);
        change.run(Sh.quoteAll(words));
        changed = true;
    }
}
