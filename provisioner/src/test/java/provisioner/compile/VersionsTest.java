package provisioner.compile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import provisioner.source.InvalidInputException;

/** What differs between releases stands in a role's table, and a release that is not in it is refused at its line. */
class VersionsTest {
    private static final String ROLE = "playbooks/roles/r/role.yml";
    private static final String TABLE = """
            parameters:
              flavour: {type: string, default: $versions.flavour}
            versions:
              bookworm: {flavour: maria, old: true, names: [a]}
              sid: {flavour: my, old: false, names: [a, "$host.name"]}
            steps:
              - {name: x, note: {text: "$flavour $versions.old", items: $versions.names}}
            """;

    @TempDir
    private Path directory;

    private Project project;

    @BeforeEach
    void aRoleWithATable() {
        project =
                Project.in(directory).file(ROLE, TABLE).file(Project.PLAYBOOK, "- {play: P, hosts: all, roles: [r]}\n");
    }

    private Project on(String hosts) {
        return project.file(Project.INVENTORY, hosts);
    }

    private Project with(String table) {
        return on("vars: {suite: sid}\nhosts: {web-1: }\n")
                .file(ROLE, "versions: " + table + "\nsteps: [{name: x, note: {text: a}}]\n");
    }

    @Test
    void eachHostGetsTheValuesOfItsRelease() throws InvalidInputException {
        Program program = on("hosts: {a: {vars: {suite: bookworm}}, b: {vars: {suite: sid}}}\n")
                .compile();
        assertThat(CompilerTest.texts(program, "a", "text")).containsExactly("maria true");
        assertThat(CompilerTest.texts(program, "b", "text")).containsExactly("my false");
        assertThat(CompilerTest.texts(program, "b", "items")).containsExactly("a+b");
    }

    @Test
    void theInventoryOverridesAParameterThatComesFromTheTable() throws InvalidInputException {
        Program program =
                on("vars: {suite: sid, flavour: maria}\nhosts: {a: }\n").compile();
        assertThat(CompilerTest.texts(program, "a", "text")).containsExactly("maria false");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            bokworm | found 'bokworm'; did you mean 'bookworm'? the releases are: bookworm, sid (used at playbooks/site.yml:1:33)
            jammy   | found 'jammy'; the releases are: bookworm, sid (used at playbooks/site.yml:1:33)
            12      | found '12'; the releases are: bookworm, sid (used at playbooks/site.yml:1:33)
            [sid]   | found a list; the releases are: bookworm, sid (used at playbooks/site.yml:1:33)
            $gone   | undefined variable '$gone'
            """)
    void anUnknownReleaseIsRefusedAtItsLine(String suite, String message) {
        assertThat(on("vars:\n  suite: " + suite + "\nhosts: {a: }\n").problems())
                .first()
                .asString()
                .startsWith("inventory.yml:2:10: ")
                .contains(message);
    }

    @Test
    void oneUnknownReleaseIsOneProblemForAllRolesAndHosts() {
        project.file("playbooks/roles/s/role.yml", TABLE)
                .file(Project.PLAYBOOK, "- {play: P, hosts: all, roles: [r, s]}\n");
        assertThat(on("vars: {suite: stretch}\nhosts: {'w[1:9]': }\n").problems())
                .containsExactly(
                        "inventory.yml:1:15: 'suite' must be a release that the host's roles are made for,"
                                + " found 'stretch'; the releases are: bookworm, sid (used at playbooks/site.yml:1:33 and 1 more)");
    }

    @Test
    void aReleaseFromTheCommandLineIsRefusedThere() {
        assertThat(on("vars: {suite: sid}\nhosts: {a: }\n")
                        .extra(Map.of("suite", "woody"))
                        .problems())
                .singleElement()
                .asString()
                .startsWith("-e: 'suite' must be a release");
    }

    @Test
    void aHostWithoutAReleaseIsRefused() {
        assertThat(on("hosts: {a: }\n").problems())
                .containsExactly(
                        "playbooks/site.yml:1:33: role 'r' needs the variable 'suite' of every host, its release;"
                                + " the releases are: bookworm, sid");
    }

    @Test
    void aRoleThatAHostDoesNotHaveRefusesNothing() throws InvalidInputException {
        project.file(Project.PLAYBOOK, "- {play: P, hosts: all, roles: [{role: r, when: \"$suite == 'sid'\"}]}\n");
        Program program = on("hosts: {a: {vars: {suite: woody}}, b: {vars: {suite: sid}}}\n")
                .compile();
        assertThat(CompilerTest.texts(program, "b", "text")).containsExactly("my false");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                                         | 1:11: 'versions' must have a row for at least one release, such as bookworm
            {12: {a: 1}, sid: {a: 1}}                  | 1:12: a row of 'versions' must have the name of a release, such as bookworm, found '12'
            {sid: }                                    | 1:16: the row of 'sid' must be a mapping of values, found nothing; write {} if nothing differs
            {sid: [a]}                                 | 1:17: the row of 'sid' must be a mapping of values, found a list; write {} if nothing differs
            {sid: {a: }}                               | 1:20: 'a' must be a value, found nothing; give it a value, or remove the key
            {sid: {a b: 1}}                            | 1:18: variable name 'a b' must contain only letters, digits and _; write a_b
            {trixie: {curves: 1}, sid: {curvs: 1}}     | 1:39: every row of 'versions' must have the same values, but 'trixie' has no 'curvs'; did you mean 'curves'?
            {trixie: {curves: 1, a: 1}, sid: {a: 1}}   | 1:44: every row of 'versions' must have the same values, but 'curves' is only in 'trixie'
            {trixie: {}, sid: {a: 1}}                  | 1:30: every row of 'versions' must have the same values, but 'trixie' has no 'a'
            """)
    void aTableIsCheckedWhetherOrNotAHostHasTheRelease(String table, String problem) {
        assertThat(with(table).problems()).contains(ROLE + ":" + problem);
    }

