package provisioner.resource.firewall;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import provisioner.plan.Prediction;
import provisioner.resource.Assessment;
import provisioner.resource.Assessment.Differs;
import provisioner.resource.Assessment.InSync;
import provisioner.resource.Difference;
import provisioner.resource.Resource;
import provisioner.resource.firewall.RuleForm.Answers;
import provisioner.resource.firewall.RuleForm.Port;
import provisioner.state.FirewallDefaults;
import provisioner.state.FirewallRule;
import provisioner.state.Observation.Amount;
import provisioner.state.Observation.FirewallState;
import provisioner.state.Observation.PacketFilterState;
import provisioner.state.Observed;

/** Rules of links that others may still use stay until all plays have run; all others go at once. */
final class KeptLinksTest {
    private static final FirewallDefaults DEFAULTS = new FirewallDefaults("deny", "deny", "deny", "low");
    private static final Set<String> LINKS = Set.of("balancer to web");

    private static RuleForm rule(String port, String direction, String comment) {
        return new RuleForm(
                "allow",
                List.of(new Port("tcp", port)),
                "any",
                "",
                List.of("192.0.2.1/32"),
                List.of("192.0.2.2/32"),
                direction,
                comment,
                "");
    }

    private static Prediction with(RuleForm... forms) {
        List<FirewallRule> rules = Stream.of(forms)
                .flatMap(form -> form.rules(Answers.NONE).stream())
                .toList();
        return new Prediction(Observed.builder()
                .put(
                        FirewallResource.QUERY,
                        new FirewallState(
                                true, true, true, true, DEFAULTS, rules, Amount.ALL, true, false, Optional.empty()))
                .put(FirewallResource.PACKETS, PacketFilterState.CLEAN)
                .build());
    }

    private static FirewallResource declared(RuleForm... forms) {
        return new FirewallResource(DEFAULTS, List.of(forms), List.of(), new Others(List.of()));
    }

    private static List<String> removed(Assessment assessment) {
        return ((Differs) assessment)
                .differences().stream()
                        .filter(Difference::removal)
                        .map(Difference::from)
                        .toList();
    }

    @Test
    void onlyTheRulesOfLinksStayForTheTimeBeing() {
        FirewallResource declared = declared(rule("22", "in", ""), rule("9100", "in", "scraping"));
        Prediction now = with(
                rule("22", "in", ""),
                rule("8443", "in", "balancer to web"),
                rule("8443", "out", "balancer to web"),
                rule("4444", "in", "by hand"),
                rule("5555", "in", ""));
        assertThat(removed(declared.assess(now))).hasSize(4);
        Resource keeping = declared.keeping(LINKS, now).orElseThrow();
        Assessment first = keeping.assess(now);
        assertThat(removed(first)).hasSize(2).noneMatch(rule -> rule.contains("balancer"));
        now.apply("first", ((Differs) first).effects());
        assertThat(keeping.assess(now)).isInstanceOf(InSync.class);
        Assessment last = declared.assess(now);
        assertThat(removed(last)).hasSize(2).allMatch(rule -> rule.contains("balancer"));
        now.apply("last", ((Differs) last).effects());
        assertThat(declared.assess(now)).isInstanceOf(InSync.class);
        assertThat(keeping.assess(now)).isInstanceOf(InSync.class);
    }

    @Test
    void whatClosesNoLinkIsOneStep() {
        FirewallResource declared = declared(rule("22", "in", ""), rule("8443", "in", "another name"));
        assertThat(declared.keeping(LINKS, with(rule("22", "in", ""), rule("4444", "in", "by hand"))))
                .isEmpty();
        // The same rule under another name stays open anyway.
        assertThat(declared.keeping(LINKS, with(rule("22", "in", ""), rule("8443", "in", "balancer to web"))))
                .isEmpty();
    }
}
