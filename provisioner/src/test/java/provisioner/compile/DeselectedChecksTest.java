package provisioner.compile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import provisioner.source.InvalidInputException;

/** Every check that a selection leaves out is named, with the reason. */
class DeselectedChecksTest {
    @TempDir
    Path directory;

    private Project project = new Project(Path.of(""));

    @BeforeEach
    void project() {
        project = Project.in(directory)
                .standardTypes()
                .file(Project.PLAYBOOK, """
                - play: P
                  hosts: web
                  roles: [{role: r, when: $host.name != 'web-3', tags: [role]}]
                  steps:
                    - {name: port $item is open, for_each: [80, 443], port: {address: $host.address, port: $item}, tags: [ports]}
                    - {name: the site answers, once: true, http: {url: 'http://x/'}, tags: [site]}
                    - {name: only on web-2, when: $host.name == 'web-2', port: {address: $host.address, port: 1}}
                    - {name: a file, file: {path: /a, content: b}}
                """)
                .file("playbooks/roles/r/role.yml", """
                description: D
                parameters: {n: {type: integer, default: 22}}
                steps:
                  - {name: ssh on $n, port: {address: $host.address, port: $n}, tags: [inner]}
                """)
                .file(Project.INVENTORY, "hosts: {web-1: , web-2: , web-3: }\ngroups: {web: {hosts: web-*}}\n");
    }

    @Test
    void nothingIsLeftOutWithoutASelection() throws Exception {
        assertThat(named()).isEmpty();
    }

    @Test
    void aLimitLeavesOutTheOtherHostsAndKeepsTheGlobalCheck() throws Exception {
        project.limit("web-1");
        assertThat(named())
                .containsExactly(
                        "web-2: ssh on 22: --limit leaves its host out",
                        "web-2: port 80 is open: --limit leaves its host out",
                        "web-2: port 443 is open: --limit leaves its host out",
                        "web-2: only on web-2: --limit leaves its host out",
                        "web-3: port 80 is open: --limit leaves its host out",
                        "web-3: port 443 is open: --limit leaves its host out");
    }

    @Test
    void tagsOfThePlayTheRoleAndTheStepCount() throws Exception {
        project.limit("web-2");
        project.tags("role", "ports");
        assertThat(named())
                .contains("web-2: only on web-2: --tags leaves it out", ": the site answers: --tags leaves it out")
                .doesNotContain("web-2: ssh on 22: --tags leaves it out")
                .filteredOn(name -> name.contains("the site answers"))
                .hasSize(1);
        project.tags("inner");
        assertThat(named()).doesNotContain("web-2: ssh on 22: --tags leaves it out");
        project.tags("site");
        assertThat(named()).contains("web-2: ssh on 22: --tags leaves it out");
    }

    @Test
    void stepsByNameCount() throws Exception {
        project.limit("web-2").steps("port 80 is open", "a file");
        assertThat(named())
                .containsSubsequence(
                        "web-1: port 80 is open: --limit leaves its host out",
                        ": the site answers: --step leaves it out",
                        "web-2: ssh on 22: --step leaves it out",
                        "web-2: port 443 is open: --step leaves it out",
                        "web-2: only on web-2: --step leaves it out")
                .doesNotContain("web-2: port 80 is open: --step leaves it out");
        assertThat(project.compile().hosts().getFirst().checks())
                .extracting(check -> check.name())
                .containsExactly("port 80 is open");
    }

    /** What is wrong only with hosts that were left out does not stop the run. */
    @Test
    void aGlobalCheckIsLeftOutWithItsWholePlay() throws Exception {
        project.file(Project.PLAYBOOK, """
                - {play: A, hosts: web-1, steps: [{name: a, file: {path: /a, content: b}}]}
                - play: B
                  hosts: web-2, web-3
                  steps:
                    - {name: the site answers, once: true, http: {url: $unknown}}
                    - {name: $missing.name answers, port: {address: $host.address, port: 1}}
                """).limit("web-1");
        assertThat(named())
                .containsExactly(
                        ": the site answers: --limit leaves its host out",
                        "web-2: $missing.name answers: --limit leaves its host out",
                        "web-3: $missing.name answers: --limit leaves its host out");
    }

    private List<String> named() throws InvalidInputException {
        return project.compile().deselected().stream()
                .map(check -> check.host().orElse("") + ": " + check.check() + ": " + check.because())
                .toList();
    }
}
