package provisioner.laws;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import provisioner.harness.Tool;
import provisioner.harness.Workspace;
import provisioner.lab.LabEndpoint;
import provisioner.lab.TestLab;

/** The bench in small: exchanges, and the tool's own CPU time, which other work on the same cores makes a little longer. */
@Tag("host")
@Tag("alone")
class ScaleTest {
    /**
     * CPU seconds for few steps on the machine for which the limit of a second was set. Others are faster or slower, and differ from hour to
     * hour: what is measured is a ratio in one run.
     */
    private static final double FEW_ON_THE_REFERENCE = 0.75;

    private static final int FEW = 500;
    private static final int MANY = 5000;
    private static final int RUNS = 3;

    /** So many connections at once, and the answers of so many hosts, are far more than the heap has room for. */
    private static final int NAMES = 150;

    private static final String AT_A_TIME = "5";
    private static final String SMALL_HEAP = "-Xms8m -Xmx40m";

    @RegisterExtension
    static final TestLab LAB = TestLab.of("bookworm", "web-1");

    @TempDir
    private static Path directory = Path.of("");

    @Test
    void tenTimesTheStepsAreOneExchangeAndAtMostASecondMore() throws Exception {
        Workspace workspace = Workspace.ofOneHost(directory, LAB);
        workspace.file("playbooks/few.yml", playbook(FEW)).file("playbooks/many.yml", playbook(MANY));

        // Also builds the tool and reads everything once.
        Tool.Run plan = workspace.json("plan", "playbooks/many.yml");
        assertThat(plan.exit()).as(plan.stderr()).isZero();
        assertThat(plan.host("web-1").path("wouldChange").asInt()).isEqualTo(MANY);
        assertThat(plan.host("web-1").path("exchanges").asInt()).isEqualTo(1);

        double few = Double.MAX_VALUE;
        double many = Double.MAX_VALUE;
        for (int run = 0; run < RUNS; run++) {
            few = Math.min(few, cpuSeconds("playbooks/few.yml"));
            many = Math.min(many, cpuSeconds("playbooks/many.yml"));
        }
        assertThat((many - few) / few * FEW_ON_THE_REFERENCE)
                .as(
                        "CPU seconds for %d steps beyond those for %d (%s, %s), on the reference machine",
                        MANY, FEW, many, few)
                .isLessThan(1.0);
    }

    /** All the names are one host's. Each is done with before another one takes its place. */
    @ParameterizedTest
    @CsvSource({"verify, 2, drifted", "plan, 0, wouldChange"})
    void manyHostsNeedNoMoreMemoryThanAFewAtATime(String command, int exit, String outcome) throws Exception {
        LabEndpoint host = LAB.endpoint("web-1");
        Workspace workspace = new Workspace(directory, LAB);
        workspace.file("playbooks/some.yml", playbook(20));
        workspace.file(
                "inventory/many.yml",
                IntStream.range(0, NAMES)
                        .mapToObj(i -> "  name-%d: {address: %s, port: %d}\n".formatted(i, host.address(), host.port()))
                        .collect(Collectors.joining(
                                "",
                                "user: %s\nkey: %s\nknown_hosts: %s\nhosts:\n"
                                        .formatted(host.user(), host.key(), host.knownHosts()),
                                "")));
        Map<String, String> environment = new HashMap<>(LAB.environment());
        environment.put("_JAVA_OPTIONS", SMALL_HEAP);
        Tool.Run run = Tool.inCheckout(environment)
                .in(directory)
                .run(
                        command,
                        "-i",
                        "inventory/many.yml",
                        "-F",
                        "none",
                        "--parallel",
                        AT_A_TIME,
                        "--output",
                        "json",
                        "playbooks/some.yml");
        assertThat(run.exit()).as(run.stderr()).isEqualTo(exit);
        for (int i = 0; i < NAMES; i++) {
            assertThat(run.host("name-" + i).path(outcome).asInt()).isEqualTo(20);
            assertThat(run.host("name-" + i).path("exchanges").asInt()).isEqualTo(1);
        }
        assertThat(run.steps().stream().map(step -> step.path("host").asText()).distinct())
                .containsExactlyElementsOf(
                        IntStream.range(0, NAMES).mapToObj(i -> "name-" + i).toList());
    }

    /**
     * A class that has to be read, or made, at run time costs as much as many steps. Without a cache they are thousands; those that Java
     * makes itself cannot be cached.
     */
    @ParameterizedTest
    @CsvSource({"--help, 5", "plan, 150", "verify, 150"})
    void nearlyAllClassesComeOutOfTheCache(String command, int most) throws Exception {
        Workspace workspace = Workspace.ofOneHost(directory, LAB);
        workspace.file("playbooks/few.yml", playbook(FEW));
        Path loaded = directory.resolve("loaded");
        Map<String, String> environment = new HashMap<>(LAB.environment());
        // Unlike JDK_JAVA_OPTIONS, after the options of the launcher.
        environment.put("_JAVA_OPTIONS", "-Xlog:class+load:file=" + loaded);
        String[] arguments =
                command.startsWith("-") ? new String[] {command} : Workspace.arguments(command, "playbooks/few.yml");
        Tool.Run run = Tool.inCheckout(environment).in(directory).run(arguments);
        assertThat(run.stderr()).as(run.everything()).doesNotContain("bug");
        List<String> classes = Files.readAllLines(loaded);
        assertThat(classes).hasSizeGreaterThan(1_000);
        assertThat(classes.stream().filter(line -> !line.contains("source: shared objects file")))
                .hasSizeLessThan(most);
    }

    /** The least of several runs: what others do to the machine only adds. */
    private static double cpuSeconds(String playbook) throws IOException, InterruptedException {
        Path figures = directory.resolve("figures");
        List<String> command = new ArrayList<>(List.of(
                "bash",
                "-c",
                "TIMEFORMAT='%U %S'; { time \"$@\" >/dev/null 2>&1; } 2>\"$0\"",
                figures.toString(),
                Tool.CHECKOUT.resolve("provisioner/bin/provisioner").toString()));
        command.addAll(List.of(Workspace.arguments("plan", playbook)));
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().putAll(LAB.environment());
        Process process = builder.start();
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).isZero();
        String[] seconds = Files.readString(figures).strip().split(" ");
        return Double.parseDouble(seconds[0]) + Double.parseDouble(seconds[1]);
    }

    private static String playbook(int steps) {
        return IntStream.range(0, steps)
                .mapToObj(i -> "    - {name: file %d is there, file: {path: /srv/many-%d, content: \"%d\\n\"}}\n"
                        .formatted(i, i, i))
                .collect(Collectors.joining("", "- play: Many steps\n  hosts: all\n  steps:\n", ""));
    }
}
