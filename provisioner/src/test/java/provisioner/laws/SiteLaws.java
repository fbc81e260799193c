package provisioner.laws;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import provisioner.harness.Foreseen;
import provisioner.harness.Rounds;
import provisioner.harness.Tool;
import provisioner.lab.HostSnapshot;
import provisioner.lab.TestLab;

/**
 * The laws of the design for one playbook, from bare hosts on. Each test goes on from the one before; a subclass says which
 * project, hosts and kinds of drift, and may add tests with a higher order.
 */
@Tag("host")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SiteLaws {
    private static final int MOST_AT_ONCE = 2;

    private final TestLab lab;
    private final List<String> hosts;
    private final String inventory;

    /** What the plan for the bare hosts said, for the provision that follows. */
    private @Nullable Foreseen planned;

    private final Map<String, SortedMap<String, String>> bare = new TreeMap<>();

    SiteLaws(TestLab lab, String inventory, String... hosts) {
        this.lab = lab;
        this.inventory = inventory;
        this.hosts = List.of(hosts);
    }

    /** The tool, started in the project's directory. */
    abstract Tool tool();

    /** Kinds of drift, each to be found by itself. */
    abstract List<Drift> drifts();

    Tool.Run run(String command, String... more) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(command, "-i", inventory, "--lab", "--output", "json"));
        arguments.addAll(List.of(more));
        return tool().run(arguments.toArray(String[]::new));
    }

    Map<String, SortedMap<String, String>> snapshots() throws Exception {
        Map<String, SortedMap<String, String>> all = new TreeMap<>();
        for (String host : hosts) {
            all.put(host, lab.snapshot(host));
        }
        return all;
    }

    private Map<String, Integer> sessions() throws Exception {
        Map<String, Integer> all = new TreeMap<>();
        for (String host : hosts) {
            all.put(host, lab.sshSessions(host));
        }
        return all;
    }

    void assertNothingChanged(Map<String, SortedMap<String, String>> before) throws Exception {
        for (String host : hosts) {
            assertThat(Attribution.changes(
                            HostSnapshot.differences(before.getOrDefault(host, new TreeMap<>()), lab.snapshot(host))))
                    .as("changes on %s", host)
                    .isEmpty();
        }
    }

    @Test
    @Order(1)
    void planningBareHostsTouchesNothing() throws Exception {
        bare.putAll(snapshots());
        Tool.Run plan = run("plan", "--exit-code");
        assertThat(plan.exit()).as(plan.everything()).isEqualTo(2);
        planned = Foreseen.of(plan);
        assertThat(plan.stepsThat("failed")).isEmpty();
        assertThat(plan.stepsThat("would-change")).isNotEmpty();
        assertNothingChanged(bare);
    }

    @Test
    @Order(2)
    void verifyingBareHostsTouchesNothingAndFindsThemDrifted() throws Exception {
        Tool.Run verify = run("verify");
        assertThat(verify.exit()).as(verify.everything()).isEqualTo(2);
        assertNothingChanged(bare);
    }

    @Test
    @Order(3)
    void whatHappensIsWhatWasPredicted() throws Exception {
        Tool.Run provision = run("provision");
        assertThat(provision.exit()).as(provision.everything()).isZero();
        planned().assertCameTrue(provision);
        assertThat(planned().certainty(provision)).as("foreseen for certain").isGreaterThanOrEqualTo(0.9);
    }

    @Test
    @Order(4)
    void everyDifferenceBelongsToAPredictedStep() throws Exception {
        for (String host : hosts) {
            Set<String> packageFiles = new HashSet<>(
                    lab.raw(host, "cat /var/lib/dpkg/info/*.list").lines().toList());
            SortedMap<String, String> before = bare.getOrDefault(host, new TreeMap<>());
            assertThat(Attribution.unexplained(
                            HostSnapshot.differences(before, lab.snapshot(host)),
                            planned().resources(host),
                            packageFiles))
                    .as("differences on %s that no predicted step accounts for", host)
                    .isEmpty();
        }
    }

    private Foreseen planned() {
        return Optional.ofNullable(planned).orElseThrow(() -> new AssertionError("the bare hosts were not planned"));
    }

    @Test
    @Order(5)
    void aSecondProvisionChangesNothingInOneExchangeAHost() throws Exception {
        Map<String, SortedMap<String, String>> before = snapshots();
        Map<String, Integer> sessionsBefore = sessions();
        Tool.Run again = run("provision");
        assertThat(again.exit()).as(again.everything()).isZero();
        assertThat(again.steps()).allMatch(step -> step.path("outcome").asText().equals("unchanged"));
        for (JsonNode host : again.summary().path("hosts")) {
            assertThat(host.path("exchanges").asInt()).isEqualTo(1);
        }
        for (String host : hosts) {
            assertThat(lab.sshSessions(host) - sessionsBefore.getOrDefault(host, 0))
                    .as("sessions in the log of sshd on %s", host)
                    .isEqualTo(1);
        }
        assertNothingChanged(before);
    }

    @Test
    @Order(6)
    void planAndVerifyOfConvergedHostsFindNothingAndTouchNothing() throws Exception {
        Map<String, SortedMap<String, String>> before = snapshots();
        Tool.Run plan = run("plan", "--exit-code");
        assertThat(plan.exit()).as(plan.everything()).isZero();
        Tool.Run verify = run("verify");
        assertThat(verify.exit()).as(verify.everything()).isZero();
        assertThat(verify.summary().path("checks").path("passed").asInt()).isPositive();
        assertNothingChanged(before);
    }

    /** As few as can be in which none can be taken for another one: at most two on each host at a time, which no step has in common. */
    final List<List<Drift>> rounds() {
        return Rounds.of(drifts(), SiteLaws::hasRoomFor);
    }

    private static boolean hasRoomFor(Drift drift, List<Drift> round) {
        List<Drift> there = round.stream()
                .filter(other -> other.host().equals(drift.host()))
                .toList();
        return there.size() < MOST_AT_ONCE
                && there.stream().allMatch(other -> Collections.disjoint(other.steps(), drift.steps()));
    }

    @ParameterizedTest
    @MethodSource("rounds")
    @Order(7)
    void driftIsFoundNamedAndMended(List<Drift> round) throws Exception {
        for (Drift drift : round) {
            lab.raw(drift.host(), drift.script());
        }
        Tool.Run verify = run("verify");
        // What is mended is these hosts', and that it was nobody else's was seen by verify.
        String drifted = round.stream().map(Drift::host).distinct().collect(Collectors.joining(","));
        Tool.Run plan = run("plan", "--exit-code", "--limit", drifted);
        Tool.Run provision = run("provision", "--limit", drifted);

        assertThat(verify.exit()).as(verify.everything()).isEqualTo(2);
        assertThat(verify.stepsThat("drifted"))
                .containsExactlyInAnyOrderElementsOf(round.stream()
                        .flatMap(drift -> drift.steps().stream().map(step -> drift.host() + ": " + step))
                        .toList());
        assertThat(verify.steps())
                .extracting(step -> step.path("outcome").asText())
                .containsOnly("unchanged", "drifted");
        assertThat(plan.exit()).as(plan.everything()).isEqualTo(2);
        assertThat(provision.exit()).as(provision.everything()).isZero();
        Foreseen.of(plan).assertCameTrue(provision);
    }

    @Test
    @Order(8)
    void nothingIsLeftOfAnyDrift() throws Exception {
        Tool.Run after = run("verify");
        assertThat(after.exit()).as(after.everything()).isZero();
    }
}
