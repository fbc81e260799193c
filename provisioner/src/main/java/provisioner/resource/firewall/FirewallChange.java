package provisioner.resource.firewall;

import java.util.List;
import provisioner.resource.Assessment;
import provisioner.resource.Change;
import provisioner.sh.Sh;
import provisioner.state.Observation.Amount;
import provisioner.state.Observation.FirewallState;

/** What ufw has to be told, one thing after the other: rules first, then what is done by default, then that it is on. */
final class FirewallChange {
    private final FirewallState now;
    private final FirewallState desired;
    private final ForeignRules foreign;
    private final Change change = new Change();

    /** @param reached what must still be reached afterwards */
    FirewallChange(FirewallState now, FirewallState desired, ForeignRules foreign, List<String> reached) {
        this.now = now;
        this.desired = desired;
        this.foreign = foreign;
        change.orImpossible(foreign.obstacle());
        change.run("firewall_arm");
        if (!reached.isEmpty()) {
            change.run("firewall_before", reached).confirm("firewall_still " + Sh.quoteAll(reached));
        }
        change.confirm("firewall_confirm");
        if (now.revertPending()) {
            change.differs("last change", "not confirmed", "confirmed");
        }
        if (!now.ipv6()) {
            change.differs("IPv6", "not filtered", "filtered").run("firewall_ipv6");
        }
        foreign.mend(change);
        load();
        icmp();
        RuleChange.add(now.rules(), desired.rules(), change);
        policy("incoming", now.defaults().incoming(), desired.defaults().incoming());
        policy("outgoing", now.defaults().outgoing(), desired.defaults().outgoing());
        policy("routed", now.defaults().routed(), desired.defaults().routed());
        logging(now.defaults().logging(), desired.defaults().logging());
        if (now.enabled() && !now.ipv6()) {
            // ufw has completed its file of IPv6 rules only with the first of them.
            change.run("firewall_load");
        }
        activity();
    }

    /** @param certain whether nothing that is known of the host is left open by an earlier step */
    Assessment assessment(boolean certain) {
        if (foreign.isChange()) {
            change.becomes(FirewallResource.PACKETS, foreign.after());
        }
        return change.becomes(FirewallResource.QUERY, desired).certain(certain).assessment();
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

    private void icmp() {
        if (now.ownIcmp() != desired.ownIcmp()) {
            change.differs("outgoing ICMP in before.rules", shown(now.ownIcmp()), shown(desired.ownIcmp()))
                    .run("firewall_icmp " + (desired.ownIcmp() == Amount.ALL ? "yes" : "no"));
        }
    }

    private static String shown(Amount amount) {
        return switch (amount) {
            case NONE -> "";
            case PART -> "allowed in part";
            case ALL -> "allowed";
        };
    }

    private void policy(String direction, String from, String to) {
        if (!from.equals(to)) {
            change.differs("default_" + direction, from, to).run("firewall_ufw default", to, direction);
        }
    }

    private void logging(String from, String to) {
        if (!from.equals(to)) {
            change.differs("logging", from, to).run("firewall_ufw logging", to);
        }
    }

    private void activity() {
        if (!now.enabled()) {
            // Chains of ufw may still be there without the ways into them, and ufw would leave it at that.
            change.differs("state", "inactive", "active").run("firewall_load");
        }
        if (!now.atBoot()) {
            change.differs("ufw.service", "not enabled", "enabled").run("systemctl enable --quiet ufw.service");
        }
    }
}
