package provisioner.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import provisioner.harness.TerminalScreen;
import provisioner.harness.Tool;
import provisioner.harness.Workspace;
import provisioner.lab.LabEndpoint;
import provisioner.lab.TestLab;

/** What an operator meets: apt and its lock, reboots, the terminal, the lab's commands, sudo. */
@Tag("host")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OperatorTest {
    private static final int COLUMNS = 60;
    private static final String CTRL_C = "\u0003";

    private static final String HOSTS = """
            user: root
            hosts:
              web-1: {address: 203.0.113.1}
              web-2: {address: 203.0.113.2}
            """;

    private static final String SLOW = """
            - play: Terminal
              hosts: all
              steps:
                - name: a first thing whose name is so long that no terminal of a usual width has room for it
                  command: {run: sleep 1; touch /srv/one, creates: /srv/one, touches: /srv/one}
                - name: a second thing
                  command: {run: sleep 1; touch /srv/two, creates: /srv/two, touches: /srv/two}
            """;

    @RegisterExtension
    static final TestLab LAB = TestLab.of("bookworm", "web-1", "web-2");

    private final Workspace files;

    OperatorTest(@TempDir Path directory) throws Exception {
        files = new Workspace(directory, LAB).inventory(HOSTS);
    }

    private Workspace packages(String... steps) throws Exception {
        StringBuilder yaml = new StringBuilder("- play: Packages\n  hosts: web-1\n  roles: [one, two]\n");
        if (steps.length > 0) {
            yaml.append("  steps:\n");
        }
        for (String step : steps) {
            yaml.append("    - ").append(step).append('\n');
        }
        for (String[] role : new String[][] {{"one", "tree"}, {"two", "bc"}}) {
            files.file("playbooks/roles/" + role[0] + "/role.yml", """
                    description: One package
                    steps:
                      - name: %1$s is installed
                        package: {name: %1$s}
                    """.formatted(role[1]));
        }
        return files.playbook(yaml.toString());
    }

    private static long transactions() throws Exception {
        return Long.parseLong(LAB.raw("web-1", "grep -c ^Start-Date: /var/log/apt/history.log || true"));
    }

    @Test
    @Order(1)
    void neighbouringPackagesOfTwoRolesAreOneTransactionWhichWaitsForTheLock() throws Exception {
        packages();
        long before = transactions();
        LAB.raw("web-1", """
                setsid sh -c 'echo $$ >/root/held; exec flock -F /var/lib/dpkg/lock-frontend sleep 600' \\
                  >/dev/null 2>&1 </dev/null &
                """);
        Path out = files.path("waiting.out");
        Process waiting = files.tool()
                .start(out, files.path("waiting.err"), Workspace.arguments("provision", "--output", "json"));
        while (!Files.readString(out).contains("apt is waiting for process")) {
            assertThat(waiting.isAlive()).as(Files.readString(out)).isTrue();
            Thread.sleep(100);
        }
        LAB.raw("web-1", "kill $(cat /root/held)");
        assertThat(waiting.waitFor(2, TimeUnit.MINUTES)).isTrue();
        Tool.Run run = new Tool.Run(waiting.exitValue(), Files.readString(out), "");
        assertThat(run.exit()).as(run.everything()).isZero();
        assertThat(run.events("note").getFirst().path("message").asText())
                .matches("apt is waiting for process \\d+ \\(sleep\\), which holds /var/lib/dpkg/lock-frontend");
        assertThat(run.stepsThat("changed")).containsExactly("web-1: tree is installed", "web-1: bc is installed");
        assertThat(transactions() - before).isEqualTo(1);
    }

    @Test
    @Order(2)
    void aptsOwnWordsAreReportedAndUnknownPackagesAreFoundWhenPlanning() throws Exception {
        packages(
                "{name: sl is installed, package: {name: sl, version: 9.9-9}}",
                "{name: afterwards, file: {path: /srv/x, content: x}}");
        // It may have been published since the lists were fetched.
        LAB.raw("web-1", "touch -d '1 hour ago' /var/lib/apt/lists");
        Tool.Run run = files.json("provision");
        assertThat(run.exit()).as(run.everything()).isEqualTo(1);
        assertThat(run.stepsThat("failed")).containsExactly("web-1: sl is installed");
        assertThat(run.stepsThat("failed").size()
                        + run.stepsThat("unchanged").size()
                        + run.stepsThat("skipped").size())
                .isEqualTo(4);
        assertThat(run.stdout()).contains("Version '9.9-9' for 'sl' was not found");
        // The run has fetched them, so that the plan knows.
        assertThat(files.json("plan").everything()).contains("apt has no version 9.9-9 of 'sl', only ");
        packages("{name: typo is installed, package: {name: [less, lesss]}}");
        Tool.Run plan = files.json("plan");
        assertThat(plan.exit()).as(plan.everything()).isEqualTo(1);
        JsonNode failed = plan.steps().getLast();
        assertThat(failed.path("outcome").asText()).isEqualTo("failed");
        assertThat(failed.path("because").asText())
                .contains("the package lists of this host do not contain 'lesss'")
                .contains("check the name");
    }

    @Test
    @Order(3)
    void aRequiredRebootIsReported() throws Exception {
        packages();
        LAB.raw("web-1", "touch /run/reboot-required; echo linux-image-amd64 >/run/reboot-required.pkgs");
        try {
            Tool.Run json = files.json("provision");
            assertThat(json.exit()).isZero();
            assertThat(json.summary()
                            .path("hosts")
                            .path(0)
                            .path("rebootRequired")
                            .path(0)
                            .asText())
                    .isEqualTo("linux-image-amd64");
            assertThat(files.text("plan").stdout()).contains("a reboot is required: linux-image-amd64");
        } finally {
            LAB.raw("web-1", "rm /run/reboot-required /run/reboot-required.pkgs");
        }
    }

    /** In a pseudo-terminal of {@value #COLUMNS} columns; returns what the terminal was sent. */
    private String onTerminal(Map<String, String> environment, String... arguments) throws Exception {
        Path out = files.path("terminal");
        String command = "stty cols " + COLUMNS + " rows 24; exec "
                + Tool.CHECKOUT.resolve("provisioner/bin/provisioner") + " " + String.join(" ", arguments);
        ProcessBuilder builder = new ProcessBuilder("script", "-qec", command, "/dev/null")
                .directory(files.path("").toFile())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile());
        builder.environment().putAll(LAB.environment());
        builder.environment().putAll(environment);
        Process process = builder.start();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(out)).isZero();
        return Files.readString(out, StandardCharsets.UTF_8);
    }

    /** As a terminal shows it: broken at its right edge, and without what differs from run to run. */
    private static List<String> rows(String sent) {
        return TerminalScreen.after(sent.replaceAll("\\d+\\.\\d s", "n s"), COLUMNS);
    }

    /** Likewise, whether a line was broken by the tool or by the terminal. */
    private static String words(String sent) {
        return String.join("", rows(sent)).replace(" ", "");
    }

    /** Nothing is changed before the answer, nothing without a yes, and the hosts are locked meanwhile. */
    @Test
    @Order(4)
    void provisionOnATerminalAsksFirst() throws Exception {
        files.playbook("""
                - play: Asked
                  hosts: web-1
                  steps: [{name: a thing, file: {path: /srv/asked, content: x}}]
                """);
        for (String answer : List.of("no", "", CTRL_C, "yes")) {
            Path out = files.path("question");
            ProcessBuilder builder = new ProcessBuilder(
                            // Whoever runs the tests in the background ignores Ctrl-C, and so would all that they
                            // start.
                            "env",
                            "--default-signal=INT",
                            "script",
                            "-qec",
                            Tool.CHECKOUT.resolve("provisioner/bin/provisioner") + " "
                                    + String.join(" ", Workspace.arguments("provision", "--no-color")),
                            "/dev/null")
                    .directory(files.path("").toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(out.toFile());
            builder.environment().putAll(LAB.environment());
            Process process = builder.start();
            try (OutputStream keyboard = process.getOutputStream()) {
                Instant until = Instant.now().plus(Duration.ofMinutes(1));
                while (!Files.readString(out).contains("Only 'yes' means yes: ")) {
                    assertThat(Instant.now()).as(Files.readString(out)).isBefore(until);
                    Thread.sleep(100);
                }
                assertThat(LAB.attempt("web-1", "cat /srv/asked").exit()).isNotZero();
                if (answer.equals("no")) {
                    assertThat(files.json("provision").everything()).contains("is locked by run");
                }
                // Nobody presses Enter after it; the empty answer could be read before the signal is handled.
                String enter = answer.equals(CTRL_C) ? "" : "\n";
                keyboard.write((answer + enter).getBytes(StandardCharsets.UTF_8));
                keyboard.flush();
                assertThat(process.waitFor(1, TimeUnit.MINUTES))
                        .as("it ends after the answer '%s': %s", answer, Files.readString(out))
                        .isTrue();
            }
            boolean yes = answer.equals("yes");
            String said = Files.readString(out);
            boolean interrupted = answer.equals(CTRL_C);
            assertThat(process.exitValue()).as(said).isEqualTo(yes ? 0 : interrupted ? 130 : 1);
            assertThat(said).contains("1 would change, 0 may change, on 1 host.", "+ a thing");
            assertThat(said.contains("Nothing was changed.")).isEqualTo(!yes && !interrupted);
            assertThat(LAB.attempt("web-1", "cat /srv/asked").exit() == 0).isEqualTo(yes);
        }
    }

    @Test
    @Order(4)
    void liveLinesLeaveNothingBehindOnATerminal() throws Exception {
        files.playbook(SLOW);
        Tool.Run plain = files.text("plan");
        assertThat(plain.stdout()).doesNotContain("\u001b");
        String coloured = onTerminal(Map.of(), Workspace.arguments("plan"));
        assertThat(coloured).containsPattern("\u001b\\[[0-9;]*m").contains("connecting");
        assertThat(words(coloured)).isEqualTo(words(plain.stdout().replace("\n", "\r\n")));

        String sent = onTerminal(Map.of(), Workspace.arguments("provision", "--no-color", "--yes"));
        assertThat(sent).doesNotContainPattern("\u001b\\[[0-9;]*m");
        assertThat(sent).contains("… a second thing");
        String shown = String.join("", rows(sent));
        assertThat(shown).doesNotContain("…").doesNotContain("connecting").doesNotContain("observing");
        for (String host : List.of("web-1", "web-2")) {
            assertThat(shown)
                    .containsOnlyOnce(host + "  ~ a first thing")
                    .containsOnlyOnce(host + "  ~ a second thing");
            assertThat(shown).containsOnlyOnce(host + "  2 changed");
        }
        assertThat(onTerminal(Map.of("NO_COLOR", "1"), Workspace.arguments("verify")))
                .contains("connecting")
                .doesNotContainPattern("\u001b\\[[0-9;]*m");
    }

    @Test
    @Order(5)
    void theLabsCommandsAsAUserTypesThem() throws Exception {
        Tool tool = files.tool();
        Tool.Run status = tool.run("lab", "status", "--output", "json");
        assertThat(status.exit()).isZero();
        JsonNode hosts = new ObjectMapper().readTree(status.stdout()).path("hosts");
        assertThat(hosts).hasSize(2);
        assertThat(hosts.path(0).path("host").asText()).isEqualTo("web-1");
        assertThat(hosts.path(0).path("state").asText()).isEqualTo("running");
        assertThat(hosts.path(0).path("address").asText())
                .isEqualTo(LAB.endpoint("web-1").address());

        assertThat(tool.run("lab", "ssh", "web-1", "exit", "7").exit()).isEqualTo(7);
        Tool.Run named = tool.run("lab", "ssh", "web-2", "ls", "-d", "--", "/etc", "&&", "hostname");
        assertThat(named.everything()).isEqualTo("exit 0\n/etc\nweb-2\n");
        assertThat(tool.run("lab", "ssh", "web-1", "id -un; test -t 0 || echo none")
                        .stdout())
                .isEqualTo("root\nnone\n");
        Tool.Run unknown = tool.run("lab", "ssh", "web-9", "true");
        assertThat(unknown.exit()).isEqualTo(1);
        assertThat(unknown.stderr()).isEqualTo("provisioner: the lab has no host web-9; it has web-1, web-2\n");
        assertThat(tool.run("lab", "ssh").exit()).isEqualTo(64);

        Tool none = new Workspace(files.path(""), LAB, Map.of("PROVISIONER_LAB", "test-none")).tool();
        assertThat(none.run("lab", "status", "--output", "json").stdout()).isEqualTo("{\"hosts\":[],\"virtual\":[]}\n");
        Tool.Run down = none.run("lab", "ssh", "web-1");
        assertThat(down.exit()).isEqualTo(1);
        assertThat(down.stderr()).contains("start it: provisioner lab up");
        files.playbook(SLOW);
        Tool.Run plan = none.run(Workspace.arguments("plan"));
        assertThat(plan.exit()).isEqualTo(1);
        assertThat(plan.stderr()).contains("the lab is not running").contains("provisioner lab up");
    }

    @Test
    @Order(6)
    void anotherUserProvisionsTheSameThroughSudo() throws Exception {
        LAB.raw("web-1", """
                useradd -m -s /bin/bash ops
                install -d -m 0700 -o ops -g ops /home/ops/.ssh
                install -m 0600 -o ops -g ops /root/.ssh/authorized_keys /home/ops/.ssh/authorized_keys
                echo 'ops ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/ops
                """);
        LabEndpoint endpoint = LAB.endpoint("web-1");
        files.inventory("hosts: {web-1: {address: %s, port: %d, user: ops, key: %s, known_hosts: %s}}\n"
                .formatted(endpoint.address(), endpoint.port(), endpoint.key(), endpoint.knownHosts()));
        byte[] content = new byte[600_000];
        new Random(2).nextBytes(content);
        Files.createDirectories(files.path("playbooks"));
        Files.write(files.path("playbooks/large.bin"), content);
        files.playbook("""
                - play: Sudo
                  hosts: all
                  steps:
                    - {name: small, file: {path: /root/small, content: x, mode: "0600"}}
                    - {name: large, file: {path: /root/large, source: large.bin, owner: ops}}
                    - {name: packages, package: {name: [tree, bc]}}
                    - {name: who, command: {run: id -un >/root/who, creates: /root/who}}
                """);
        String[] more = {"-i", "inventory/hosts.yml", "--output", "json"};
        Tool.Run run = files.tool().run("provision", more[0], more[1], more[2], more[3]);
        assertThat(run.exit()).as(run.everything()).isZero();
        assertThat(run.stepsThat("changed")).containsExactly("web-1: small", "web-1: large", "web-1: who");
        assertThat(LAB.raw("web-1", "cat /root/who; stat -c '%U %a %s' /root/small /root/large"))
                .isEqualTo("root\nroot 600 1\nops 644 600000");
        assertThat(LAB.raw("web-1", "ls -A /tmp | grep provisioner || true")).isEmpty();
        Tool.Run again = files.tool().run("provision", more[0], more[1], more[2], more[3]);
        assertThat(again.stepsThat("unchanged")).hasSize(4);
        assertThat(again.summary().path("hosts").path(0).path("exchanges").asInt())
                .isEqualTo(1);
    }
}
