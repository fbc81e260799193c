package provisioner.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import provisioner.compile.Program.HostProgram;
import provisioner.compile.facts.HostValues.Asked;
import provisioner.resource.Step;
import provisioner.secret.Secret;
import provisioner.source.InvalidInputException;
import provisioner.state.Observation.HostFacts;
import provisioner.state.Observation.MachineState;
import provisioner.state.Observation.OwnState;
import provisioner.state.Observed;
import provisioner.state.Query;
import provisioner.state.Query.FactsQuery;
import provisioner.state.Query.MachineQuery;
import provisioner.state.Query.OwnQuery;
import provisioner.state.Query.PathQuery;

/** Steps that read values on their host, for the steps after them. */
class HostValuesTest {
    private static final String READ = "{name: it is known, read: {as: version, file: /opt/app/VERSION}}";

    @TempDir
    private Path directory;

    private Project project(String... steps) {
        return Project.in(directory)
                .standardTypes()
                .file(
                        Project.PLAYBOOK,
                        "- play: P\n  hosts: web-1\n  steps:\n    - " + String.join("\n    - ", steps) + "\n");
    }

    private static HostProgram web1(Project project) throws InvalidInputException {
        return project.compile().hosts().getFirst();
    }

    /** A host that answers these to all that is read, in the order in which it is. */
    private static Observed answering(HostProgram program, OwnState... answers) {
        Observed.Builder observed = Observed.builder()
                .put(new FactsQuery(), new HostFacts(Map.of("hostname", "web-1"), List.of(), false, Instant.EPOCH))
                .put(new MachineQuery(), new MachineState("kvm", Optional.empty(), Optional.empty(), List.of()));
        List<OwnQuery> queries = program.steps().stream()
                .flatMap(step -> step.queries().stream())
                .filter(OwnQuery.class::isInstance)
                .map(OwnQuery.class::cast)
                .toList();
        for (int i = 0; i < answers.length; i++) {
            observed.put(queries.get(i), answers[i]);
        }
        return observed.build();
    }

    private static OwnState says(String value) {
        return new OwnState(new TreeMap<>(Map.of("value", base64(value), "ended", "0 ")), "");
    }

