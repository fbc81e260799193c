package provisioner.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import provisioner.apply.HostProbe;
import provisioner.plan.Planner;
import provisioner.plan.Prediction;
import provisioner.resource.standard.StandardTypes;
import provisioner.sh.Sh;
import provisioner.source.Fields;
import provisioner.source.Node;
import provisioner.source.Problems;
import provisioner.state.Bytes;
import provisioner.state.Query;
import provisioner.state.SqlChange;
import provisioner.state.SqlStatement;

/**
 * Every text and key in the parameters of every golden case is replaced, one at a time, by texts that mean something to a
 * shell, to SQL or to a terminal, and by very long ones. Each is refused with a problem, or stands in what goes to a host
 * as data only.
 */
class HostileValuesTest {
    private static final String MARK = "pwned";

    private static final List<String> HOSTILE = List.of(
            "$(" + MARK + ")",
            "`" + MARK + "`",
            "'; " + MARK + "; '",
            "\"; " + MARK + "; \"",
            "a\n" + MARK + "\n",
            "\\'; " + MARK + " #",
            "-" + MARK,
            "/srv/$(" + MARK + ")",
            "/srv/'" + MARK + "'\n",
            "x\nBLOB\n" + MARK,
            "x\0" + MARK,
            "\u001b]0;" + MARK + "\u0007",
            "`; DROP USER " + MARK + " -- ");

    /** Longer than what a person writes, and of a shape that makes a careless pattern recurse. */
    private static final List<String> LONG = Stream.of("a", "a.", "A ", "a-a_", "\"\\", "x\n", "/a", "é ")
            .map(unit -> unit.repeat(10_000))
            .toList();

    /** These are shell by declaration; what is within them is the user's own program. */
    private static final Set<String> SHELL = Set.of("run", "unless", "validate");

    private static final Set<String> COMMANDS = Set.of("run", "unless", "validate", "probe");

    private int refused;
    private int accepted;
    private int planned;

    @Test
    @Timeout(120)
    void reachTheHostAsDataOrAreRefused() {
        differentCases().forEach(golden -> tryAll(golden, HOSTILE));
        assertThat(List.of(refused, accepted, planned))
                .as("refused, accepted, planned")
                .satisfies(counts -> assertThat(counts.get(0)).isGreaterThan(3_000))
                .satisfies(counts -> assertThat(counts.get(1)).isGreaterThan(500))
                .satisfies(counts -> assertThat(counts.get(2)).isGreaterThan(200));
    }

    @Test
    @Timeout(120)
    void longOnesOverflowNothing() {
        differentCases().forEach(golden -> tryAll(golden, LONG));
        assertThat(refused).as("refused").isGreaterThan(1_000);
    }

    /** Process arguments are there for everyone on a host to see, so what may hold a secret is in files of the step's. */
    @Test
    void aUsersCommandsTravelBesideTheScript() {
        Set<String> beside = new TreeSet<>();
        for (GoldenCase golden : GoldenCase.all().toList()) {
            Node.Mapping parameters = golden.given().mapping("parameters").orElseThrow();
            for (String key : COMMANDS) {
                Optional<Action.Script> script = parameters
                        .get(key)
                        .flatMap(entry -> script(golden, withText(parameters, entry, "echo " + MARK)));
                if (script.isPresent()) {
                    assertThat(script.get().text()
                                    + script.get().confirm()
                                    + script.get().watch())
                            .doesNotContain(MARK);
                    if (script.get().blobs().containsValue(Bytes.utf8("echo " + MARK + "\n"))) {
                        beside.add(golden.type() + "." + key);
                    }
                }
            }
        }
        assertThat(beside).contains("command.run", "config_set.probe", "config_set.validate");
    }

    private static Node.Mapping withText(Node.Mapping parameters, Node.Entry entry, String text) {
        Node.Scalar value = new Node.Scalar(entry.location(), text, false, "");
        return (Node.Mapping) with(parameters, entry.key(), new Node.Entry(entry.location(), entry.key(), value));
    }

