package provisioner.compile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import provisioner.resource.Around;
import provisioner.resource.Around.Phase;
import provisioner.resource.Step;
import provisioner.source.InvalidInputException;

class AroundCompilerTest {
    private static final String ROLLING = """
            - play: Release
              hosts: web
              serial: 1
              steps:
                - {name: released, tags: app, note: {text: "own $host.name"}}
              around:
                before:
                  - name: $host.name is out
                    on: db-1:web-1
                    note: {text: "out $host.name"}
                  - {name: silence, note: {text: "$host.name"}}
                after:
                  - name: $host.name is in
                    on: db-1
                    note: {text: "in $host.name"}
            """;

    @TempDir
    private Path directory;

    private Project project = new Project(Path.of(""));

    @BeforeEach
    void makeProject() {
        project = Project.in(directory).file(Project.PLAYBOOK, ROLLING);
    }

    private static List<Step> steps(Program program, String host) {
        return program.hosts().stream()
                .filter(h -> h.host().equals(host))
                .flatMap(h -> h.steps().stream())
                .toList();
    }

    private static List<String> ids(Program program, String host) {
        return steps(program, host).stream().map(Step::id).toList();
    }

    @Test
    void eachHostOfThePlayHasItsStepsAroundWhereTheyAreDone() throws InvalidInputException {
        Program program = project.compile();
        assertThat(ids(program, "db-1"))
                .containsExactly(
                        "Release/web-1/web-1 is out",
                        "Release/web-1/web-1 is in",
                        "Release/web-2/web-2 is out",
                        "Release/web-2/web-2 is in");
        assertThat(ids(program, "web-1"))
                .containsExactly(
                        "Release/web-1/web-1 is out",
                        "Release/web-1/silence",
                        "Release/released",
                        "Release/web-2/web-2 is out");
        assertThat(ids(program, "web-2")).containsExactly("Release/web-2/silence", "Release/released");
        assertThat(steps(program, "db-1").getLast().around())
                .contains(new Around(Phase.AFTER, "web-2", 0, Optional.empty()));
        assertThat(steps(program, "web-2").getFirst().around())
                .contains(new Around(Phase.BEFORE, "web-2", 1, Optional.empty()));
    }

    @Test
    void theyAreRenderedForTheHostThatTheyAreAround() throws InvalidInputException {
        assertThat(steps(project.compile(), "db-1").stream()
                        .map(step ->
                                ((Project.Note) step.resource()).parameters().get("text")))
                .containsExactly("out web-1", "in web-1", "out web-2", "in web-2");
    }

    @Test
    void theLimitChoosesTheHostsOfThePlayAndNotThoseOfOn() throws InvalidInputException {
        Program program = project.limit("web-2").compile();
        assertThat(program.plays().getFirst().hosts()).containsExactly("web-2");
        assertThat(ids(program, "db-1")).containsExactly("Release/web-2/web-2 is out", "Release/web-2/web-2 is in");
        assertThat(ids(program, "web-1")).containsExactly("Release/web-2/web-2 is out");
    }

    @Test
    void namedStepsTakeThemAlongWhereTheyAreOfThePlay() throws InvalidInputException {
        assertThat(ids(project.steps("released").compile(), "db-1")).hasSize(4);
        project.file(Project.PLAYBOOK, ROLLING + """
                - play: Other
                  hosts: all
                  steps: [{name: other, note: {text: x}}]
                """);
        assertThat(ids(project.steps("other").compile(), "db-1")).containsExactly("Other/other");
    }

    @Test
    void tagsTakeThemAlongWhereTheyTakeAnyOfThePlay() throws InvalidInputException {
        assertThat(ids(project.tags("app").compile(), "db-1")).hasSize(4);
        project.file(Project.PLAYBOOK, ROLLING + """
                - play: Other
                  hosts: db-1
                  steps: [{name: other, tags: db, note: {text: x}}]
                """);
        assertThat(ids(project.tags("db").compile(), "db-1")).containsExactly("Other/other");
    }

    @Test
    void whatIsWrongWithThemIsSaidAtItsPlace() {
        project.file(Project.PLAYBOOK, """
                - play: Release
                  hosts: web
                  serial: 2
                  steps: [{name: n, note: {text: x}}]
                  around:
                    befor: []
                    refusal_ends: host
                    after:
                      - {name: in, on: nowhere, note: {text: x}}
                """);
        assertThat(project.problems())
                .anyMatch(p -> p.startsWith("playbooks/site.yml:5:3: 'around' needs one host at a time")
                        && p.contains("serial: 1"))
                .anyMatch(p -> p.startsWith("playbooks/site.yml:6:5: unknown key 'befor'"))
                .anyMatch(p ->
                        p.startsWith("playbooks/site.yml:7:19: 'refusal_ends' must be 'play' or 'run', found 'host'"))
                .anyMatch(p -> p.startsWith("playbooks/site.yml:9:24:") && p.contains("nowhere"));
    }
}
