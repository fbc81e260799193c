package provisioner.compile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import provisioner.resource.CheckNotRun;
import provisioner.resource.Step;
import provisioner.source.InvalidInputException;

/** Groups of steps, written in place or in a file of their own, and what they are repeated for. */
class StepGroupsTest {
    @TempDir
    private Path directory;

    private Project project = new Project(Path.of(""));

    @BeforeEach
    void makeProject() {
        project = Project.in(directory).file(Project.INVENTORY, """
                hosts: {web-1: {vars: {tls: true}}, web-2: {vars: {tls: false}}}
                vars:
                  users:
                    zoe: {shell: /bin/zsh, keys: [z1, z2]}
                    anna: {shell: /bin/sh, keys: [a1]}
                """);
    }

    private Project steps(String steps) {
        return project.file(Project.PLAYBOOK, "- play: P\n  hosts: all\n  steps:\n" + steps.indent(4));
    }

    private List<String> ids(String host) throws InvalidInputException {
        return project.compile().hosts().stream()
                .filter(one -> one.host().equals(host))
                .flatMap(one -> one.steps().stream())
                .map(Step::id)
                .toList();
    }

    @Test
    void theEntriesOfAMappingComeInTheOrderInWhichTheyAreWritten() throws InvalidInputException {
        steps("""
                - {name: user $item.key, for_each: $users, note: {text: $item.value.shell}}
                - {name: port, for_each: {http: 80, ssh: "$host.name", none: {}}, note: {text: "$item.key"}}
                - {name: nothing, for_each: {}, note: {text: x}}
                """);
        assertThat(ids("web-1"))
                .containsExactly("P/user zoe", "P/user anna", "P/port [http]", "P/port [ssh]", "P/port [none]");
        assertThat(CompilerTest.texts(project.compile(), "web-1", "text"))
                .containsExactly("/bin/zsh", "/bin/sh", "http", "ssh", "none");
    }

    @Test
    void whatAGroupHasInCommonAppliesToAllItsSteps() throws InvalidInputException {
        steps("""
                - name: TLS
                  when: $tls
                  tags: [tls]
                  steps:
                    - {name: a, note: {text: x}}
                    - name: inner
                      tags: inner
                      when: $host.name != "web-3"
                      steps:
                        - {name: a, note: {text: x}, tags: own}
                        - {name: a, note: {text: x}}
                - {name: a, note: {text: x}}
                """);
        assertThat(ids("web-1")).containsExactly("P/TLS/a", "P/TLS/inner/a", "P/TLS/inner/a (2)", "P/a");
        assertThat(ids("web-2")).containsExactly("P/a");
        project.tags("inner");
        assertThat(ids("web-1")).containsExactly("P/TLS/inner/a", "P/TLS/inner/a (2)");
        project.tags("own");
        assertThat(ids("web-1")).containsExactly("P/TLS/inner/a");
        project.tags("tls");
        assertThat(ids("web-1")).hasSize(3);
        assertThat(ids("web-2")).isEmpty();
    }

    @Test
    void aGroupIsRepeatedAsAWhole() throws InvalidInputException {
        steps("""
                - name: accounts
                  for_each: $users
                  as: user
                  when: $user.key != "anna" || $tls
                  steps:
                    - {name: $user.key exists, note: {text: $user.value.shell}}
                    - {name: key $item of $user.key, for_each: $user.value.keys, note: {text: "$user.key $item"}}
                    - {name: key, for_each: $user.value.keys, note: {text: "$user.key $item"}}
                    - {name: home, note: {text: x}}
                """);
        assertThat(ids("web-1"))
                .containsExactly(
                        "P/accounts/zoe exists",
                        "P/accounts/key z1 of zoe",
                        "P/accounts/key z2 of zoe",
                        "P/accounts/key [zoe, z1]",
                        "P/accounts/key [zoe, z2]",
                        "P/accounts/home [zoe]",
                        "P/accounts/anna exists",
                        "P/accounts/key a1 of anna",
                        "P/accounts/key [anna, a1]",
                        "P/accounts/home [anna]");
        assertThat(ids("web-2")).hasSize(6);
    }

