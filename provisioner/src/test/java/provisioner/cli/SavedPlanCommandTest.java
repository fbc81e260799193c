package provisioner.cli;

import static org.assertj.core.api.Assertions.assertThat;

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
import provisioner.harness.JavaProcess;
import provisioner.harness.JavaProcess.Ended;
import provisioner.remote.target.Destination;

/** What cannot be trusted to be the plan that was made is refused in one sentence, before any host is contacted. */
class SavedPlanCommandTest {
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
                List.of());
        Path file = directory.resolve("plan.json");
        SavedPlan.of(
                        "run",
                        arguments,
                        new SavedPlan.Subject(build, program, Map.of(), new PlanDigest(Optional.empty())),
                        Map.of())
                .write(file);
        return file;
    }

    private void assertRefused(String... words) throws Exception {
        Ended ended = new JavaProcess(
                        Main.class,
                        directory,
                        Map.of(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:TieredStopAtLevel=1")
                .run("provision", "plan.json");
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
}
