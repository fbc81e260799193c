package provisioner.compile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import provisioner.resource.Delegation;
import provisioner.resource.Step;
import provisioner.source.InvalidInputException;

/** Steps of a play that are done on other hosts. */
class DelegationsTest {
    private static final String ROLE = """
            parameters: {port: {type: integer, default: 80}}
            steps:
              - {name: site, file: {path: /srv/site, content: $host.name}}
              - name: registered
                steps:
                  - name: $host.name has $item
                    for_each: [logs, dumps]
                    on: db-1
                    file: {path: "/srv/$item-$host.name", content: "$host.name $port"}
            """;

    @TempDir
    private Path directory;

    private Project project = new Project(Path.of(""));

    @BeforeEach
    void makeProject() {
        project = Project.in(directory)
                .standardTypes()
                .file("playbooks/roles/site/role.yml", ROLE)
                .file(Project.INVENTORY, """
                        hosts: {web-1: , web-2: , db-1: , db-2: }
                        groups: {web: {hosts: web-*}, db: {hosts: db-*}}
                        """);
        play("""
                roles: [{role: site, with: {port: 8080}}]
                """);
    }

    private void play(String rest) {
        project.file(Project.PLAYBOOK, "- play: P\n  hosts: web\n" + rest.indent(2));
    }

    private List<Step> steps(String host) throws InvalidInputException {
        return project.compile().hosts().stream()
                .filter(one -> one.host().equals(host))
                .flatMap(one -> one.steps().stream())
                .toList();
    }

    private List<String> names(String host) throws InvalidInputException {
        return steps(host).stream().map(Step::name).toList();
    }

    private List<String> warnings() throws InvalidInputException {
        return project.compile().warnings().stream()
                .map(problem -> problem.location() + ": " + problem.message())
                .toList();
    }

    @Test
    void eachHostOfThePlayHasThemOnTheOtherHost() throws InvalidInputException {
        assertThat(names("web-1")).containsExactly("site");
        assertThat(steps("db-1"))
                .extracting(Step::id)
                .containsExactly(
                        "P/site/registered/web-1 has logs for web-1",
                        "P/site/registered/web-1 has dumps for web-1",
                        "P/site/registered/web-2 has logs for web-2",
                        "P/site/registered/web-2 has dumps for web-2");
        assertThat(steps("db-1"))
                .extracting(step -> step.delegation().orElseThrow())
                .containsExactly(
                        new Delegation("web-1", 0),
                        new Delegation("web-1", 1),
                        new Delegation("web-2", 0),
                        new Delegation("web-2", 1));
        assertThat(steps("db-1").getLast().resource().toString()).contains("/srv/dumps-web-2");
        assertThat(steps("db-1")).allMatch(step -> step.maker().isEmpty() && !step.isOwn());
        assertThat(steps("db-2")).isEmpty();
    }

    @Test
    void theirOrderIsKnownAcrossHostsAndTagsChooseAmongThem() throws InvalidInputException {
        play("""
                steps:
                  - {name: own, tags: a, file: {path: /srv/own, content: x}}
                  - {name: first $host.name, on: db-1, tags: a, file: {path: "/srv/1-$host.name", content: x}}
                  - {name: second $host.name, on: db, tags: b, when: $host.name == "web-2", file: {path: "/srv/2-$host.name", content: x}}
                  - {name: third, on: db-2, once: true, file: {path: "/srv/3", content: $host.name}}
                """);
        assertThat(names("db-1")).containsExactly("first web-1", "first web-2", "second web-2");
        assertThat(names("db-2")).containsExactly("third", "second web-2");
        assertThat(steps("db-2").getLast().delegation()).contains(new Delegation("web-2", 1));
        project.tags("b");
        assertThat(names("db-1")).containsExactly("second web-2");
        assertThat(names("db-2")).containsExactly("second web-2");
        project.tags();
        project.steps("first web-1");
        assertThat(names("db-1")).containsExactly("first web-1");
    }

    /** As they are done: what a batch does to its own hosts comes before what it does elsewhere. */
    @Test
    void aHostOfThePlayCanBeTheOtherHost() throws InvalidInputException {
        play("""
                serial: 1
                steps:
                  - {name: own, file: {path: /srv/own, content: x}}
                  - {name: for $host.name, on: web-2, file: {path: "/srv/for-$host.name", content: x}}
                """);
        assertThat(names("web-2")).containsExactly("for web-1", "own", "for web-2");
        project.file(Project.PLAYBOOK, """
                - play: P
                  hosts: web
                  steps:
                    - {name: own, file: {path: /srv/own, content: x}}
                    - {name: for $host.name, on: web-2, file: {path: "/srv/for-$host.name", content: x}}
                """);
        assertThat(names("web-2")).containsExactly("own", "for web-1", "for web-2");
    }

    /** It says what is touched, so that all that is declared for a host is known where the host is within the limit. */
    @Test
    void theLimitChoosesWhereTheyAreDoneAndNotForWhom() throws InvalidInputException {
        assertThat(warnings()).isEmpty();
        project.limit("db-1");
        assertThat(names("db-1")).hasSize(4);
        assertThat(warnings()).isEmpty();
        project.limit("web-2");
        assertThat(project.compile().hosts()).hasSize(1);
        assertThat(warnings())
                .containsExactly(
                        "playbooks/roles/site/role.yml:8:13: '$host.name has $item' is left out on db-1: outside --limit");
    }

    @Test
    void whatTwoHostsWantDifferentlyIsAContradiction() {
        play("""
                steps:
                  - {name: both, on: db-1, file: {path: /srv/both, content: $host.name}}
                """);
        assertThat(project.problems()).singleElement().asString().contains("'file /srv/both' must not want");
    }

    @Test
    void factsAreThoseOfTheHostItselfAndNotKnownElsewhere() {
        play("""
                steps:
                  - {name: x, on: db-1, file: {path: /srv/x, content: $facts.memory}}
                """);
        assertThat(project.problems()).singleElement().asString().contains("$facts.memory must not be used here");
    }

    @Test
    void checksAreOnNoOtherHost() {
        play("""
                steps:
                  - {name: x, on: db-1, port: {port: 80}}
                """);
        assertThat(project.problems()).anyMatch(p -> p.contains("4:21: 'on' must be at a step that changes a host"));
    }

    @Test
    void aGroupIsNotContactedForAHostWithoutTheStep() throws InvalidInputException {
        play("""
                steps:
                  - {name: never, on: db, when: false, file: {path: /srv/x, content: x}}
                """);
        assertThat(project.compile().hosts()).hasSize(2);
    }
}
