package provisioner.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import provisioner.resource.Around.Phase;
import provisioner.resource.Step;

/** What `mysql_group_uuid` makes of an inventory. */
class DatabaseGroupTest {
    private static final String UUID = "3e11fa47-71ca-11e1-9e33-c80aa9429562";
    private static final String CONFIGURATION = "/etc/mysql/mysql.conf.d/zz-provisioner.cnf";

    @TempDir
    private Path directory = Path.of("");

    /** The titles of the steps of a database host. */
    private List<String> steps(String suite, String variables) throws Exception {
        String inventory = ShippedSite.inventory("separated.yml")
                .replaceAll("suite: \\w+", "suite: " + suite)
                .replace("\nvars:\n", "\nvars:\n" + variables);
        return ShippedSite.compile(directory, inventory, "site.yml").hosts().stream()
                .filter(one -> one.host().equals("db-2"))
                .flatMap(one -> one.steps().stream())
                .map(step -> step.resource().title())
                .toList();
    }

    private static int first(List<String> steps, String part) {
        return steps.indexOf(steps.stream()
                .filter(step -> step.contains(part))
                .findFirst()
                .orElseThrow(() -> new AssertionError(part + " is not in " + steps)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", UUID})
    void aServerIsJudgedBeforeItsConfigurationIsWritten(String uuid) throws Exception {
        List<String> steps = steps("sid", uuid.isEmpty() ? "" : "  mysql_group_uuid: " + uuid + "\n");
        assertThat(first(steps, "mysql_group " + (uuid.isEmpty() ? "none" : uuid)))
                .isLessThan(first(steps, "mysql-server"))
                .isLessThan(first(steps, CONFIGURATION));
    }

    /** The mode itself is in no file: a group that switches restarts nobody for it, and a file could not follow it. */
    @ParameterizedTest
    @CsvSource({"single-primary, 1, 1", "multi-primary, 9, 2"})
    void membersThatAllTakeWritesGenerateDifferentNumbers(String mode, int step, int offset) throws Exception {
        String group = "\nvars:\n  mysql_group_uuid: " + UUID + "\n  mysql_group_mode: " + mode + "\n";
        String inventory = ShippedSite.inventory("separated.yml").replace("\nvars:\n", group);
        String text = Objects.requireNonNull(ProgramText.of(ShippedSite.compile(directory, inventory, "site.yml"))
                .get("db-2"));
        assertThat(text)
                .contains("auto_increment_increment = " + step + "\n", "auto_increment_offset = " + offset + "\n")
                .doesNotContain("group_replication_single_primary_mode");
        assertThat(text.contains("READ-COMMITTED")).isEqualTo(mode.startsWith("multi"));
    }

    /** The inventory may name the mode before there is a group, or still after there was one. */
    @ParameterizedTest
    @CsvSource({"'', 1, 1", "db-2, 2, 2"})
    void theModeHasNoEffectWithoutAGroup(String mutual, int step, int offset) throws Exception {
        String variables = "\nvars:\n  mysql_group_mode: multi-primary\n  mysql_mutual: '" + mutual + "'\n";
        String inventory = ShippedSite.inventory("separated.yml").replace("\nvars:\n", variables);
        String text = Objects.requireNonNull(ProgramText.of(ShippedSite.compile(directory, inventory, "site.yml"))
                .get("db-2"));
        assertThat(text)
                .contains("auto_increment_increment = " + step + "\n", "auto_increment_offset = " + offset + "\n")
                .doesNotContain("READ-COMMITTED");
    }

    /** Every step that judges the mode is told it. */
    @ParameterizedTest
    @ValueSource(strings = {"site.yml", "database-group.yml", "recover-database.yml"})
    void anUnknownModeIsRefused(String playbook) throws Exception {
        String group = "\nvars:\n  mysql_group_uuid: " + UUID + "\n  mysql_group_mode: multi\n";
        String inventory = ShippedSite.inventory("separated.yml").replace("\nvars:\n", group);
        assertThatThrownBy(() -> ShippedSite.compile(directory, inventory, playbook))
                .hasMessageContaining("'mode' must be single-primary or multi-primary, found 'multi'");
    }

    @Test
    void mariadbHasNoGroupToBeJudgedFor() throws Exception {
        assertThat(steps("bookworm", "")).noneMatch(step -> step.startsWith("mysql_group"));
    }

    @Test
    void noMemberIsChangedThatTheOthersNeed() throws Exception {
        String group = "\nvars:\n  mysql_group_uuid: " + UUID + "\n";
        String inventory = ShippedSite.inventory("separated.yml").replace("\nvars:\n", group);
        assertThat(ShippedSite.compile(directory, inventory, "site.yml").hosts().stream()
                        .flatMap(one -> one.steps().stream())
                        .filter(step -> step.is(Phase.BEFORE))
                        .filter(step -> step.around().orElseThrow().subject().equals("db-2")))
                .extracting(Step::name)
                .containsExactly("the group has a majority without the database server of db-2");
    }

    @Test
    void everyMemberWaitsForARetiredAccount() throws Exception {
        String retired = "  mysql_retired_users: [old]\n";
        assertThat(steps("sid", retired)).doesNotContain("mysql_user old");
        assertThat(steps("sid", retired + "  mysql_group_uuid: " + UUID + "\n")).containsOnlyOnce("mysql_user old");
    }
}
