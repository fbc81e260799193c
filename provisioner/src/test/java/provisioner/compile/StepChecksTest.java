package provisioner.compile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import provisioner.resource.CheckNotRun;
import provisioner.source.InvalidInputException;

/** The check that a step brings along. */
class StepChecksTest {
    @TempDir
    private Path directory;

    private Project project = new Project(Path.of(""));

    @BeforeEach
    void makeProject() {
        project = Project.in(directory)
                .standardTypes()
                .file(Project.INVENTORY, "hosts: {web-1: {vars: {site: one}}, web-2: {vars: {site: it's}}}\n");
    }

    private Project steps(String steps) {
        return project.file(Project.PLAYBOOK, "- play: P\n  hosts: all\n  steps:\n" + steps.indent(4));
    }

    private List<String> checks(String host) throws InvalidInputException {
        return project.compile().hosts().stream()
                .filter(one -> one.host().equals(host))
                .flatMap(one -> one.checks().stream())
                .map(check -> check.name() + ": " + check.check().title())
                .toList();
    }

    @Test
    void aStepHasAStepAndACheckOfTheSameName() throws InvalidInputException {
        steps("""
                - name: file $item
                  file: {path: "/srv/$item", content: x}
                  for_each: [a, b]
                  when: $item == "a" || $site == "one"
                  check: grep -q x "/srv/$item"
                - name: site
                  file: {path: /srv/site, content: x}
                  check: [test, $site, =, one]
                """);
        assertThat(checks("web-1"))
                .containsExactly(
                        "file a: succeeds grep -q x \"/srv/a\"",
                        "file b: succeeds grep -q x \"/srv/b\"",
                        "site: succeeds test one '=' one");
        assertThat(checks("web-2"))
                .containsExactly("file a: succeeds grep -q x \"/srv/a\"", "site: succeeds test 'it'\\''s' '=' one");
        assertThat(project.compile().hosts().getFirst().steps()).hasSize(3);
    }

    @Test
    void oneThatIsLeftOutIsNamed() throws InvalidInputException {
        steps("- {name: file, file: {path: /srv/x, content: x}, check: test -e /srv/x, tags: a}\n"
                + "- {name: other, file: {path: /srv/y, content: x}, tags: b}\n");
        project.tags("b");
        assertThat(project.compile().deselected())
                .containsExactly(
                        new CheckNotRun(Optional.of("web-1"), "file", "--tags leaves it out"),
                        new CheckNotRun(Optional.of("web-2"), "file", "--tags leaves it out"));
        project.tags("a");
        assertThat(project.compile().deselected()).isEmpty();
    }

    @Test
    void itMustBeACommandOfAStepThatDoesSomething() {
        steps("""
                - {name: a, file: {path: /srv/a, content: x}, check: {run: x}}
                - {name: b, file: {path: /srv/b, content: x}, check: []}
                - {name: c, file: {path: /srv/c, content: x}, check: grep $none /srv/c}
                - {name: e, file: {path: /srv/e, content: x}, check: ""}
                - {name: d, port: {address: web-1, port: 80}, check: "true"}
                """);
        assertThat(project.problems())
                .containsExactly(
                        "playbooks/site.yml:4:58: 'check' must be a string or a list of strings, found a mapping",
                        "playbooks/site.yml:5:58: 'check' must be a command; such as nginx -t, or [nginx, -t]",
                        "playbooks/site.yml:6:63: undefined variable '$none'; define it, or write \\$none for a literal $",
                        "playbooks/site.yml:7:58: 'check' must be a command; such as nginx -t, or [nginx, -t]",
                        "playbooks/site.yml:8:7: 'port' must not have a 'check', because it is one itself");
    }
}
