package provisioner.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import provisioner.plan.Planner.HostInput;
import provisioner.resource.Around;
import provisioner.resource.Around.Phase;
import provisioner.resource.RealHost;
import provisioner.resource.Step;
import provisioner.source.Location;

/** Which hosts are held together in a plan; all others are planned and forgotten one by one. */
class PlannedTogetherTest {
    private static final String FOLLOWS =
            "mysql_replication: {admin_password: adm, password: repl, source: 192.0.2.1, source_name: db}";
    private static final String FILE = "file: {path: /etc/motd, content: hello}";

    private static Step step(String resource, Optional<Around> around) {
        return new Step(
                resource,
                "a play",
                0,
                resource,
                RealHost.resource(resource),
                Location.ofFile("p.yml"),
                Duration.ofMinutes(1),
                0,
                around);
    }

    private static PlannedTogether.Host host(String name, int address, boolean open, Step... steps) {
        return new PlannedTogether.Host(name, List.of(steps), "192.0.2." + address, open, Set.of());
    }

    private static Step plain() {
        return step(FILE, Optional.empty());
    }

    private static Step around(String subject) {
        return step(FILE, Optional.of(new Around(Phase.BEFORE, subject, 0, Optional.empty())));
    }

    /** Plans hosts group by group, as a run does that holds no more than it must. */
    static Map<String, List<StepPlan>> byGroups(SequencedMap<String, HostInput> hosts) {
        List<PlannedTogether.Host> asked = new ArrayList<>();
        hosts.forEach((name, host) -> asked.add(new PlannedTogether.Host(
                name,
                host.steps(),
                host.address(),
                false,
                host.awaited().stream().map(Planner.Awaited::host).collect(Collectors.toSet()))));
        Map<String, List<StepPlan>> plans = new LinkedHashMap<>();
        for (List<String> group : PlannedTogether.of(asked)) {
            SequencedMap<String, HostInput> some = new LinkedHashMap<>(hosts);
            some.keySet().retainAll(group);
            plans.putAll(Planner.plan(some));
        }
        return plans;
    }

    @Test
    void hostsThatDoNotAskEachOtherAreAlone() {
        assertThat(PlannedTogether.of(List.of(host("a", 1, false, plain()), host("b", 2, true, plain()))))
                .containsExactly(List.of("a"), List.of("b"));
    }

    @Test
    void aReplicaIsPlannedWithItsSource() {
        assertThat(PlannedTogether.of(List.of(
                        host("db-2", 2, false, step(FOLLOWS, Optional.empty())),
                        host("web", 3, false, plain()),
                        host("db-1", 1, false, plain()),
                        host("db-3", 4, false, step(FOLLOWS, Optional.empty())))))
                .containsExactly(List.of("db-2", "db-1", "db-3"), List.of("web"));
    }

    @Test
    void aBalancerIsPlannedWithTheHostsThatItIsMovedFor() {
        assertThat(PlannedTogether.of(List.of(
                        host("web-1", 1, false, plain()),
                        host("other", 2, false, plain()),
                        host("web-2", 3, false, plain()),
                        host("balancer", 4, false, around("web-1"), around("web-2"), around("elsewhere")))))
                .containsExactly(List.of("web-1", "web-2", "balancer"), List.of("other"));
    }

    @Test
    void aHostIsPlannedWithThoseWhoseValuesItUses() {
        PlannedTogether.Host web =
                new PlannedTogether.Host("web", List.of(plain()), "192.0.2.3", true, Set.of("db-1", "elsewhere"));
        assertThat(PlannedTogether.of(List.of(host("db-1", 1, false, plain()), host("db-2", 2, false, plain()), web)))
                .containsExactly(List.of("db-1", "web"), List.of("db-2"));
    }

    /** Its facts may decide whom it asks. */
    @Test
    void aReplicaWhoseStepsAreNotKnownYetIsPlannedWithAll() {
        assertThat(PlannedTogether.of(List.of(
                        host("a", 7, false, plain()),
                        host("db-2", 2, true, step(FOLLOWS, Optional.empty())),
                        host("b", 8, false, plain()))))
                .containsExactly(List.of("a", "db-2", "b"));
    }
}
