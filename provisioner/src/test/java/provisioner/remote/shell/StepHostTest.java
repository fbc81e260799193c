package provisioner.remote.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import provisioner.remote.connection.Connection;
import provisioner.remote.ssh.Ssh;
import provisioner.remote.ssh.TestSshd;
import provisioner.remote.target.PassphrasePrompt;
import provisioner.remote.target.RemoteException;
import provisioner.remote.target.RemoteException.Kind;

/** Running steps under the lock, and shells that write nothing, over a real sshd. */
@Tag("host")
@Timeout(90)
class StepHostTest extends LockedShells {
    @Test
    void stepAndWhatFollowsInOneReply() throws Exception {
        try (Shell shell = connection.openShell(OPTIONS)) {
            StepsReply reply = OneStep.reply(
                    shell,
                    "echo out; echo err >&2; sleep 0.3; exit 4",
                    TIME,
                    "say exit $STEP_EXIT; cat /proc/1/comm >&2; exit 5");
            StepResult result = reply.results().getFirst();
            assertThat(result.exit()).isEqualTo(4);
            assertThat(result.timedOut()).isFalse();
            assertThat(result.stdout()).isEqualTo("out\n");
            assertThat(result.stderr()).isEqualTo("err\n");
            assertThat(result.duration()).isBetween(Duration.ofMillis(280), Duration.ofSeconds(5));
            assertThat(reply.followUp().frames())
                    .containsExactly(new Frame("exit", "4".getBytes(StandardCharsets.UTF_8)));
            assertThat(reply.followUp().exit()).isEqualTo(5);
            assertThat(reply.followUp().stderrTail()).isNotBlank();
            assertThat(OneStep.run(shell, "true", TIME, ":").stdout()).isEmpty();
        }
        assertThat(connection.exchanges()).isEqualTo(1);
    }

    @Test
    void stepSeesNeitherProtocolNorLockNorInput() throws Exception {
        try (Shell shell = connection.openShell(OPTIONS)) {
            StepResult result = OneStep.run(shell, """
                    cat
                    read -r line; echo "read: $? [$line]"
                    readlink /proc/self/fd/0
                    for fd in /proc/$$/fd/*; do readlink $fd; done
                    echo "dir [${PROVISIONER_DIR-}] umask $(umask) cwd $PWD"
                    grep -qE '^SigIgn.*0000$' /proc/self/status && echo 'pipe and hangup are not ignored'
                    env
                    """, TIME, "say a");
            assertThat(result.stdout())
                    .contains("read: 1 []", "/dev/null", "dir [] umask 0022 cwd /", "pipe and hangup are not ignored")
                    .doesNotContain("lock\n", "pipe:", "pv_", "/in\n");
            assertThat(result.exit()).isZero();
        }
    }

    @Test
    void onlyTheEndOfAStepsOutputComesBack() throws Exception {
        try (Shell shell = connection.openShell(OPTIONS)) {
            StepResult result =
                    OneStep.run(shell, "seq 1 200000; seq 1 200000 >&2; printf '\\033[31mred' >&2", TIME, "say a");
            // 16 KiB, less the line that was cut: what is left of one could be what is left of a secret.
            assertThat(result.stdout()).hasSizeBetween((16 << 10) - 7, 16 << 10).endsWith("199999\n200000\n");
            assertThat(result.stdout().lines()).allMatch(line -> line.length() == 6);
            assertThat(result.stderr()).endsWith("200000\n\uFFFD[31mred");
        }
    }

    @Test
    void outputOfALongStepDoesNotFillRun() throws Exception {
        try (Shell shell = connection.openShell(OPTIONS)) {
            StepResult result = OneStep.run(shell, """
                    head -c 50000000 /dev/zero | tr '\\0' x
                    sleep 6
                    echo; echo end
                    ls -l /run/provisioner/run-a/stdout | cut -d ' ' -f 5 >&2
                    """, TIME, "say a");
            assertThat(result.stdout()).isEqualTo("end\n");
            assertThat(Long.parseLong(result.stderr().strip())).isLessThan(1 << 20);
        }
    }

