package provisioner.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import provisioner.compile.Program.HostProgram;
import provisioner.compile.facts.FactValues;
import provisioner.resource.CheckNotRun;
import provisioner.resource.CheckStep;
import provisioner.resource.Step;
import provisioner.resource.Topology;
import provisioner.source.InvalidInputException;
import provisioner.state.Observation.HostFacts;
import provisioner.state.Observation.MachineState;
import provisioner.state.Observation.MachineState.DefaultRoute;
import provisioner.state.Observation.MachineState.Disk;
import provisioner.state.Observed;
import provisioner.state.Query.ContentQuery;
import provisioner.state.Query.FactsQuery;
import provisioner.state.Query.MachineQuery;
import provisioner.state.Query.PackageQuery;

/** Steps whose content, conditions or places depend on what a host says of itself. */
class FactsTest {
    @TempDir
    private Path directory;

    private Project project(String... steps) {
        return Project.in(directory)
                .standardTypes()
                .file(
                        Project.PLAYBOOK,
                        "- play: P\n  hosts: web-1\n  steps:\n    - " + String.join("\n    - ", steps) + "\n");
    }

    private static Observed trixie() {
        Map<String, String> facts = Map.of(
                "distribution", "debian",
                "version", "13",
                "suite", "trixie",
                "kernel", "6.12.1-cloud",
                "architecture", "riscv64",
                "memory", String.valueOf(3L << 30),
                "cpus", "6",
                "hostname", "web-1");
        return Observed.builder()
                .put(new FactsQuery(), new HostFacts(facts, List.of("linux-image"), false, Instant.EPOCH))
                .put(
                        new MachineQuery(),
                        new MachineState(
                                "kvm",
                                Optional.of(new TreeMap<>(Map.of("ens3", List.of("192.0.2.9")))),
                                Optional.of(new DefaultRoute("ens3", "192.0.2.9", "192.0.2.1")),
                                List.of(new Disk("vdb", 77))))
                .build();
    }

    private static HostProgram web1(Project project) throws InvalidInputException {
        return project.compile().hosts().getFirst();
    }

    private static HostProgram.Known known(Project project) throws InvalidInputException {
        return web1(project).known(trixie()).orElseThrow();
    }

    private static List<String> names(HostProgram program) {
        return program.steps().stream().map(Step::name).toList();
    }

    @Test
    void aHostWhoseStepsReadNoneIsNotAskedForMore() throws InvalidInputException {
        HostProgram program = web1(project("{name: n, file: {path: /srv/x, content: x}}"));
        assertThat(program.pending()).isEmpty();
        assertThat(program.known(trixie())).isEmpty();
    }

    @Test
    void theStepsFollowFromTheHostsOwn() throws InvalidInputException {
        HostProgram.Known known = known(project(
                        "{name: old, when: $facts.release.codename == \"bookworm\", file: {path: /srv/x, content: old}}",
                        "{name: new, when: $facts.release.codename == \"trixie\", file: {path: /srv/x, content: new}}",
                        "{name: always, template: {source: a.vm, path: /srv/y}}",
                        "{name: disk $item.name, for_each: $facts.disks, file: {path: '/srv/$item.name', content: '$item.capacity MiB'}}")
                .file("templates/a.vm", "$facts.memory $facts.addresses.ens3.get(0) $facts.default_route.gateway"));
        assertThat(names(known.program())).containsExactly("new", "always", "disk vdb");
        assertThat(ProgramText.of(new Program(
                        "",
                        List.of(),
                        List.of(known.program()),
                        List.of(),
                        List.of(),
                        java.util.Set.of(),
                        new TreeMap<>(),
                        () -> Topology.NONE,
                        List.of())))
                .hasEntrySatisfying(
                        "web-1", text -> assertThat(text).contains("new", "3072 192.0.2.9 192.0.2.1", "77"));
        assertThat(known.read())
                .containsOnlyKeys("release.codename", "memory", "addresses.ens3", "default_route.gateway", "disks");
    }

