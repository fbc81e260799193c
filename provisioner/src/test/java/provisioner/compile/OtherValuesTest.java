package provisioner.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import provisioner.compile.Program.HostProgram;
import provisioner.compile.facts.HostAnswer;
import provisioner.compile.facts.OtherValues.Use;
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

/** Values that another host's steps have read in an earlier play. */
class OtherValuesTest {
    private static final String TOKEN = "{name: it is known, read: {as: token, file: /etc/token}}";
    private static final String USE = "$hosts.get(\"db-1\").read.token";
    private static final String NOTE = "{name: a note, file: {path: /srv/x, content: '" + USE + "'}}";

    @TempDir
    private Path directory;

    private Project plays(String... plays) {
        return Project.in(directory)
                .standardTypes()
                .file(
                        Project.INVENTORY,
                        "hosts: {web-1: , web-2: , db-1: , db-2: }\n"
                                + "groups: {web: {hosts: web-*}, db: {hosts: db-*}}\n")
                .file(Project.PLAYBOOK, String.join("", plays));
    }

    private static String play(String name, String hosts, String... steps) {
        return "- play: %s\n  hosts: %s\n  steps:\n    - %s\n".formatted(name, hosts, String.join("\n    - ", steps));
    }

    private Project project() {
        return plays(play("A", "db", TOKEN), play("B", "web", NOTE));
    }

