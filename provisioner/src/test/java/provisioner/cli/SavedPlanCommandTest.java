package provisioner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import provisioner.compile.Program;
import provisioner.compile.Program.HostProgram;
import provisioner.engine.PlanDigest;
import provisioner.engine.SavedPlan;
import provisioner.engine.ShownPlan;
import provisioner.engine.ShownStep;
import provisioner.harness.JavaProcess;
import provisioner.harness.JavaProcess.Ended;
import provisioner.plan.Outcome;
import provisioner.remote.target.Destination;
import provisioner.resource.Topology;
import provisioner.state.Bytes;

/** What cannot be trusted to be the plan that was made is refused in one sentence, before any host is contacted. */
class SavedPlanCommandTest {
    private static final ShownPlan SHOWN = new ShownPlan(
            "2026-01-02T03:04:05Z",
            "anna@here",
            List.of("exception on web-1: a reason"),
            new LinkedHashMap<>(Map.of("web-1", List.of(step()))));

    private static ShownStep step() {
        return new ShownStep(
                "P/x\u001b[2J",
                "P",
                0,
                false,
                "x\u001b[2J",
                "file /x",
                false,
                "playbooks/site.yml:1:40",
                Outcome.WOULD_CHANGE,
                "",
                List.of(new ShownStep.Shown(
                        List.of(
                                "--- /x",
                                "+++ /x",
                                "@@ -1,1 +1,1 @@",
                                "-password=******** (old)",
                                "+password=******** (new)"),
                        "/x: 1 line → 1 line",
                        false,
                        true,
                        false)),
                List.of());
    }

    @TempDir
    private Path directory;

    @BeforeEach
    void project() throws IOException {
        Files.createDirectories(directory.resolve("playbooks"));
        Files.writeString(directory.resolve("hosts.yml"), "hosts: {web-1: {address: 192.0.2.1}}\n");
        Files.writeString(
                directory.resolve("playbooks/site.yml"),
                "- {play: P, hosts: all, steps: [{name: x, file: {path: /x, content: y}}]}\n");
    }

    /** A plan of these hosts, for other inputs than those that are there. */
    private Path plan(String inventory, String build, String... hosts) throws IOException {
        LinkedHashMap<String, List<String>> arguments = new LinkedHashMap<>();
        arguments.put("inventory", List.of(inventory));
        arguments.put("playbook", List.of("playbooks/site.yml"));
        List<HostProgram> programs = List.of(hosts).stream()
                .map(host -> new Destination(
                        host,
                        "192.0.2.1",
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        List.of(),
                        Optional.empty(),
                        Optional.empty()))
                .map(destination -> new HostProgram(destination, destination.address(), Map.of(), List.of(), List.of()))
                .toList();
        Program program = new Program(
                "site.yml",
                List.of(),
                programs,
                List.of(),
                List.of(),
                Set.of(),
                new TreeMap<>(Map.of("old.yml", "12")),
                () -> Topology.NONE,
                List.of());
        Path file = directory.resolve("plan.json");
        SavedPlan.of(
                        "run",
                        arguments,
                        new SavedPlan.Subject(build, program, Map.of(), new PlanDigest(Optional.empty())),
                        Map.of(),
                        SHOWN)
                .write(file);
        return file;
    }

