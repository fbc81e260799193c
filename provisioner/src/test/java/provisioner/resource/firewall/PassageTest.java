package provisioner.resource.firewall;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import provisioner.plan.Prediction;
import provisioner.resource.Assessment;
import provisioner.resource.Assessment.Impossible;
import provisioner.resource.Passage;
import provisioner.resource.firewall.RuleForm.Port;
import provisioner.state.Cidr;
import provisioner.state.FirewallDefaults;
import provisioner.state.Observation.FirewallState;
import provisioner.state.Observation.NameState;
import provisioner.state.Observation.PacketFilterState;
import provisioner.state.Observed;
import provisioner.state.Query.NameQuery;

/** Rules of a jump host must not cut off what the run reaches through it. */
class PassageTest {
    private static final NameQuery NAME = new NameQuery("db.example");

    private static RuleForm rule(String verb, String port, String to, String direction) {
        return new RuleForm(
                verb, List.of(new Port("tcp", port)), "any", "", Addresses.EVERYWHERE, List.of(to), direction, "", "");
    }

    @ParameterizedTest
    @CsvSource({
        "deny,  allow, 22,      192.0.2.9,    out,      192.0.2.9,  true",
        "deny,  allow, 22,      192.0.2.0/24, out_eth1, 192.0.2.9,  true",
        "deny,  allow, 2222,    192.0.2.9,    out,      192.0.2.9,  false",
        "deny,  allow, 22,      192.0.2.8,    out,      192.0.2.9,  false",
        "deny,  allow, 22,      192.0.2.9,    in,       192.0.2.9,  false",
        "deny,  allow, 20:23,   192.0.2.0/24, out,      db.example, true",
        "deny,  allow, 443,     192.0.2.0/24, out,      db.example, false",
        "allow, deny,  22,      192.0.2.0/24, out,      192.0.2.9,  false",
        "allow, deny,  22,      192.0.2.9,    out_eth1, 192.0.2.9,  false",
        "allow, deny,  22,      192.0.2.8,    out,      192.0.2.9,  true",
        "allow, deny,  22,      192.0.2.9,    in,       192.0.2.9,  true",
    })
    void areRefused(
            String outgoing, String verb, String port, String to, String direction, String behind, boolean allowed) {
        FirewallDefaults defaults = new FirewallDefaults("deny", outgoing, "deny", "low");
        Assessment assessment = new FirewallResource(
                        defaults, List.of(rule(verb, port, to, direction)), List.of(), new Others(List.of()))
                .passing(List.of(new Passage("db-1", behind, 22), new Passage("odd", "fe80::1%eth0", 22)))
                .assess(new Prediction(Observed.builder()
                        .put(FirewallResource.QUERY, FirewallState.fresh(true, Optional.empty()))
                        .put(FirewallResource.PACKETS, PacketFilterState.CLEAN)
                        .put(NAME, new NameState(List.of(Cidr.parse("192.0.2.9").orElseThrow())))
                        .build()));
        assertThat(assessment instanceof Impossible).isEqualTo(!allowed);
        if (assessment instanceof Impossible refused) {
            assertThat(refused.message())
                    .isEqualTo("these rules would cut off db-1, which this run reaches through this host at " + behind
                            + " port 22");
        }
    }
}
