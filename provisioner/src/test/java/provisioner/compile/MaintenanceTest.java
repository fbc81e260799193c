package provisioner.compile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import provisioner.resource.Around.Phase;
import provisioner.resource.Step;

/** The plays that upgrade and reboot one host after the other, for the shipped inventories and what can be switched on in them. */
class MaintenanceTest {
    private static final String GROUP = "  mysql_group_uuid: 3e11fa47-71ca-11e1-9e33-c80aa9429562\n";

    @TempDir
    private Path directory = Path.of("");

    private Program program(String inventory, String vars, String playbook) throws Exception {
        return ShippedSite.compile(
                directory, ShippedSite.inventory(inventory).replace("\nvars:\n", "\nvars:\n" + vars), playbook);
    }

    private static Stream<Step> own(Program program, String host) {
        return program.hosts().stream()
                .filter(one -> one.host().equals(host))
                .flatMap(one -> one.steps().stream())
                .filter(step -> step.around().isEmpty());
    }

    /** The play in which each host is rebooted. */
    private static Map<String, Integer> reboots(Program program) {
        Map<String, Integer> plays = new TreeMap<>();
        program.hosts()
                .forEach(host -> own(program, host.host())
                        .filter(step -> step.resource().title().equals("reboot"))
                        .forEach(step -> assertThat(plays.put(host.host(), step.playIndex()))
                                .isNull()));
        return plays;
    }

    @ParameterizedTest
    @CsvSource({"source-replica.yml, web-2", "separated.yml, db-1", "dual-primary.yml, web-2", "mixed.yml, db-1"})
    void everyHostIsRebootedOnceAndTheSourceLast(String inventory, String source) throws Exception {
        Program program = program(inventory, "", "reboot.yml");
        Map<String, Integer> reboots = reboots(program);
        assertThat(program.plays()).allMatch(play -> play.batch() == 1);
        assertThat(reboots).hasSize(program.hosts().size()).containsEntry(source, 2);
        reboots.remove(source);
        assertThat(reboots.values()).allMatch(play -> play < 2);
        assertThat(own(program, source).map(Step::name))
                .containsSubsequence(
                        source + " runs what is installed",
                        "this is the source, which takes writes",
                        "the other servers follow the source again");
    }

    /** Its primary is observed, and comes last: nobody is named in the inventory. */
    @Test
    void aGroupMovesItsPrimaryAndIsWholeBeforeAndAfterwards() throws Exception {
        Program program = program("separated.yml", GROUP, "reboot.yml");
        assertThat(reboots(program))
                .containsEntry("db-1", 1)
                .containsEntry("db-2", 1)
                .containsEntry("db-3", 1);
        assertThat(own(program, "db-1").map(Step::name))
                .containsExactly("db-1 runs what is installed", "the group is whole again");
        assertThat(around(program, Phase.BEFORE, "db-2"))
                .containsExactly(
                        "db-2: the database server of db-2 is what the inventory says of a group",
                        "db-2: the group is whole before db-2 leaves it",
                        "db-2: db-2 does not take the writes of its group");
    }

    private static List<String> around(Program program, Phase phase, String subject) {
        return program.hosts().stream()
                .flatMap(host -> host.steps().stream()
                        .filter(step -> step.around()
                                .filter(around -> around.phase() == phase
                                        && around.subject().equals(subject))
                                .isPresent())
                        .map(step -> host.host() + ": " + step.name()))
                .distinct()
                .toList();
    }

    @Test
    void aLoadBalancerGivesTheAddressAwayAndRequestsGoElsewhere() throws Exception {
        Program program = program("three-hosts.yml", "", "reboot.yml");
        assertThat(around(program, Phase.BEFORE, "web-2"))
                .contains(
                        "web-2: web-2 does not hold the virtual address",
                        "web-2: another load balancer answers at the virtual address",
                        "web-1: web-2 gets no requests from the balancer",
                        "web-1: web-2 gets no requests for the application");
        assertThat(around(program, Phase.AFTER, "web-2")).contains("web-2: web-2 may hold the virtual address");
        assertThat(around(program("mixed.yml", "", "reboot.yml"), Phase.BEFORE, "lb-1"))
                .isEmpty();
    }

    @Test
    void anUpgradeComesBeforeTheReboot() throws Exception {
        for (String host : List.of("lb-1", "db-1")) {
            assertThat(own(program("separated.yml", "", "upgrade.yml"), host).map(Step::name))
                    .startsWith("the packages are upgraded", host + " runs what is installed");
        }
        assertThat(own(program("separated.yml", "", "reboot.yml"), "lb-1").map(Step::name))
                .startsWith("lb-1 runs what is installed");
    }
}