    @Test
    void anInnerItemHidesTheOuterOneOfTheSameName() throws InvalidInputException {
        steps("""
                - name: group $item
                  for_each: [1, 2]
                  steps:
                    - {name: step $item, for_each: [a, b], note: {text: "$item"}}
                """);
        assertThat(ids("web-1"))
                .containsExactly(
                        "P/group 1/step a [1]", "P/group 1/step b [1]", "P/group 2/step a [2]", "P/group 2/step b [2]");
        assertThat(CompilerTest.texts(project.compile(), "web-1", "text")).containsExactly("a", "b", "a", "b");
    }

    @Test
    void theStepsOfAnIncludedFileStandInItsPlace() throws InvalidInputException {
        project.file("playbooks/steps/user.yml", """
                - {name: $user.key exists, note: {text: "$user.key"}}
                - {include: more/all.yml, tags: deep}
                """)
                .file("playbooks/steps/more/all.yml", "- {name: home of $user.key, note: {text: $host.name}}\n");
        steps("""
                - {name: first, note: {text: x}}
                - {include: steps/user.yml, for_each: $users, as: user, when: $tls, tags: users}
                - {include: steps/user.yml, name: again, for_each: {ben: {}}, as: user}
                """);
        assertThat(ids("web-1"))
                .containsExactly(
                        "P/first",
                        "P/zoe exists",
                        "P/home of zoe",
                        "P/anna exists",
                        "P/home of anna",
                        "P/again/ben exists",
                        "P/again/home of ben");
        assertThat(ids("web-2")).containsExactly("P/first", "P/again/ben exists", "P/again/home of ben");
        Program program = project.compile();
        assertThat(program.inputs()).containsKeys("playbooks/steps/user.yml", "playbooks/steps/more/all.yml");
        assertThat(program.hosts().getFirst().steps().get(2).location())
                .hasToString("playbooks/steps/more/all.yml:1:3");
        project.tags("users");
        assertThat(ids("web-1")).hasSize(4);
        project.tags("deep");
        assertThat(ids("web-1")).containsExactly("P/home of zoe", "P/home of anna", "P/again/home of ben");
    }

    @Test
    void aRoleIncludesFilesFromItsOwnDirectory() throws InvalidInputException {
        project.file("playbooks/roles/r/role.yml", """
                parameters: {size: {type: integer, default: 3}}
                steps:
                  - {include: more.yml, when: $size > 2}
                """)
                .file("playbooks/roles/r/more.yml", "- {name: size $size, note: {text: x}}\n");
        project.file(Project.PLAYBOOK, "- {play: P, hosts: all, roles: [r, {role: r, with: {size: 1}}]}\n");
        assertThat(ids("web-1")).containsExactly("P/r/size 3");
    }

    @Test
    void checksInGroupsThatAreLeftOutAreNamed() throws InvalidInputException {
        project.standardTypes();
        steps("""
                - name: services
                  tags: services
                  for_each: {ssh: 22, http: 80}
                  when: $item.key != "http" || $tls
                  steps:
                    - {name: $item.key answers, port: {address: $host.address, port: $item.value}}
                - {name: other, file: {path: /a, content: b}, tags: other}
                """);
        project.tags("other");
        assertThat(project.compile().deselected())
                .extracting(CheckNotRun::check)
                .containsExactly("ssh answers", "http answers", "ssh answers");
        project.tags("services");
        assertThat(project.compile().deselected()).isEmpty();
        assertThat(project.compile().hosts().getFirst().checks()).hasSize(2);
    }

    @Test
    void whoeverMissesAnItemIsTold() {
        steps("""
                - {name: $it there, for_each: [a], as: it, note: {text: "$item"}}
                - {name: b, note: {text: "$item"}}
                """);
        String hint = "undefined variable '$item'; there is one only with 'for_each', and 'as' renames it";
        assertThat(project.problems())
                .containsExactly("playbooks/site.yml:4:62: " + hint, "playbooks/site.yml:5:31: " + hint);
    }

    @Test
    void theKeysOfGroupsAreAmongThoseThatMayBeMeant() {
        project.standardTypes();
        steps("""
                - {name: a, step: [{name: b, file: {path: /a, content: b}}]}
                - {name: b, includes: a.yml}
                """);
        assertThat(project.problems())
                .containsExactly(
                        "playbooks/site.yml:4:17: unknown key 'step'; did you mean 'steps'?",
                        "playbooks/site.yml:5:17: unknown key 'includes'; did you mean 'include'?");
    }
}