    @Test
    void whatDecidesContentOrWhetherIsAskedWithTheFacts() throws InvalidInputException {
        HostProgram program = web1(project(
                "{name: whether, when: $facts.hostname == \"nobody\", package: {name: tree}}",
                "{name: content, file: {path: /srv/x, content: $facts.kernel}}",
                "{name: place, file: {path: '/srv/$facts.kernel', content: x}}"));
        assertThat(program.pending().orElseThrow().queries())
                .contains(new FactsQuery(), new MachineQuery(), new PackageQuery("tree"))
                .contains(new ContentQuery("/srv/x", "", 1 << 18))
                .noneSatisfy(query -> assertThat(query.toString()).contains("/srv/6."));
    }

    @Test
    void aWordThatIsNoFactIsFoundBeforeAnyHostIsAsked() {
        assertThat(project(
                                "{name: a, when: $facts.hostname == \"nobody\", file: {path: /srv/x, content: $facts.kernle}}",
                                "{name: b, when: $facts.release.code == \"x\", file: {path: /srv/y, content: x}}",
                                "{name: c, template: {source: a.vm, path: /srv/z}}")
                        .file("templates/a.vm", "one\n$facts.cpu\n")
                        .problems())
                .satisfiesExactly(
                        one -> assertThat(one)
                                .startsWith("playbooks/site.yml:4:")
                                .contains("unknown fact 'kernle'", "did you mean 'kernel'?"),
                        two -> assertThat(two)
                                .startsWith("playbooks/site.yml:5:")
                                .contains("unknown fact 'release.code'", "the facts are: codename, id, version"),
                        three -> assertThat(three)
                                .startsWith("templates/a.vm:2:8:")
                                .contains("unknown fact 'cpu'", "did you mean 'cpus'?"));
    }

    @Test
    void aProblemThatNoFactDecidesIsFoundBeforeAnyHostIsAsked() {
        assertThat(project(
                                "{name: a, when: $facts.release.codename == \"trixie\", file: {path: srv/x, content: x}}",
                                "{name: b, when: $facts.cpus > 1, file: {path: /srv/y, content: $nothing}}",
                                "{name: c, file: {path: /srv/z, content: $facts.kernel}}",
                                "{name: d, file: {path: /srv/z, content: x}}")
                        .problems())
                .satisfiesExactly(
                        one -> assertThat(one)
                                .startsWith("playbooks/site.yml:4:")
                                .contains("'path'"),
                        two -> assertThat(two)
                                .startsWith("playbooks/site.yml:5:")
                                .contains("'$nothing'"),
                        three -> assertThat(three)
                                .startsWith("playbooks/site.yml:7:")
                                .contains("must not want another content"));
    }

    @Test
    void whatOnlyASampleLacksIsNoProblem() throws InvalidInputException {
        Project project = project(
                        "{name: a, when: $facts.release.codename == \"trixie\" && $host.in(\"db\"),"
                                + " file: {path: /srv/x, content: $undefined_here}}",
                        "{name: b, file: {path: /srv/y, content: $names.get($facts.release.codename)}}",
                        "{name: c, when: $facts.hostname == \"db-1\", file: {path: /srv/z, content: $undefined_here}}")
                .file(Project.INVENTORY, "hosts: {web-1: }\ngroups: {db: {hosts: []}}\nvars: {names: {trixie: t}}\n");
        assertThat(names(known(project))).containsExactly("b");
    }

    private static List<String> names(HostProgram.Known known) {
        return names(known.program());
    }