    @Test
    void aMissingValueIsFoundWhereItIsUsed() {
        project.file(ROLE, "versions: {sid: {curves: a}}\nsteps: [{name: x, note: {text: $versions.curvs}}]\n");
        assertThat(on("vars: {suite: sid}\nhosts: {a: }\n").problems())
                .singleElement()
                .asString()
                .startsWith(ROLE + ":2:42: ")
                .contains("unknown value of 'versions' 'curvs'; did you mean 'curves'?");
    }

    @Test
    void aMissingValueIsNotJustFalse() {
        project.file(ROLE, "versions: {sid: {curves: a}}\nsteps: [{name: x, note: {template: x.vm}}]\n")
                .file("templates/r/x.vm", "#if($versions.curvs)a#end\n");
        assertThat(on("vars: {suite: sid}\nhosts: {a: }\n").problems())
                .singleElement()
                .asString()
                .startsWith("templates/r/x.vm:1:")
                .contains("unknown value of 'versions' 'curvs'; did you mean 'curves'?");
    }

    @Test
    void versionsIsNoNameForAVariable() {
        assertThat(on("vars: {suite: sid, versions: 1}\nhosts: {a: }\n").problems())
                .containsExactly(
                        "inventory.yml:1:20: 'versions' is a reserved name: $versions has its own meaning in templates");
    }

    private Project group(String hosts) {
        return on("vars: {x: 1}\nhosts: {" + hosts + "}\ngroups: {db: {hosts: [a, b, c]}}\n")
                .file(ROLE, TABLE.replace("default: $versions.flavour", "default: $versions.flavour, same_in: db"));
    }

    @Test
    void aGroupIsNotMixedByADefault() {
        assertThat(group("a: {vars: {suite: sid}}, b: {vars: {suite: sid}}, c: {vars: {suite: bookworm}}")
                        .problems())
                .containsExactly(
                        "inventory.yml:2:77: 'flavour' must be the same on all hosts of the group 'db', but it is"
                                + " 'my' on a and 'maria' on c; here it follows from 'suite'; set 'flavour' for the group, or give"
                                + " its hosts one release");
    }

    @Test
    void norOnPurpose() {
        assertThat(group("a: {vars: {suite: sid}}, b: {vars: {suite: sid, flavour: maria}}, c: {vars: {suite: sid}}")
                        .problems())
                .containsExactly(
                        "inventory.yml:2:66: 'flavour' must be the same on all hosts of the group 'db', but it is"
                                + " 'my' on a and 'maria' on b; give the whole group one value");
    }

    @Test
    void norWhereTheRoleIsUsedWithAnotherValue() {
        project.file(Project.PLAYBOOK, "- {play: P, hosts: all, roles: [{role: r, with: {flavour: $host.name}}]}\n");
        assertThat(group("a: {vars: {suite: sid}}, b: {vars: {suite: sid}}, c: {vars: {suite: sid}}")
                        .problems())
                .containsExactly(
                        "playbooks/site.yml:1:59: 'flavour' must be the same on all hosts of the group 'db', but it is"
                                + " 'a' on a and 'b' on b; give the whole group one value");
    }

    @Test
    void aLimitHidesNoHostOfTheGroup() {
        assertThat(group("a: {vars: {suite: sid}}, b: {vars: {suite: sid}}, c: {vars: {suite: bookworm}}")
                        .limit("a")
                        .problems())
                .hasSize(1);
    }

    @Test
    void oneValueForTheGroupIsTakenWhateverItsReleases() throws InvalidInputException {
        Program program = group("a: {vars: {suite: sid, flavour: maria}}, b: {vars: {suite: sid, flavour: maria}},"
                        + " c: {vars: {suite: bookworm}}")
                .compile();
        assertThat(List.of("a", "b", "c"))
                .allSatisfy(host -> assertThat(CompilerTest.texts(program, host, "text"))
                        .singleElement()
                        .asString()
                        .startsWith("maria "));
    }
}
