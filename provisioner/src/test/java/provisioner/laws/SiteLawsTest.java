package provisioner.laws;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import provisioner.lab.HostSnapshot;
import provisioner.lab.TestLab;

/** The laws for {@code playbooks/site.yml} on three hosts, from bare ones on. Each test goes on from the one before. */
@Tag("host")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SiteLawsTest {
    private static final List<String> HOSTS = List.of("web-1", "web-2", "web-3");

    @RegisterExtension
    static final TestLab LAB = TestLab.of("bookworm", HOSTS.toArray(String[]::new));

    /** What the plan for the bare hosts said, for the provision that follows. */
    private static final Map<String, JsonNode> PLANNED = new LinkedHashMap<>();

    private static final Map<String, SortedMap<String, String>> BARE = new TreeMap<>();

    private final Tool tool = Tool.inCheckout(LAB.environment());

    private Tool.Run run(String command, String... more) throws Exception {
        String[] arguments = new String[6 + more.length];
        List<String> first = List.of(command, "-i", "inventory/three-hosts.yml", "--lab", "--output", "json");
        for (int i = 0; i < 6; i++) {
            arguments[i] = first.get(i);
        }
        System.arraycopy(more, 0, arguments, 6, more.length);
        return tool.run(arguments);
    }

    private static Map<String, SortedMap<String, String>> snapshots() throws Exception {
        Map<String, SortedMap<String, String>> all = new TreeMap<>();
        for (String host : HOSTS) {
            all.put(host, LAB.snapshot(host));
        }
        return all;
    }

    private static Map<String, Integer> sessions() throws Exception {
        Map<String, Integer> all = new TreeMap<>();
        for (String host : HOSTS) {
            all.put(host, LAB.sshSessions(host));
        }
        return all;
    }

    private static void assertNothingChanged(Map<String, SortedMap<String, String>> before) throws Exception {
        for (String host : HOSTS) {
            assertThat(Attribution.changes(
                            HostSnapshot.differences(before.getOrDefault(host, new TreeMap<>()), LAB.snapshot(host))))
                    .as("changes on %s", host)
                    .isEmpty();
        }
    }

    @Test
    @Order(1)
    void planningBareHostsTouchesNothing() throws Exception {
        BARE.putAll(snapshots());
        Tool.Run plan = run("plan", "--exit-code");
        assertThat(plan.exit()).as(plan.everything()).isEqualTo(2);
        plan.steps().forEach(step -> PLANNED.put(step.path("id").asText(), step));
        assertThat(plan.stepsThat("failed")).isEmpty();
        assertThat(plan.stepsThat("would-change")).isNotEmpty();
        assertNothingChanged(BARE);
    }

    @Test
    @Order(2)
    void verifyingBareHostsTouchesNothingAndFindsThemDrifted() throws Exception {
        Tool.Run verify = run("verify");
        assertThat(verify.exit()).as(verify.everything()).isEqualTo(2);
        assertNothingChanged(BARE);
    }

    @Test
    @Order(3)
    void whatHappensIsWhatWasPredicted() throws Exception {
        Tool.Run provision = run("provision");
        assertThat(provision.exit()).as(provision.everything()).isZero();
        int changed = 0;
        int certain = 0;
        for (JsonNode step : provision.steps()) {
            JsonNode planned = PLANNED.get(step.path("id").asText());
            assertThat(planned).as("planned: %s", step).isNotNull();
            String predicted = planned.path("outcome").asText();
            boolean happened = step.path("outcome").asText().equals("changed");
            if (happened) {
                changed++;
                certain += predicted.equals("would-change") ? 1 : 0;
                assertThat(predicted).as("%s", step).isIn("would-change", "may-change");
            } else {
                assertThat(predicted).as("%s", step).isNotEqualTo("would-change");
            }
            if (predicted.equals("may-change")) {
                assertThat(planned.path("because").asText()).as("%s", planned).isNotEmpty();
            }
        }
        assertThat(changed).isPositive();
        assertThat(certain / (double) changed).as("foreseen for certain").isGreaterThanOrEqualTo(0.9);
        assertEveryDifferenceWasPredicted();
    }

    private static void assertEveryDifferenceWasPredicted() throws Exception {
        for (String host : HOSTS) {
            Set<String> resources = PLANNED.values().stream()
                    .filter(step -> step.path("host").asText().equals(host))
                    .filter(step -> step.path("outcome").asText().endsWith("-change"))
                    .map(step -> step.path("resource").asText())
                    .collect(Collectors.toSet());
            Set<String> packageFiles = new HashSet<>(
                    LAB.raw(host, "cat /var/lib/dpkg/info/*.list").lines().toList());
            SortedMap<String, String> bare = BARE.getOrDefault(host, new TreeMap<>());
            assertThat(Attribution.unexplained(
                            HostSnapshot.differences(bare, LAB.snapshot(host)), resources, packageFiles))
                    .as("differences on %s that no predicted step accounts for", host)
                    .isEmpty();
        }
    }

    @Test
    @Order(4)
    void theSiteIsServed() throws Exception {
        for (String host : HOSTS) {
            assertThat(LAB.raw("web-1", "curl -fsS http://" + host + "/")).contains("served by " + host);
        }
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
        for (String host : HOSTS) {
            assertThat(LAB.sshSessions(host) - sessionsBefore.getOrDefault(host, 0))
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
        assertThat(verify.summary().path("checks").path("passed").asInt()).isEqualTo(9);
        assertNothingChanged(before);
    }

    static final List<Drift> DRIFTS = Drift.ALL;

    @ParameterizedTest
    @FieldSource("DRIFTS")
    @Order(7)
    void driftIsFoundNamedAndMended(Drift drift) throws Exception {
        LAB.raw("web-2", drift.script());
        Tool.Run verify = run("verify");
        assertThat(verify.exit()).as(verify.everything()).isEqualTo(2);
        assertThat(verify.stepsThat("drifted"))
                .containsExactlyInAnyOrderElementsOf(
                        drift.steps().stream().map(step -> "web-2: " + step).toList());
        Set<String> others = verify.steps().stream()
                .map(step -> step.path("outcome").asText())
                .collect(Collectors.toSet());
        assertThat(others).isSubsetOf("unchanged", "drifted");
        Tool.Run plan = run("plan", "--exit-code");
        assertThat(plan.exit()).as(plan.everything()).isEqualTo(2);
        Set<String> pending = plan.steps().stream()
                .filter(step -> step.path("outcome").asText().endsWith("-change"))
                .map(step -> step.path("id").asText())
                .collect(Collectors.toSet());
        Tool.Run provision = run("provision");
        assertThat(provision.exit()).as(provision.everything()).isZero();
        assertThat(provision.steps())
                .filteredOn(step -> step.path("outcome").asText().equals("changed"))
                .allMatch(step -> pending.contains(step.path("id").asText()));
        Set<String> certain = ids(plan, "would-change");
        assertThat(ids(provision, "changed")).containsAll(certain);
        Tool.Run after = run("verify");
        assertThat(after.exit()).as(after.everything()).isZero();
    }

    @Test
    @Order(8)
    void aPackageInAnotherVersionIsDrift() throws Exception {
        String version = LAB.raw("web-2", "dpkg-query -W -f='${Version}' nginx");
        String pin = "nginx_version=" + version;
        String step = "web-2: nginx is installed in version " + version;
        assertThat(run("verify", "-e", pin).exit()).isZero();
        LAB.raw("web-2", """
                cd /root
                apt-get -qq download nginx
                dpkg-deb -R nginx_*.deb other
                sed -i 's/^Version: .*/Version: 1.0-1/' other/DEBIAN/control
                dpkg-deb -b other other.deb
                dpkg -i --force-downgrade other.deb </dev/null
                rm -r nginx_*.deb other other.deb
                """);
        Tool.Run verify = run("verify", "-e", pin);
        assertThat(verify.exit()).as(verify.everything()).isEqualTo(2);
        assertThat(verify.stepsThat("drifted")).containsExactly(step);
        Tool.Run provision = run("provision", "-e", pin);
        assertThat(provision.exit()).as(provision.everything()).isZero();
        assertThat(LAB.raw("web-2", "dpkg-query -W -f='${Version}' nginx")).isEqualTo(version);
    }

    private static Set<String> ids(Tool.Run run, String outcome) {
        return run.steps().stream()
                .filter(step -> step.path("outcome").asText().equals(outcome))
                .map(step -> step.path("id").asText())
                .collect(Collectors.toSet());
    }

    @Test
    @Order(9)
    void aSiteThatAnswersWronglyFailsItsCheckThoughNothingHasDrifted() throws Exception {
        // The unit is active, its files are right, and yet nobody gets an answer.
        LAB.raw("web-3", "systemctl kill --signal=STOP nginx.service");
        try {
            Tool.Run verify = run("verify");
            assertThat(verify.exit()).as(verify.everything()).isEqualTo(2);
            assertThat(verify.stepsThat("drifted")).isEmpty();
            assertThat(verify.events("check"))
                    .filteredOn(check -> check.path("outcome").asText().equals("failed"))
                    .isNotEmpty()
                    .allMatch(check -> check.path("host").asText().equals("web-3"));
        } finally {
            LAB.raw("web-3", "systemctl kill --signal=CONT nginx.service");
        }
        assertThat(run("verify").exit()).isZero();
    }
}