    private static HostProgram host(Program program, String name) {
        return program.hosts().stream()
                .filter(host -> host.host().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** What a host has observed that says this to all that is read, by the names of the variables. */
    private static Observed observed(HostProgram program, Map<String, OwnState> values) {
        Observed.Builder observed = Observed.builder()
                .put(
                        new FactsQuery(),
                        new HostFacts(Map.of("hostname", program.host(), "cpus", "2"), List.of(), false, Instant.EPOCH))
                .put(new MachineQuery(), new MachineState("kvm", Optional.empty(), Optional.empty(), List.of()));
        Set<Query<?>> queries = new HashSet<>(program.pending().orElseThrow().queries());
        queries.stream()
                .filter(OwnQuery.class::isInstance)
                .map(OwnQuery.class::cast)
                .forEach(query -> values.forEach((variable, state) -> {
                    if (query.script().contains("# " + variable + "\n")) {
                        observed.put(query, state);
                    }
                }));
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

    private static HostAnswer answer(HostProgram program, Map<String, OwnState> values) {
        return new HostAnswer(Optional.of(observed(program, values)), "");
    }

    /** A host, where the others say this by their names. */
    private static HostProgram.Known known(Program program, String host, Map<String, Map<String, OwnState>> others)
            throws InvalidInputException {
        Map<String, HostAnswer> answers = new HashMap<>();
        others.forEach((name, values) -> answers.put(name, answer(host(program, name), values)));
        HostProgram asked = host(program, host);
        return asked.known(observed(asked, others.getOrDefault(host, Map.of())), answers)
                .orElseThrow();
    }

    private static List<String> names(HostProgram.Known known) {
        return known.program().steps().stream().map(Step::name).toList();
    }

    @Test
    void laterPlaysOfOtherHostsFollowFromThem() throws InvalidInputException {
        Program program = plays(
                        play("A", "db", TOKEN),
                        play(
                                "B",
                                "web",
                                "{name: 'with " + USE + "', file: {path: '/srv/" + USE + "', content: x}}",
                                "{name: two, when: '" + USE + " == \"two\"', file: {path: /srv/two, content: x}}",
                                "{name: one, when: '" + USE + " != \"two\"', file: {path: /srv/one, content: x}}"))
                .compile();
        assertThat(host(program, "web-1").awaited()).containsExactly("db-1");
        assertThat(host(program, "db-1").awaited()).isEmpty();
        HostProgram.Known known = known(program, "web-1", Map.of("db-1", Map.of("token", says("one\n"))));
        assertThat(names(known)).containsExactly("with one", "one");
        assertThat(known.program().steps().getFirst().queries()).contains(new PathQuery("/srv/one"));
        assertThat(known.read()).containsExactly(Map.entry(USE, "one"));
        assertThat(known.uses()).containsExactly(new Use(1, "db-1", "token"));
        assertThat(known.uses().getFirst()).hasToString(USE);
    }

    /** The hosts of a group are those of its templates, loops and roles. */
    @Test
    void groupsLoopsRolesAndTemplatesReachThem() throws InvalidInputException {
        Program program = plays(
                        play("A", "db", TOKEN),
                        "- play: B\n  hosts: web-1\n  roles: [r]\n"
                                + "  steps:\n"
                                + "    - {name: of $item.name, for_each: $groups.db, "
                                + "file: {path: '/srv/$item.read.token', content: x}}\n"
                                + "    - {name: all, template: {source: all.vm, path: /srv/all}}\n")
                .file(
                        "playbooks/roles/r/role.yml",
                        "parameters: {token: {type: string, default: $groups.db.first.read.token}}\n"
                                + "steps: [{name: role $token, file: {path: /srv/r, content: x}}]\n")
                .file("templates/all.vm", "#foreach($one in $groups.db)$one.read.token #end\n")
                .compile();
        HostProgram.Known known = known(
                program, "web-1", Map.of("db-1", Map.of("token", says("one")), "db-2", Map.of("token", says("two"))));
        assertThat(names(known)).containsExactly("role one", "of db-1", "of db-2", "all");
        assertThat(known.read())
                .containsOnlyKeys(USE, "$hosts.get(\"db-2\").read.token")
                .containsValues("one", "two");
    }

    /** What is read depends on another host's value in turn, which depends on one of this host. */
    @Test
    void theyMayDependOnEachOtherFromPlayToPlay() throws InvalidInputException {
        Program program = plays(
                        play("A", "web-1", "{name: a, read: {as: mode, command: cat /mode}}"),
                        play(
                                "B",
                                "db-1",
                                "{name: b, when: '$hosts.get(\"web-1\").read.mode == \"new\"', read: {as: token, command: cat /b}}"),
                        play("C", "web-1", NOTE))
                .compile();
        Map<String, OwnState> web = Map.of("mode", says("new"));
        Map<String, OwnState> db = Map.of("token", says("t"));
        assertThat(host(program, "web-1").awaited()).contains("db-1");
        assertThat(names(known(program, "web-1", Map.of("web-1", web, "db-1", db))))
                .containsExactly("a", "a note");
        assertThatThrownBy(() -> known(program, "web-1", Map.of("web-1", Map.of("mode", says("old")), "db-1", db)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(
                        "host 'db-1' has not read 'token': the step at playbooks/site.yml:8:7 is left out");
    }

    @Test
    void namesAreCheckedBeforeAnyHostIsAsked() {
        assertThat(plays(
                                play("A", "db-1", TOKEN),
                                play(
                                        "B",
                                        "web",
                                        "{name: a, file: {path: /x, content: $hosts.get(\"db-3\").read.token}}"),
                                play(
                                        "C",
                                        "web",
                                        "{name: b, file: {path: /x, content: $hosts.get(\"db-1\").read.tokn}}"),
                                play(
                                        "D",
                                        "web",
                                        "{name: c, file: {path: /x, content: $hosts.get(\"db-2\").read.token}}"))
                        .problems())
                .satisfiesExactly(
                        one -> assertThat(one)
                                .startsWith("playbooks/site.yml:8:")
                                .contains("unknown host 'db-3'"),
                        two -> assertThat(two)
                                .startsWith("playbooks/site.yml:12:")
                                .contains("host 'db-1' reads no 'tokn'", "did you mean 'token'?"),
                        three -> assertThat(three)
                                .startsWith("playbooks/site.yml:16:")
                                .contains(
                                        "host 'db-2' reads no 'token'",
                                        "let a step with 'read' read it on db-2 in an earlier play"));
    }

    /** Also where it is not certain that anything will come of it. */
    @Test
    void namesAreCheckedWhateverTheFactsAre() {
        assertThat(plays(
                                play("A", "db-1", TOKEN),
                                play(
                                        "B",
                                        "web",
                                        "{name: a, when: $facts.cpus > 1000, file: {path: /x, content: "
                                                + USE.replace("token", "tokn") + "}}"))
                        .problems())
                .singleElement()
                .asString()
                .contains("host 'db-1' reads no 'tokn'");
    }

    @Test
    void onlyAnEarlierPlayHasReadThem() {
        assertThat(plays(play("A", "all", TOKEN, NOTE)).problems())
                .singleElement()
                .asString()
                .startsWith("playbooks/site.yml:5:")
                .contains(
                        "host 'db-1' reads 'token' in this play (playbooks/site.yml:4:7), and another host's value must come "
                                + "from an earlier play",
                        "move the step that reads it into a play before this one");
        assertThat(plays(play("B", "web", NOTE), play("A", "db", TOKEN)).problems())
                .singleElement()
                .asString()
                .contains("host 'db-1' reads 'token' in the later play 'A' (playbooks/site.yml:8:7)");
        assertThat(plays(
                                play("A", "db", "{name: a, when: 'false', read: {as: token, file: /etc/token}}"),
                                play("B", "web", NOTE))
                        .problems())
                .singleElement()
                .asString()
                .contains("host 'db-1' has not read 'token': the step at playbooks/site.yml:4:7 is left out there");
    }

    /** The same words serve loops over groups that the host belongs to. */
    @Test
    void aHostsOwnValueIsReachedInTheSameWay() throws InvalidInputException {
        Program program = plays(play("A", "db-1", TOKEN, NOTE)).compile();
        HostProgram.Known known = known(program, "db-1", Map.of("db-1", Map.of("token", says("one"))));
        assertThat(known.read()).containsExactly(Map.entry(USE, "one"));
        assertThat(known.uses()).isEmpty();
    }

    @Test
    void theLimitAndTheShardMustNotLeaveTheOtherHostOut() {
        assertThat(project().limit("web").problems())
                .allSatisfy(problem -> assertThat(problem)
                        .contains(
                                "host 'db-1', which reads 'token' at playbooks/site.yml:4:7, is outside --limit",
                                "add db-1 to --limit, or run without it"))
                .hasSize(1);
        assertThat(project().limit("web:db-1").problems()).isEmpty();
        assertThat(project().limit("db").problems()).isEmpty();
        List<String> ofShards = IntStream.rangeClosed(1, 7)
                .boxed()
                .flatMap(index -> project().shard(index, 7).problems().stream())
                .toList();
        assertThat(ofShards)
                .isNotEmpty()
                .allSatisfy(problem -> assertThat(problem)
                        .contains("is in another shard, so that nobody knows the value", "run without --shard"));
    }

    @Test
    void tagsAndNamesOfStepsDoNotLeaveThemOut() throws InvalidInputException {
        String tagged = NOTE.replace("{name: a note,", "{name: a note, tags: [t],");
        for (Program program : List.of(
                plays(play("A", "db", TOKEN), play("B", "web", tagged))
                        .tags("t")
                        .compile(),
                project().steps("a note").compile())) {
            HostProgram.Known known = known(program, "web-1", Map.of("db-1", Map.of("token", says("one"))));
            assertThat(names(known)).containsExactly("a note");
            assertThat(known.read()).containsExactly(Map.entry(USE, "one"));
        }
    }

    @Test
    void secretsAreMaskedOnTheOtherHostToo() throws InvalidInputException {
        Program program = plays(
                        play("A", "db", TOKEN.replace("/etc/token", "/etc/token, secret: true")),
                        play("B", "web", "{name: 'with " + USE + "', file: {path: /srv/x, content: '" + USE + "'}}"))
                .compile();
        HostProgram.Known known = known(program, "web-1", Map.of("db-1", Map.of("token", says("hunter2hunter2"))));
        assertThat(names(known)).containsExactly("with ********");
        assertThat(known.secrets()).contains(new Secret("hunter2hunter2"));
    }

    @Test
    void aHostThatFailedOrCannotReadItIsNamed() throws InvalidInputException {
        Program program = project().compile();
        HostProgram web = host(program, "web-1");
        assertThatThrownBy(() -> web.known(
                        observed(web, Map.of()),
                        Map.of("db-1", new HostAnswer(Optional.empty(), "cannot connect to db-1"))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("playbooks/site.yml:8:")
                .hasMessageContaining(
                        "what host 'db-1' reads is not known: db-1 does not take part in this run: cannot connect to db-1")
                .hasMessageContaining("make that host work first, and run again");
        assertThatThrownBy(() -> known(program, "web-1", Map.of("db-1", Map.of("token", fails("cat: no such file")))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("host 'db-1' cannot read 'token': cat: no such file");
    }

    @Test
    void theyBelongToTheStepsOfAHost() {
        String message = USE + " must not be used here: only the steps of a host know what earlier plays have read";
        assertThat(project()
                        .file(
                                Project.INVENTORY,
                                "hosts: {web-1: , web-2: , db-1: }\n" + "groups: {web: {hosts: web-*, vars: {it: '"
                                        + USE + "'}}, db: {hosts: db-1}}\n")
                        .file(
                                Project.PLAYBOOK,
                                play("A", "db", TOKEN) + play("B", "web", "{name: a, file: {path: /x, content: $it}}"))
                        .problems())
                .isNotEmpty()
                .allSatisfy(problem ->
                        assertThat(problem).startsWith("inventory.yml:2:").contains(message));
        assertThat(plays(
                                play("A", "db", TOKEN),
                                play("B", "web", "{name: a, once: true, port: {address: '" + USE + "', port: 1}}"))
                        .problems())
                .singleElement()
                .asString()
                .contains(message);
        assertThat(plays(
                                play("A", "db", TOKEN),
                                play("B", "web", "{name: a, read: {as: x, command: 'cat /" + USE + "'}}"))
                        .problems())
                .singleElement()
                .asString()
                .contains("what 'read' asks must not depend on facts or on other values that are read");
    }

    @Test
    void hostsWhoseValuesNobodyUsesAreNotWaitedFor() throws InvalidInputException {
        Program program = project().compile();
        assertThat(host(program, "db-2").pending()).isEmpty();
        assertThat(host(program, "db-1").pending()).isPresent();
    }
}