    private static Optional<Action.Script> script(GoldenCase golden, Node.Mapping parameters) {
        Problems problems = new Problems();
        Fields given = golden.given();
        Inputs inputs = new CaseInputs(given.stringMap("files"), given.stringMap("templates"), problems);
        Fields fields = new Fields(parameters, "it", problems);
        Optional<? extends Declaration> declared =
                StandardTypes.all().find(golden.type()).orElseThrow().parse(fields, inputs);
        if (!problems.isEmpty() || !(declared.orElseThrow() instanceof Resource resource)) {
            return Optional.empty();
        }
        Node.Mapping stated = given.mapping("observed").orElseGet(() -> Node.Mapping.empty(parameters.location()));
        try {
            Prediction before = new Prediction(new CaseState(stated, new Problems()).answer(resource.queries()));
            return switch (resource.assess(before)) {
                case Assessment.Differs(var d, Action.Script script, var e, var c, var o, var m) -> Optional.of(script);
                case Assessment.Unverifiable(Action.Script script, var e) -> Optional.of(script);
                case Assessment other -> Optional.empty();
            };
        } catch (IllegalArgumentException e) {
            // The case knows no answer to another 'unless'.
            return Optional.empty();
        }
    }

    @Test
    void whatIsNotQuotedIsSeen() {
        for (String script : List.of("a $(pwned)", "a \"$(pwned)\"", "a 'b'; pwned", "a \\'pwned")) {
            assertThat(ShellWords.syntax(script)).contains(MARK);
        }
        for (String script : List.of("a '$(pwned)'", "a 'b'\\''; pwned'", "a # pwned\nb")) {
            assertThat(ShellWords.syntax(script)).doesNotContain(MARK);
        }
    }

    /** One for each set of keys that a type is given. */
    private static Collection<GoldenCase> differentCases() {
        Map<String, GoldenCase> cases = new LinkedHashMap<>();
        GoldenCase.all().forEach(golden -> {
            Node.Mapping parameters = golden.given().mapping("parameters").orElseThrow();
            cases.putIfAbsent(golden.type() + new TreeSet<>(parameters.entries().keySet()), golden);
        });
        return cases.values();
    }

    private void tryAll(GoldenCase golden, List<String> values) {
        Node.Mapping parameters = golden.given().mapping("parameters").orElseThrow();
        for (String value : values) {
            for (Node node : replaced(parameters, value)) {
                try {
                    tryOut(golden, (Node.Mapping) node, value);
                } catch (RuntimeException | StackOverflowError e) {
                    String start = value.substring(0, Math.min(value.length(), 40));
                    throw new AssertionError(golden + " with " + start + " in " + abbreviated(node), e);
                }
            }
        }
    }

    private static String abbreviated(Node node) {
        String all = node.toString();
        return all.substring(0, Math.min(all.length(), 2_000));
    }

    /** Copies in which one scalar or one key is another text. */
    private static List<Node> replaced(Node node, String value) {
        return switch (node) {
            case Node.Scalar scalar -> List.of(new Node.Scalar(scalar.location(), value, false, ""));
            case Node.Sequence sequence -> {
                List<Node> copies = new ArrayList<>();
                for (int i = 0; i < sequence.items().size(); i++) {
                    for (Node item : replaced(sequence.items().get(i), value)) {
                        List<Node> items = new ArrayList<>(sequence.items());
                        items.set(i, item);
                        copies.add(new Node.Sequence(sequence.location(), items));
                    }
                }
                yield copies;
            }
            case Node.Mapping mapping -> replaced(mapping, value);
        };
    }

    private static List<Node> replaced(Node.Mapping mapping, String value) {
        List<Node> copies = new ArrayList<>();
        for (Node.Entry entry : mapping.entries().values()) {
            if (!SHELL.contains(entry.key())) {
                replaced(entry.value(), value)
                        .forEach(node -> copies.add(
                                with(mapping, entry.key(), new Node.Entry(entry.location(), entry.key(), node))));
                copies.add(with(mapping, entry.key(), new Node.Entry(entry.location(), value, entry.value())));
            }
        }
        return copies;
    }

