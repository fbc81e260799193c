package provisioner.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import provisioner.harness.Tool;
import provisioner.harness.Workspace;
import provisioner.lab.LabEndpoint;
import provisioner.lab.TestLab;

/** {@code --ask-sudo-password} on a real terminal: asked once for all hosts, and never shown. */
@Tag("host")
class AskedPasswordTest {
    private static final String PASSWORD = "typed-once 5512";
    private static final String QUESTION = "Password for sudo: ";

    @RegisterExtension
    static final TestLab LAB = TestLab.of("bookworm", "web-1", "web-2");

    @TempDir
    Path temporary = Path.of("");

    @BeforeAll
    static void addAnOperator() throws Exception {
        for (String host : new String[] {"web-1", "web-2"}) {
            LAB.raw(host, """
                    useradd -m -s /bin/bash ops
                    printf 'ops:%s\\n' | chpasswd
                    install -d -m 0700 -o ops -g ops /home/ops/.ssh
                    install -m 0600 -o ops -g ops /root/.ssh/authorized_keys /home/ops/.ssh/authorized_keys
                    echo 'ops ALL=(ALL) ALL' >/etc/sudoers.d/ops
                    """.formatted(PASSWORD));
        }
    }

    private Workspace project() throws Exception {
        StringBuilder inventory = new StringBuilder("user: ops\nhosts:\n");
        for (String host : new String[] {"web-1", "web-2"}) {
            LabEndpoint there = LAB.endpoint(host);
            inventory.append("  %s: {address: %s, port: %d, key: %s, known_hosts: %s}\n"
                    .formatted(host, there.address(), there.port(), there.key(), there.knownHosts()));
        }
        return new Workspace(temporary, LAB).inventory(inventory.toString()).playbook("""
                - play: Sudo
                  hosts: all
                  steps:
                    - {name: a file of root's, file: {path: /root/asked, content: x}}
                """);
    }

    /** What the terminal was sent by a run in it that is told this once it asks. */
    private Tool.Run typing(Workspace files, String password) throws Exception {
        Path out = files.path("terminal");
        String command = "exec " + Tool.CHECKOUT.resolve("provisioner/bin/provisioner")
                + " provision --yes -K --no-color -v -i inventory/hosts.yml";
        ProcessBuilder builder = new ProcessBuilder("script", "-qec", command, "/dev/null")
                .directory(temporary.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile());
        builder.environment().putAll(LAB.environment());
        Process process = builder.start();
        try (OutputStream keyboard = process.getOutputStream()) {
            Instant until = Instant.now().plus(Duration.ofMinutes(1));
            while (!Files.readString(out).contains(QUESTION)) {
                assertThat(Instant.now()).as(Files.readString(out)).isBefore(until);
                Thread.sleep(100);
            }
            keyboard.write((password + "\n").getBytes(StandardCharsets.UTF_8));
            keyboard.flush();
            assertThat(process.waitFor(1, TimeUnit.MINUTES))
                    .as(Files.readString(out))
                    .isTrue();
        }
        Tool.Run run = new Tool.Run(process.exitValue(), Files.readString(out), "");
        assertThat(run.stdout()).containsOnlyOnce(QUESTION).doesNotContain(password);
        return run;
    }

    @Test
    void isAskedForOnceAndNeverShown() throws Exception {
        Tool.Run run = typing(project(), PASSWORD);
        assertThat(run.exit()).as(run.everything()).isZero();
        for (String host : new String[] {"web-1", "web-2"}) {
            assertThat(LAB.raw(host, "cat /root/asked")).isEqualTo("x");
            assertThat(LAB.raw(host, "journalctl -q --no-pager; cat /var/log/provisioner/journal.jsonl"))
                    .contains("asked")
                    .doesNotContain(PASSWORD);
        }
    }

    @Test
    void aWrongOneIsTriedOnce() throws Exception {
        Tool.Run run = typing(project(), "mistyped 91");
        assertThat(run.exit()).as(run.everything()).isEqualTo(1);
        assertThat(run.stdout())
                .contains("sudo on web-1 does not accept the password of ops")
                .contains("sudo on web-2 does not accept the password of ops");
    }

    @Test
    void withoutATerminalNobodyIsAsked() throws Exception {
        Tool.Run run = project().tool().run("provision", "-K", "-i", "inventory/hosts.yml");
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.everything()).contains("no sudo password was given", "sudo_password");
    }
}