    private Ended run(String... arguments) throws Exception {
        return new JavaProcess(
                        Main.class,
                        directory,
                        Map.of(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:TieredStopAtLevel=1")
                .run(arguments);
    }

    private void assertRefused(String... words) throws Exception {
        Ended ended = run("provision", "plan.json");
        assertThat(ended.exit()).isEqualTo(1);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err()).contains(words).contains("make a new plan").doesNotContain("Exception", "\tat ");
        assertThat(ended.err().strip().lines()).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void whatOthersCanWrite() throws Exception {
        Files.setPosixFilePermissions(
                plan("hosts.yml", Version.build(), "web-1"), PosixFilePermissions.fromString("rw--w----"));
        assertRefused("plan.json can be written by others");
    }

    @Test
    void whatOthersCanReadIsWarnedOf() throws Exception {
        Path plan = plan("hosts.yml", Version.build(), "web-1");
        assertThat(ProvisionCommand.readableByOthers(plan)).isEmpty();
        Files.setPosixFilePermissions(plan, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(ProvisionCommand.readableByOthers(plan).toString())
                .contains(
                        "plan.json:1:1: a plan should be for your eyes only, and this one can be read by others",
                        "chmod 600");
    }

    @Test
    void whatAnotherBuildMade() throws Exception {
        plan("hosts.yml", "0.0.9 abc", "web-1");
        assertRefused("was made by another build of provisioner: 0.0.9 abc");
    }

    @Test
    void whatNamesNoHost() throws Exception {
        plan("hosts.yml", Version.build());
        assertRefused("plan.json plans nothing: it names no host");
    }

    @Test
    void whatHoldsANul() throws Exception {
        plan("hosts\0.yml", Version.build(), "web-1");
        assertRefused("its 'inventory' contains NUL");
    }

    @Test
    void whatWasCutOff() throws Exception {
        Path file = plan("hosts.yml", Version.build(), "web-1");
        Files.writeString(file, Files.readString(file).substring(0, 200));
        assertRefused("plan.json is incomplete");
    }

    @Test
    void whatIsForOtherInputs() throws Exception {
        plan("hosts.yml", Version.build(), "web-1");
        assertRefused(
                "the saved plan is stale; these have changed since it was made: hosts.yml, old.yml, playbooks/site.yml");
    }

    /** Without the project, its secrets and the hosts: nothing but the plan is there. */
    @Test
    void showSaysWhatItWouldDoAndThatItIsStale() throws Exception {
        plan("hosts.yml", "0.0.9 abc", "web-1");
        Ended shown = run("show", "plan.json");
        assertThat(shown.err()).isEmpty();
        assertThat(shown.out())
                .contains(
                        "Plan run, made at 2026-01-02T03:04:05Z by anna@here",
                        "  --inventory hosts.yml",
                        "exception on web-1: a reason",
                        "~ x\uFFFD[2J",
                        "-password=******** (old)",
                        "web-1  1 would change",
                        "Stale: another build of provisioner made it.",
                        "Stale: these files have changed since it was made: old.yml.")
                .doesNotContain("\u001b");
        assertThat(shown.exit()).isEqualTo(1);
        assertThat(run("show", "plan.json", "-v").out()).contains("  12  old.yml");
    }

    @Test
    void showSaysThatItsFilesAreAsTheyWere() throws Exception {
        Files.writeString(directory.resolve("old.yml"), "");
        Path file = plan("hosts.yml", Version.build(), "web-1");
        Files.writeString(
                file,
                Files.readString(file).replace("\"12\"", "\"" + Bytes.utf8("").sha256() + "\""));
        Ended shown = run("show", "plan.json");
        assertThat(shown.out())
                .contains(
                        "The input files are as they were. No host was contacted.", "provisioner provision plan.json");
        assertThat(shown.exit()).isZero();
        assertThat(run("show", "plan.json", "--output", "json").out().lines())
                .satisfiesExactly(
                        run -> assertThat(run).startsWith("{\"type\":\"run\",\"version\":1,\"command\":\"show\","),
                        plan -> assertThat(plan)
                                .startsWith("{\"type\":\"plan\",\"file\":\"plan.json\",\"runId\":\"run\",")
                                .contains(
                                        "\"madeBy\":\"anna@here\"",
                                        "\"arguments\":{\"inventory\":[\"hosts.yml\"]",
                                        "\"path\":\"old.yml\"",
                                        "\"changed\":false"),
                        note -> assertThat(note).contains("\"host\":null,\"message\":\"exception on web-1: a reason\""),
                        step -> assertThat(step)
                                .contains("\"outcome\":\"would-change\"", "\\n-password=******** (old)\\n"),
                        summary -> assertThat(summary)
                                .contains("\"command\":\"show\",\"exitCode\":0", "\"wouldChange\":1"));
    }

    /** A plan that was made before plans said what they would do. */
    @Test
    void showSaysWhatItDoesNotKnow() throws Exception {
        Path file = plan("hosts.yml", Version.build(), "web-1");
        ObjectNode root = (ObjectNode) new ObjectMapper().readTree(file.toFile());
        root.remove("shown");
        Files.writeString(file, root.toString());
        assertThat(run("show", "plan.json").out()).contains("This plan does not say what it would do");
        assertThat(run("show", "no.json").err()).contains("there is no plan no.json");
    }
}
