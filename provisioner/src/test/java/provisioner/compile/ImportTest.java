package provisioner.compile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import provisioner.source.InvalidInputException;

/** A playbook that others import, and the values that none of them takes from the command line. */
class ImportTest {
    private static final String INVENTORY = """
            vars: {version: "1.0"}
            hosts: {web-1: , web-2: {vars: {version: "1.1"}}, db-1: {vars: {note: x}}}
            groups: {web: {hosts: web-*}}
            """;

    @TempDir
    private Path directory;

    private Project project = new Project(Path.of(""));

    @BeforeEach
    void makeProject() {
        project = Project.in(directory)
                .file(Project.INVENTORY, INVENTORY)
                .file("playbooks/roles/app/role.yml", """
                        parameters:
                          version: {type: string, default: "0", inventory_only: true}
                          artifact: {type: string, default: a.jar, inventory_only: true}
                        steps: [{name: release $version, note: {text: $artifact}}]
                        """)
                .file("playbooks/deploy.yml", "- {play: Release, hosts: web-1, roles: [app]}\n")
                .file(Project.PLAYBOOK, """
                        - {play: First, hosts: all, steps: [{name: first, note: {text: x}}]}
                        - import: deploy.yml
                        - {play: Last, hosts: all, steps: [{name: last, note: {text: x}}]}
                        """);
    }

    @Test
    void theImportedPlaysStandInThePlaceOfTheImport() throws InvalidInputException {
        Program program = project.compile();
        assertThat(program.plays().stream().map(Program.ProgramPlay::name)).containsExactly("First", "Release", "Last");
        assertThat(program.hosts().getFirst().steps().stream()
                        .map(step -> step.location().toString()))
                .containsExactly(
                        "playbooks/site.yml:1:37", "playbooks/roles/app/role.yml:4:9", "playbooks/site.yml:3:36");
        assertThat(program.inputs()).containsKey("playbooks/deploy.yml");
    }

    @Test
    void anImportGivesRolesValuesThatTheirPlayDoesNotGive() throws InvalidInputException {
        project.file(
                "playbooks/deploy.yml",
                "- {play: R, hosts: web-1, roles: [app, {role: app, with: {artifact: own.jar}}]}\n");
        project.file(Project.PLAYBOOK, "- {import: deploy.yml, with: {artifact: given.jar}}\n");
        assertThat(project.compile().hosts().getFirst().steps().stream()
                        .map(step -> step.resource().toString()))
                .satisfiesExactly(
                        first -> assertThat(first).contains("given.jar"),
                        second -> assertThat(second).contains("own.jar"));
        project.file(Project.PLAYBOOK, "- {import: deploy.yml, with: {artefact: given.jar}}\n");
        assertThat(project.problems())
                .containsExactly("playbooks/site.yml:1:31: unknown parameter 'artefact'; did you mean 'artifact'?");
    }

    @Test
    void aValueThatTheInventoryHasToSayIsRefusedWithItsLine() {
        assertThat(project.extra(Map.of("version", "2.0")).problems())
                .containsExactly(
                        "-e: 'version' must have its value in the inventory, which sets '1.0' at"
                                + " inventory.yml:1:17; change it there and leave it out here; a later run would undo what -e sets");
        assertThat(project.extra(Map.of("artifact", "b.jar")).problems())
                .singleElement()
                .asString()
                .contains("which does not set it for web-1");
        project.file("more.yml", "version: '1.1'\n").extra(Map.of());
        assertThat(project.variableFiles("more.yml").problems())
                .singleElement()
                .asString()
                .startsWith("more.yml:1:10: 'version' must have its value in the inventory");
    }

    @Test
    void whatChangesNothingIsNot() {
        assertThat(project.extra(Map.of("version", "1.0", "note", "y")).problems())
                .isEmpty();
        project.file("playbooks/deploy.yml", "- {play: R, hosts: web, roles: [{role: app, with: {version: '3'}}]}\n");
        assertThat(project.extra(Map.of("version", "2.0")).problems()).isEmpty();
        project.file(Project.PLAYBOOK, "- {play: P, hosts: all, steps: [{name: n, note: {text: $version}}]}\n");
        assertThat(project.extra(Map.of("version", "2.0")).problems()).isEmpty();
    }

    @Test
    void everyHostOfThePlayIsAsked() {
        project.file("playbooks/deploy.yml", "- {play: Release, hosts: web, roles: [app]}\n");
        assertThat(project.extra(Map.of("version", "1.0")).problems())
                .singleElement()
                .asString()
                .contains("'1.1' at inventory.yml:2:");
    }
}