    private static Node with(Node.Mapping mapping, String instead, Node.Entry entry) {
        SequencedMap<String, Node.Entry> entries = new LinkedHashMap<>(mapping.entries());
        entries.remove(instead);
        entries.put(entry.key(), entry);
        return new Node.Mapping(mapping.location(), entries);
    }

    private void tryOut(GoldenCase golden, Node.Mapping parameters, String value) {
        Problems problems = new Problems();
        Fields given = golden.given();
        ResourceType type = StandardTypes.all().find(golden.type()).orElseThrow();
        Inputs inputs = new CaseInputs(given.stringMap("files"), given.stringMap("templates"), problems);
        Fields fields = new Fields(parameters, "a " + type.name(), problems);
        Optional<? extends Declaration> declaration = type.parse(fields, inputs);
        fields.done();
        if (!problems.isEmpty()) {
            assertThat(problems.list()).allSatisfy(problem -> {
                assertThat(problem.location().file()).isNotEmpty();
                assertThat(problem.message() + problem.hint()).doesNotContain("Exception", "java.");
            });
            refused++;
            return;
        }
        accepted++;
        if (declaration.orElseThrow() instanceof Resource resource) {
            judge(golden, resource, value);
        }
    }

    private void judge(GoldenCase golden, Resource resource, String value) {
        Set<Query<?>> queries = Ways.queries(resource);
        assertIsData(HostProbe.of(queries).script(), value);
        Node.Mapping stated = golden.given()
                .mapping("observed")
                .orElseGet(() -> Node.Mapping.empty(golden.given().location()));
        Prediction before;
        try {
            before = new Prediction(new CaseState(stated, new Problems()).answer(queries));
        } catch (IllegalArgumentException e) {
            // The case says nothing of a host on which the path, name or unit is this one.
            return;
        }
        Step step = new Step(
                "1", "a play", 0, "the step", resource, stated.location(), Duration.ofMinutes(1), 0, Optional.empty());
        planned++;
        if (Planner.judge(step, before).assessment() instanceof Assessment.Differs differs) {
            assertIsData(differs.action(), value);
        }
    }

    private static void assertIsData(Action action, String value) {
        switch (action) {
            case Action.Packages packages ->
                assertThat(packages.install() + " " + packages.remove()).doesNotContain(MARK + " ", "\n", "$", "`");
            case Action.Script script -> {
                assertIsData(script.text(), value);
                assertIsData(script.confirm(), value);
                assertIsData(script.watch(), value);
            }
            case Action.Wait ignored -> {}
            case Action.Upgrade ignored -> {}
            case Action.Reboot ignored -> {}
            case Action.Dialogue dialogue -> assertIsData(dialogue.question().text(), value);
            case Action.Sql sql -> {
                assertIsData(sql.before().map(Action.Script::text).orElse(""), value);
                sql.change().operations().stream()
                        .flatMap(HostileValuesTest::statements)
                        .forEach(HostileValuesTest::assertIsBound);
            }
        }
    }

    private static Stream<SqlStatement> statements(SqlChange.Operation operation) {
        return switch (operation) {
            case SqlStatement statement -> Stream.of(statement);
            case SqlChange.WithPassword account -> Stream.of(account.hashed());
            case SqlChange.Undoable(var done, var undo) -> Stream.concat(statements(done), undo.stream());
            case SqlChange.Operation other -> Stream.empty();
        };
    }

    /** What means nothing to a shell may stand there as it is. */
    private static void assertIsData(String script, String value) {
        assertThat(script).doesNotContain("\0");
        if (value.indexOf('\0') >= 0 || !value.equals(Sh.quote(value))) {
            assertThat(ShellWords.syntax(script)).as(script).doesNotContain(MARK);
        }
    }

    /** In SQL an identifier may be whatever it likes within backticks; values are bound. */
    private static void assertIsBound(SqlStatement statement) {
        assertThat(statement.text().replaceAll("`([^`]|``)*`", "")).doesNotContain(MARK);
    }
}
