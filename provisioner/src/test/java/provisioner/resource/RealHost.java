package provisioner.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import provisioner.apply.HostProbe;
import provisioner.lab.TestLab;
import provisioner.lab.TestLab.Output;
import provisioner.plan.Planner;
import provisioner.plan.Prediction;
import provisioner.plan.StepPlan;
import provisioner.probe.Probe;
import provisioner.remote.shell.Frame;
import provisioner.remote.shell.Reply;
import provisioner.resource.standard.StandardFunctions;
import provisioner.resource.standard.StandardTypes;
import provisioner.source.Fields;
import provisioner.source.Location;
import provisioner.source.Node;
import provisioner.source.Problems;
import provisioner.source.YamlReader;
import provisioner.state.Bytes;
import provisioner.state.Observation;
import provisioner.state.Observed;
import provisioner.state.Query;

/** Plans and applies single resources on a lab host with {@code docker exec}, past the connection and the engine. */
public record RealHost(TestLab lab, String name) {
    private static final String PRELUDE = """
            umask 022; export LC_ALL=C.UTF-8
            exec 4>&1 1>&2 0</dev/null
            pv_nonce=0123456789abcdef
            emit() { base64 -w 0 >&4; }
            """;

    /** @param text {@code TYPE:} with its parameters */
    static Resource resource(String text, Map<String, Bytes> files, Map<String, String> templates) {
        Problems problems = new Problems();
        Node.Mapping root =
                (Node.Mapping) YamlReader.parse(text, "test.yml", problems).orElseThrow();
        Node.Entry entry = root.entries().firstEntry().getValue();
        SequencedMap<String, String> encoded = new LinkedHashMap<>();
        files.forEach((path, bytes) ->
                encoded.put(path, "base64:" + Base64.getEncoder().encodeToString(bytes.toArray())));
        Inputs inputs = new CaseInputs(encoded, new LinkedHashMap<>(templates), problems);
        Fields fields = Fields.of(entry.value(), "a " + entry.key(), problems);
        Declaration declaration = StandardTypes.all()
                .find(entry.key())
                .orElseThrow()
                .parse(fields, inputs)
                .orElseThrow(() -> new AssertionError(problems.list().toString()));
        fields.done();
        assertThat(problems.list()).isEmpty();
        return (Resource) declaration;
    }

    public static Resource resource(String text) {
        return resource(text, Map.of(), Map.of());
    }

    public StepPlan plan(Resource resource) throws Exception {
        Step step = new Step(
                "1",
                "a play",
                0,
                resource.title(),
                resource,
                Location.ofFile("test.yml"),
                Duration.ofMinutes(1),
                0,
                Optional.empty());
        return Planner.judge(step, new Prediction(observe(Ways.queries(resource))));
    }

    private Observed observe(Collection<? extends Query<?>> queries) throws Exception {
        Probe probe = HostProbe.of(queries).shell();
        String output = lab.raw(name, PRELUDE + "main() {\n" + probe.script() + "\n}\nmain");
        Frame parts = new Frame("parts", Base64.getDecoder().decode(output.strip()));
        return probe.read(new Reply(List.of(parts), 0, ""));
    }

    <O extends Observation> O observe(Query<O> query) throws Exception {
        return observe(List.of(query)).get(query);
    }

    /** Runs the action of a step that would change. */
    Output apply(StepPlan plan) throws Exception {
        if (!(plan.assessment() instanceof Assessment.Differs differs)
                || !(differs.action() instanceof Action.Script action)) {
            throw new AssertionError("nothing to apply: " + plan);
        }
        StringBuilder script = new StringBuilder(
                "set -eu\n" + PRELUDE + """
                BLOBS=$(mktemp -d)
                FUNCTIONS=$BLOBS/functions
                export BLOBS FUNCTIONS
                trap 'rm -rf "$BLOBS"' EXIT
                cat >"$FUNCTIONS" <<'FUNCTIONS'
                """ + StandardFunctions.text() + "\nFUNCTIONS\n. \"$FUNCTIONS\"\n");
        action.blobs()
                .forEach((digest, bytes) -> script.append("base64 -d >\"$BLOBS/")
                        .append(digest)
                        .append("\" <<'BLOB'\n")
                        .append(Base64.getEncoder().encodeToString(bytes.toArray()))
                        .append("\nBLOB\n"));
        return lab.attempt(name, script + "(\n" + action.text() + "\n" + action.confirm() + action.watch() + ")\n");
    }

    /** The life of every step: it would change, it is applied, nothing is left to do. */
    public void establish(Resource resource) throws Exception {
        StepPlan before = plan(resource);
        assertThat(before.outcome().word()).as(before.toString()).isEqualTo("would-change");
        Output output = apply(before);
        assertThat(output.exit()).as(output.toString()).isZero();
        assertUnchanged(resource);
    }

    void assertUnchanged(Resource resource) throws Exception {
        StepPlan after = plan(resource);
        assertThat(after.outcome().word()).as(after.toString()).isEqualTo("unchanged");
    }

    public String raw(String script) throws Exception {
        return lab.raw(name, script);
    }
}