    @Test
    void stepThatTakesTooLong() throws Exception {
        try (Shell shell = connection.openShell(OPTIONS)) {
            StepsReply reply =
                    OneStep.reply(shell, "echo begun; sleep 60", Duration.ofSeconds(1), "say after $STEP_EXIT");
            StepResult result = reply.results().getFirst();
            assertThat(result.timedOut()).isTrue();
            assertThat(result.exit()).isEqualTo(124);
            assertThat(result.stdout()).isEqualTo("begun\n");
            assertThat(reply.followUp().frames()).hasSize(1);
            StepResult stubborn =
                    OneStep.run(shell, "trap '' TERM; sleep 60; sleep 60", Duration.ofSeconds(1), "say after");
            assertThat(stubborn.timedOut()).isTrue();
            assertThat(stubborn.exit()).isEqualTo(137);
            assertThat(OneStep.run(shell, "exit 124", TIME, ":").timedOut()).isFalse();
        }
    }

    @Test
    void stepWithASyntaxErrorOrOddTextFailsByItself() throws Exception {
        try (Shell shell = connection.openShell(OPTIONS)) {
            assertThat(OneStep.run(shell, "if then", TIME, "say a").exit()).isEqualTo(2);
            assertThat(OneStep.run(shell, "", TIME, "say a").exit()).isZero();
            assertThat(OneStep.run(shell, "printf %s 'ü€\\\\ $x `y` \"'", TIME, "say a")
                            .stdout())
                    .isEqualTo("ü€\\\\ $x `y` \"");
            assertThat(shell.run("say a", TIME).frames()).hasSize(1);
        }
    }

    @Test
    void scriptsOfMegabytesAreQuick() throws Exception {
        String blob = "0123456789abcdef\n".repeat((5 << 20) / 17);
        try (Shell shell = connection.openShell(OPTIONS)) {
            long start = System.nanoTime();
            StepResult result = OneStep.run(shell, "wc -c <<'END'\n" + blob + "END\n", TIME, "say a");
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            assertThat(result.stdout().strip()).isEqualTo(Integer.toString(blob.length()));
            assertThat(millis).isLessThan(2000);
        }
    }

    @Test
    void scriptsAndStepsNeverStandInArguments() throws Exception {
        String secret = "hunter2hunter2";
        try (Shell shell = connection.openShell(OPTIONS)) {
            CompletableFuture<RemoteException> step =
                    failing(() -> OneStep.run(shell, "x=" + secret + "; sleep 2", TIME, "x=" + secret + "; sleep 2"));
            boolean seen = false;
            for (int i = 0; i < 8; i++) {
                TimeUnit.MILLISECONDS.sleep(500);
                String all = SSHD.inside("cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ | tr '\\0' ' '");
                assertThat(all).doesNotContain(secret);
                seen |= all.contains("/run/provisioner/run-a/step");
            }
            assertThat(seen).as("the step was running").isTrue();
            assertThat(step.get()).isNull();
        }
    }

    @Test
    void readingWritesNothing() throws Exception {
        String look = "find /run /etc " + SSHD.path("home") + " -printf '%p %i %s %m %T@ %C@\\n' | sort";
        String before = SSHD.inside(look);
        try (Connection reading = new Ssh(PassphrasePrompt.none()).connect(SSHD.root());
                Shell shell = reading.openShell(ShellOptions.reading("r", "t@c"))) {
            shell.run("say a; cat <<'X' | emit b\n" + "x".repeat(100_000) + "\nX\n", TIME);
            assertThat(SSHD.inside(look)).isEqualTo(before);
        }
        assertThat(SSHD.inside(look)).isEqualTo(before);
    }

    @Test
    void readingNeedsNoWritableFileSystem() throws Exception {
        try (TestSshd frozen = TestSshd.start()) {
            frozen.inside("for d in / /run /tmp; do mount --bind $d $d && mount -o remount,bind,ro $d; done");
            Connection reading = new Ssh(PassphrasePrompt.none()).connect(frozen.root());
            try (Shell shell = reading.openShell(ShellOptions.reading("r", "t@c"))) {
                Reply reply =
                        shell.run("touch /run/x; say a; cat <<'X' | emit b\n" + "x".repeat(100_000) + "\nX\n", TIME);
                assertThat(reply.stderrTail()).isEqualTo("touch: cannot touch '/run/x': Read-only file system\n");
                assertThat(reply.frames()).hasSize(2);
            }
            RemoteException e = failure(() -> reading.openShell(OPTIONS));
            assertThat(e.kind()).isEqualTo(Kind.PROTOCOL);
            assertThat(e).hasMessageContaining("Read-only file system");
            reading.close();
        }
    }
}