    private static OwnState fails(String error) {
        return new OwnState(new TreeMap<>(Map.of("value", "", "ended", "1 " + base64(error))), "");
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static HostProgram.Known known(Project project, OwnState... answers) throws InvalidInputException {
        HostProgram program = web1(project);
        return program.known(answering(program, answers)).orElseThrow();
    }

    private static List<String> names(HostProgram.Known known) {
        return known.program().steps().stream().map(Step::name).toList();
    }

    @Test
    void valuesOfWhichNobodyMakesUseCostNothing() throws InvalidInputException {
        HostProgram program = web1(project(READ, "{name: n, file: {path: /srv/x, content: x}}"));
        assertThat(program.pending()).isEmpty();
        assertThat(program.steps()).hasSize(2);
    }

    @Test
    void laterStepsFollowFromThem() throws InvalidInputException {
        HostProgram.Known known = known(
                project(
                                READ,
                                "{name: new, when: $version == \"2.1\", file: {path: '/srv/$version', content: x}}",
                                "{name: old, when: $version != \"2.1\", file: {path: /srv/old, content: x}}",
                                "{name: several, for_each: [a, b], file: {path: '/srv/$item', content: $version}}")
                        .file(
                                "playbooks/roles/r/role.yml",
                                "parameters: {v: {type: string}}\n"
                                        + "steps: [{name: of $v, file: {path: '/srv/role-$v', content: x}}]\n"),
                says("2.1\n"));
        assertThat(names(known)).containsExactly("it is known", "new", "several [a]", "several [b]");
        assertThat(known.read()).containsExactly(Map.entry("$version", "2.1"));
        assertThat(known.program().steps().get(1).queries()).contains(new PathQuery("/srv/2.1"));
        assertThat(known.asked()).extracting(Asked::play).containsExactly(0);
    }

    @Test
    void laterPlaysAndRolesSeeThem() throws InvalidInputException {
        HostProgram.Known known = known(
                project()
                        .file(
                                "playbooks/roles/r/role.yml",
                                "parameters: {port: {type: integer}}\n"
                                        + "steps: [{name: of $port, file: {path: '/srv/role-$port', content: x}}]\n")
                        .file(
                                Project.PLAYBOOK,
                                "- {play: P, hosts: web-1, steps: [{name: a, read: {as: p, command: echo 80}}]}\n"
                                        + "- {play: Q, hosts: web-1, roles: [{role: r, with: {port: $p}}]}\n"),
                says("8080"));
        assertThat(names(known)).containsExactly("a", "of 8080");
    }

    @Test
    void whatTheyLookLikeIsNotKnownBeforehand() throws InvalidInputException {
        Project project = project(
                READ,
                "{name: a, file: {path: $version, content: x}}",
                "{name: b, when: $version > 3, file: {path: /srv/b, content: x, mode: $version}}");
        assertThat(project.problems()).isEmpty();
        HostProgram program = web1(project);
        assertThatThrownBy(() -> program.known(answering(program, says("2.1"))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("playbooks/site.yml:5:");
    }

    @Test
    void otherMistakesAreFoundBeforeAnyHostIsAsked() {
        assertThat(project(
                                READ,
                                "{name: a, when: $version == \"2\", file: {path: /srv/x, content: $facts.kernle}}",
                                "{name: b, file: {path: srv/x, content: x}}",
                                "{name: c, file: {path: /srv/y, content: $versoin}}")
                        .problems())
                .satisfiesExactly(
                        one -> assertThat(one).contains("unknown fact 'kernle'"),
                        two -> assertThat(two).contains("'path'"),
                        three -> assertThat(three).contains("'$versoin'"));
    }

    @Test
    void whereThereIsNoneTheStepIsNamed() throws InvalidInputException {
        HostProgram program = web1(project(READ, "{name: a, file: {path: /srv/x, content: $version}}"));
        assertThatThrownBy(() -> program.known(answering(program, fails("cat: no such file"))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("playbooks/site.yml:4:")
                .hasMessageContaining("'version' cannot be read: cat: no such file");
        HostProgram otherwise = web1(project(
                "{name: it, read: {as: version, command: app --version, default: none}}",
                "{name: of $version, file: {path: /srv/x, content: x}}"));
        assertThat(names(otherwise.known(answering(otherwise, fails("x"))).orElseThrow()))
                .containsExactly("it", "of none");
    }

    @Test
    void secretsAreMaskedInNamesAndHandedOn() throws InvalidInputException {
        HostProgram.Known known = known(
                project(
                        "{name: it, read: {as: token, file: /etc/token, secret: true}}",
                        "{name: with $token, file: {path: /srv/x, content: $token}}"),
                says("hunter2hunter2"));
        assertThat(names(known)).containsExactly("it", "with ********");
        assertThat(known.secrets()).isEqualTo(Set.of(new Secret("hunter2hunter2")));
    }

    @Test
    void whatIsAskedDependsOnNothingThatIsAsked() {
        String message = "what 'read' asks must not depend on facts or on other values that are read";
        assertThat(project(
                                READ,
                                "{name: b, read: {as: other, command: 'cat /opt/$version'}}",
                                "{name: c, read: {as: third, command: 'cat /opt/$facts.kernel'}}",
                                "{name: d, when: $facts.cpus > 1, read: {as: fourth, command: cat /opt/x}}")
                        .problems())
                .satisfiesExactly(
                        one -> assertThat(one)
                                .startsWith("playbooks/site.yml:5:")
                                .contains(message),
                        two -> assertThat(two)
                                .startsWith("playbooks/site.yml:6:")
                                .contains(message));
    }

    @Test
    void aNameHasOneValue() {
        assertThat(project(READ, READ.replace("it is", "again it is"), "{name: a, read: {as: size, file: /x}}")
                        .file(Project.INVENTORY, "hosts: {web-1: }\nvars: {size: 1}\n")
                        .problems())
                .satisfiesExactly(
                        one -> assertThat(one).contains("'version' must not have a value already"),
                        two -> assertThat(two).contains("'size' must not have a value already"));
    }

    @Test
    void theyComeFirstInTheirPlay() {
        assertThat(project("{name: a, file: {path: /srv/x, content: x}}", "{name: g, steps: [" + READ + "]}")
                        .problems())
                .singleElement()
                .asString()
                .startsWith("playbooks/site.yml:5:")
                .contains("'read' must come before all other steps of its play, and 'a' comes first");
    }

    @Test
    void theyBelongToStepsOfTheirHost() {
        assertThat(project(READ, "{name: a, once: true, port: {address: $version, port: 1}}")
                        .problems())
                .singleElement()
                .asString()
                .contains("$version must not be used here: only the steps of a host itself know it");
        assertThat(project()
                        .file(
                                Project.PLAYBOOK,
                                "- play: P\n  hosts: web-1\n  serial: 1\n  around:\n    before: [" + READ
                                        + "]\n  steps: [{name: b, file: {path: /srv/y, content: x}}]\n")
                        .problems())
                .singleElement()
                .asString()
                .contains("'around' must not contain 'read'");
    }

    @Test
    void tagsDoNotLeaveThemOut() throws InvalidInputException {
        HostProgram.Known known = known(
                project(
                                READ,
                                "{name: a, tags: [t], file: {path: /srv/x, content: $version}}",
                                "{name: b, file: {path: /srv/y, content: $version}}")
                        .tags("t"),
                says("2"));
        assertThat(names(known)).containsExactly("it is known", "a");
    }

    @Test
    void stepsThatAreChosenByNameSeeThemToo() throws InvalidInputException {
        HostProgram program = web1(project(
                        READ,
                        "{name: a, file: {path: /srv/x, content: $version}}",
                        "{name: b, file: {path: /srv/y, content: $version}}")
                .steps("a"));
        assertThat(program.pending().orElseThrow().queries()).anyMatch(OwnQuery.class::isInstance);
        Set<Query<?>> queries = program.pending().orElseThrow().queries();
        Observed.Builder observed = Observed.builder()
                .put(new FactsQuery(), new HostFacts(Map.of(), List.of(), false, Instant.EPOCH))
                .put(new MachineQuery(), new MachineState("kvm", Optional.empty(), Optional.empty(), List.of()));
        queries.stream()
                .filter(OwnQuery.class::isInstance)
                .map(OwnQuery.class::cast)
                .forEach(query -> observed.put(query, says("3")));
        assertThat(names(program.known(observed.build()).orElseThrow())).containsExactly("a");
    }
}
