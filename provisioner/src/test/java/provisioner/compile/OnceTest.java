package provisioner.compile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import provisioner.resource.CheckNotRun;
import provisioner.source.InvalidInputException;

/** Steps that are done once for a play. */
class OnceTest {
    @TempDir
    private Path directory;

    private Project project = new Project(Path.of(""));

    @BeforeEach
    void makeProject() {
        project = Project.in(directory)
                .standardTypes()
                .file(Project.INVENTORY, "hosts: {db-1: , web-1: , web-2: }\ngroups: {web: {hosts: [web-1, web-2]}}\n")
                .file(Project.PLAYBOOK, """
                        - play: P
                          hosts: web
                          steps:
                            - name: group
                              for_each: [a, b]
                              steps:
                                - name: once $item
                                  once: true
                                  file: {path: "/srv/$item", content: $host.name}
                                  check: test -e "/srv/$item"
                            - {name: each, file: {path: /srv/each, content: x}}
                            - {name: conditional, once: true, when: $host.name == "web-2", file: {path: /srv/never, content: x}}
                        """);
    }

    private List<String> steps() throws InvalidInputException {
        return project.compile().hosts().stream()
                .flatMap(host -> host.steps().stream().map(step -> host.host() + ": " + step.name()))
                .toList();
    }

    @Test
    void theFirstHostOfThePlayDoesThem() throws InvalidInputException {
        assertThat(steps()).containsExactly("web-1: once a", "web-1: once b", "web-1: each", "web-2: each");
        Program program = project.compile();
        assertThat(program.globalChecks()).isEmpty();
        assertThat(program.hosts().getFirst().checks()).hasSize(2);
    }

    /** The limit says what is touched, and not where things are: another host must not get them because of it. */
    @Test
    void noOtherHostDoesThemWhateverTheLimit() throws InvalidInputException {
        project.limit("web-2");
        assertThat(steps()).containsExactly("web-2: each");
        assertThat(project.compile().deselected())
                .extracting(CheckNotRun::check)
                .containsExactly("once a", "once b");
        project.limit("web-1");
        assertThat(steps()).containsExactly("web-1: once a", "web-1: once b", "web-1: each");
        assertThat(project.compile().deselected()).isEmpty();
    }
}