    @Test
    void whatIsWrongWithAHostsOwnIsLocated() {
        HostProgram program;
        try {
            program = web1(project("{name: a, file: {path: /srv/x, content: $facts.addresses.eth0.get(0)}}"));
        } catch (InvalidInputException e) {
            throw new AssertionError(e);
        }
        assertThatThrownBy(() -> program.known(trixie()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("playbooks/site.yml:4:")
                .hasMessageContainingAll("this host has no interface 'eth0'", "the interfaces are: ens3");
    }

    @Test
    void decideNothingButTheStepsOfTheirHost() {
        String refused = "must not be used here: only the steps of a host itself know its facts";
        assertThat(project("{name: a, file: {path: /srv/x, content: $heap}}")
                        .file(Project.INVENTORY, "hosts: {web-1: }\nvars: {heap: $facts.memory}\n")
                        .problems())
                .singleElement()
                .asString()
                .startsWith("inventory.yml:2:")
                .contains("$facts.memory " + refused);
        assertThat(project("{name: a, once: true, port: {address: $facts.default_route.address, port: 1}}")
                        .problems())
                .singleElement()
                .asString()
                .contains("$facts.default_route " + refused);
        assertThat(project("{name: a, file: {path: /srv/x, content: x}}")
                        .file(
                                Project.PLAYBOOK,
                                "- play: P\n  hosts: web-1\n  serial: 1\n  around:\n    before: [{name: a, on: web-2, when: $facts.cpus > 1,"
                                        + " file: {path: /srv/x, content: x}}]\n  steps: [{name: b, file: {path: /srv/y, content: x}}]\n")
                        .problems())
                .singleElement()
                .asString()
                .contains("$facts.cpus " + refused);
    }

    @Test
    void aGlobalCheckDoesNotDependOnThemThroughAParameterEither() {
        assertThat(project()
                        .file(
                                "playbooks/roles/r/role.yml",
                                "parameters: {port: {type: integer}}\n"
                                        + "steps: [{name: a, once: true, port: {address: x, port: $port}}]\n")
                        .file(
                                Project.PLAYBOOK,
                                "- {play: P, hosts: web-1, roles: [{role: r, with: {port: $facts.cpus}}]}\n")
                        .problems())
                .singleElement()
                .asString()
                .contains("a check with 'once' must not depend on facts");
    }

    @Test
    void thePageNamesThemAll() throws Exception {
        TreeSet<String> names = new TreeSet<>();
        names("", FactValues.of(trixie()), names);
        TreeSet<String> documented = new TreeSet<>();
        Pattern.compile("(?m)^\\| `\\$facts\\.([a-z_.]+)` \\|")
                .matcher(Files.readString(Path.of("docs/facts.md")))
                .results()
                .map((MatchResult match) -> match.group(1))
                .forEach(documented::add);
        assertThat(documented).isEqualTo(names);
        FactValues.SAMPLES.forEach(sample -> {
            TreeSet<String> sampled = new TreeSet<>();
            names("", sample, sampled);
            assertThat(sampled).isEqualTo(names);
        });
    }

    private static void names(String before, Map<?, ?> values, TreeSet<String> into) {
        values.forEach((name, value) -> {
            if (value instanceof Map<?, ?> further) {
                names(before + name + ".", further, into);
            } else {
                into.add(before + name);
            }
        });
    }

    @Test
    void aGlobalCheckDoesNotDependOnThemByWhatItIsInEither() {
        String check = "{name: a, once: true, port: {address: x, port: 1}}";
        List<Project> projects = List.of(
                project("{name: g, when: $facts.cpus > 1000, steps: [" + check + "]}"),
                project("{name: g, for_each: $facts.disks, steps: [{name: h, steps: [" + check + "]}]}"),
                project()
                        .file("playbooks/roles/r/role.yml", "steps: [" + check + "]\n")
                        .file(
                                Project.PLAYBOOK,
                                "- {play: P, hosts: web-1, roles: [{role: r, when: $facts.cpus == 1}]}\n"));
        for (Project each : projects) {
            assertThat(each.problems())
                    .singleElement()
                    .asString()
                    .contains("a check with 'once' must not depend on facts");
        }
        assertThat(project("{name: g, for_each: $facts.disks, steps: [{name: b, port: {address: x, port: 1}}]}", check)
                        .problems())
                .isEmpty();
    }

    @Test
    void aSecretToWhichOnlyAHostsOwnLeadIsRefusedWithoutStepsToo() throws InvalidInputException {
        HostProgram program =
                web1(project("{name: a, port: {address: '#if($facts.cpus == 6)$token#{else}x#end', port: 1}}")
                        .file(Project.INVENTORY, "hosts: {web-1: }\nvars: {token: !env TOKEN}\n"));
        assertThatThrownBy(() -> program.known(trixie()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("the facts of this host lead to a secret that is not masked");
    }

    @Test
    void thoseWithNamesOfTheHostsOwnCanBeRepeatedOver() throws InvalidInputException {
        HostProgram.Known known = known(
                project(
                        "{name: $item.key, for_each: $facts.addresses, file: {path: /srv/$item.key, content: '$item.value.get(0)'}}"));
        assertThat(names(known)).containsExactly("ens3");
        assertThat(known.read()).containsOnlyKeys("addresses");
    }

    @Test
    void severalOfThemAreNoValue() {
        assertThat(project("{name: a, file: {path: /srv/x, content: $facts.release}}")
                        .problems())
                .singleElement()
                .asString()
                .contains("several facts cannot be a value; use one of them, such as $facts.kernel");
    }

    @Test
    void whatMustBeTheSameInAGroupDoesNotDependOnThem() {
        assertThat(project()
                        .file(
                                "playbooks/roles/r/role.yml",
                                "parameters: {p: {type: string, same_in: web}}\n"
                                        + "steps: [{name: a, file: {path: /srv/x, content: $p}}]\n")
                        .file(
                                Project.PLAYBOOK,
                                "- {play: P, hosts: web, roles: [{role: r, with: {p: $facts.kernel}}]}\n")
                        .problems())
                .singleElement()
                .asString()
                .startsWith("playbooks/site.yml:1:")
                .contains("'p' must not depend on facts, because it must be the same on all hosts of the group 'web'");
    }

    @Test
    void checksThatAreLeftOutAreNamedThoughTheirItemsAreNotKnown() throws InvalidInputException {
        Project project = project(
                        "{name: disk $item.name, for_each: $facts.disks, port: {address: x, port: 1}}",
                        "{name: g, for_each: $facts.disks, when: $item.capacity > 1, steps: [{name: b, port: {address: x, port: 1}}]}",
                        "{name: c, tags: t, file: {path: /srv/x, content: x}}")
                .tags("t");
        assertThat(project.compile().deselected())
                .extracting(CheckNotRun::check)
                .containsExactly("disk $item.name", "b [?]");
    }

    @Test
    void aStepsOwnCheckComesWithItsIdentifier() throws InvalidInputException {
        Project project = project(
                        "{name: '$facts.hostname a', file: {path: /srv/x, content: x}, check: 'true'}",
                        "{name: b, file: {path: /srv/y, content: x}, check: 'true'}",
                        "{name: c, file: {path: /srv/z, content: x}, check: 'true'}")
                .steps("P/b", "P/sample-1 a");
        Program program = project.compile();
        assertThat(program.hosts().getFirst().checks())
                .extracting(CheckStep::name)
                .containsExactly("sample-1 a", "b");
        assertThat(program.deselected()).extracting(CheckNotRun::check).containsExactly("c");
        assertThat(known(project).program().checks())
                .extracting(CheckStep::name)
                .containsExactly("b");
    }

    @Test
    void aNameThatFollowsFromThemCannotBeChosen() {
        assertThat(project(
                                "{name: disk $item.name, for_each: $facts.disks, file: {path: '/srv/$item.name', content: x}}")
                        .steps("disk vdb")
                        .problems())
                .singleElement()
                .asString()
                .endsWith("; a step whose name follows from facts can be chosen only by its tags");
    }

    @Test
    void aConditionOnAnItemOfThemIsOneOnThem() throws InvalidInputException {
        String group = "{name: g, for_each: $facts.disks, as: disk, steps: [{name: a, when: $disk.name == \"%s\","
                + " file: {path: /srv/x, content: $facts.%s}}]}";
        assertThat(project(group.formatted("vdb", "kernle")).problems())
                .singleElement()
                .asString()
                .contains("unknown fact 'kernle'");
        assertThat(names(known(project(group.formatted("vdb", "kernel")).steps("P/g/a [1]"))))
                .containsExactly("a [1]");
        assertThat(names(known(project(group.formatted("vdz", "kernel"))))).isEmpty();
    }
}
