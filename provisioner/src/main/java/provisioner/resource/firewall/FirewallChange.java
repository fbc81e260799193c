package provisioner.resource.firewall;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import provisioner.resource.Assessment;
import provisioner.resource.Change;
import provisioner.sh.Sh;
import provisioner.state.FirewallRule;
import provisioner.state.Observation.FirewallState;

/** What ufw has to be told, one thing after the other: rules first, then what is done by default, then that it is on. */
final class FirewallChange {
    private final FirewallResource desired;
    private final FirewallState now;
    private final ForeignRules foreign;
    private final Change change = new Change();

    FirewallChange(FirewallResource desired, FirewallState now, ForeignRules foreign) {
        this.desired = desired;
        this.now = now;
        this.foreign = foreign;
        change.orImpossible(foreign.obstacle());
        change.run("firewall_arm").confirm("firewall_confirm");
        if (now.revertPending()) {
            change.differs("last change", "not confirmed", "confirmed");
        }
        if (!now.ipv6()) {
            change.differs("IPv6", "not filtered", "filtered").run("firewall_ipv6");
        }
        foreign.mend(change);
        load();
        rules();
        policy("incoming", now.incoming(), desired.incoming());
        policy("outgoing", now.outgoing(), desired.outgoing());
        activity();
    }

    Assessment assessment(FirewallState after) {
        if (foreign.isChange()) {
            change.becomes(FirewallResource.PACKETS, foreign.after());
        }
        return change.becomes(FirewallResource.QUERY, after).assessment();
    }

    /** Before the rules: ufw changes them in the kernel's chains, too, and cannot where those are not there. */
    private void load() {
        if (!now.enabled() || (now.loaded() && now.ipv6() && !foreign.reload())) {
            return;
        }
        if (!now.loaded()) {
            change.differs("rules in the kernel", "not those of ufw", "those of ufw");
        }
        change.run("firewall_load");
    }

    private void policy(String direction, String from, String to) {
        if (!from.equals(to)) {
            change.differs("default_" + direction, from, to).run("firewall_ufw default", to, direction);
        }
    }

    private void activity() {
        if (!now.enabled()) {
            change.differs("state", "inactive", "active").run("firewall_ufw --force enable");
        }
        if (!now.atBoot()) {
            change.differs("ufw.service", "not enabled", "enabled").run("systemctl enable --quiet ufw.service");
        }
    }

    private void rules() {
        Set<FirewallRule> staying = FirewallOrder.inBoth(now.rules(), desired.rules());
        Set<FirewallRule> moved = new HashSet<>(now.rules());
        moved.retainAll(desired.rules());
        moved.removeAll(staying);
        remove(now.rules().stream().filter(rule -> !staying.contains(rule)).toList(), moved);
        insert(new ArrayList<>(now.rules().stream().filter(staying::contains).toList()), moved);
    }

    private void remove(List<FirewallRule> rules, Set<FirewallRule> moved) {
        Set<String> deletions = new LinkedHashSet<>(); // those of one application profile go together
        for (FirewallRule rule : rules) {
            if (!moved.contains(rule)) {
                change.removes("rule", rule.describe());
            }
            deletions.add(ufw(rule, "delete"));
        }
        deletions.forEach(command -> change.run(command));
    }

    /** @param current what is there at this point, in its order */
    private void insert(List<FirewallRule> current, Set<FirewallRule> moved) {
        for (int at = 0; at < desired.rules().size(); at++) {
            FirewallRule rule = desired.rules().get(at);
            if (at < current.size() && current.get(at).equals(rule)) {
                continue;
            }
            String number = String.valueOf(at + 1);
            boolean last = at == current.size() || current.get(at).v6() != rule.v6();
            if (moved.contains(rule)) {
                change.differs("place of " + rule.describe(), place(now.rules(), rule), number);
            } else {
                change.differs("rule", "", rule.describe());
            }
            change.run(last ? ufw(rule) : ufw(rule, "insert", number));
            current.add(at, rule);
        }
    }

    private static String place(List<FirewallRule> rules, FirewallRule rule) {
        return String.valueOf(rules.indexOf(rule) + 1);
    }

    private static String ufw(FirewallRule rule, String... first) {
        List<String> words = new ArrayList<>(rule.route() ? List.of("firewall_ufw", "route") : List.of("firewall_ufw"));
        words.addAll(List.of(first));
        words.addAll(rule.words());
        return Sh.quoteAll(words);
    }
}
