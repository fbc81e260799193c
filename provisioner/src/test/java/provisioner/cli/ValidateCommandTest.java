package provisioner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import provisioner.harness.JavaProcess;
import provisioner.harness.JavaProcess.Ended;

/** {@code validate} says what {@code plan} says before it contacts a host, and contacts none. */
class ValidateCommandTest {
    @TempDir
    Path directory;

    @BeforeEach
    void project() throws IOException {
        Files.createDirectories(directory.resolve("playbooks"));
        // Nothing answers there: a command that contacted a host would fail.
        Files.writeString(
                directory.resolve("hosts.yml"), "hosts: {web-1: {address: 192.0.2.1}, web-2: {address: 192.0.2.2}}\n");
        playbook("""
                - play: P
                  hosts: all
                  steps:
                    - {name: x, file: {path: /x, content: y}}
                    - {name: it answers, port: {address: 192.0.2.1, port: 80}}
                """);
    }

    private void playbook(String text) throws IOException {
        Files.writeString(directory.resolve("playbooks/site.yml"), text);
    }

    private Ended run(String... arguments) throws IOException, InterruptedException {
        return new JavaProcess(
                        Main.class,
                        directory,
                        Map.of(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:TieredStopAtLevel=1")
                .run(arguments);
    }

    @Test
    void validInputIsCounted() throws Exception {
        Ended valid = run("validate", "-i", "hosts.yml");
        assertThat(valid.err()).isEmpty();
        assertThat(valid.out()).isEqualTo("The input is valid: 2 hosts, 2 steps, 2 checks. No host was contacted.\n");
        assertThat(valid.exit()).isZero();
        assertThat(run("validate", "-i", "hosts.yml", "--limit", "web-1").out()).contains("1 host, 1 step, 1 check.");
    }

    @Test
    void problemsAreThoseOfPlan() throws Exception {
        playbook("""
                - play: P
                  hosts: all
                  steps:
                    - {name: x, file: {pth: /x, content: $nothing}}
                    - {name: y, fyle: {path: /y}}
                """);
        Ended invalid = run("validate", "-i", "hosts.yml");
        assertThat(invalid.exit()).isEqualTo(1);
        assertThat(invalid.out()).isEmpty();
        assertThat(invalid.err()).contains("playbooks/site.yml:5:", "did you mean 'file'?", "no host was contacted");
        assertThat(run("plan", "-i", "hosts.yml").err()).isEqualTo(invalid.err());
    }

    @Test
    void linesHaveTheFormOfTheOthers() throws Exception {
        Ended valid = run("validate", "-i", "hosts.yml", "--output", "json");
        assertThat(valid.out().lines())
                .satisfiesExactly(
                        run -> assertThat(run)
                                .startsWith("{\"type\":\"run\",\"version\":1,\"command\":\"validate\",\"runId\":"),
                        summary -> assertThat(summary)
                                .startsWith("{\"type\":\"summary\",\"command\":\"validate\",\"exitCode\":0,"));
        Ended invalid = run("validate", "-i", "hosts.yml", "no.yml", "--output", "json");
        assertThat(invalid.out().lines())
                .satisfiesExactly(
                        run -> assertThat(run).contains("\"command\":\"validate\""),
                        problem -> assertThat(problem)
                                .startsWith("{\"type\":\"problem\",\"location\":\"no.yml\",\"message\":"),
                        summary -> assertThat(summary).contains("\"exitCode\":1"));
        assertThat(invalid.err()).isEmpty();
        assertThat(invalid.exit()).isEqualTo(1);
    }
}
