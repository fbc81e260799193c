package provisioner.remote.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import provisioner.remote.connection.Connection;
import provisioner.remote.ssh.Ssh;
import provisioner.remote.target.PassphrasePrompt;
import provisioner.remote.target.RemoteException;
import provisioner.remote.target.RemoteException.Kind;

/** The lock, the heartbeat and lost connections, over a real sshd. */
@Tag("host")
@Timeout(90)
class LockHostTest extends LockedShells {
    @Test
    void secondLockerIsToldWhoHoldsItAndReadersToo() throws Exception {
        Instant before = Instant.now().minusSeconds(2);
        try (Shell first = connection.openShell(OPTIONS);
                Connection other = new Ssh(PassphrasePrompt.none()).connect(SSHD.target("deploy", "user_ed25519"))) {
            RemoteException e = failure(() -> other.openShell(ShellOptions.locking("b", "bob@desk")));
            assertThat(e.kind()).isEqualTo(Kind.LOCKED);
            assertThat(e)
                    .message()
                    .matches("web-1 is locked by run a of alice@laptop since \\S+Z \\(process \\d+ there\\)");
            String since = String.valueOf(e.getMessage()).replaceAll(".* since (\\S+Z).*", "$1");
            assertThat(Instant.parse(since)).isBetween(before, Instant.now().plusSeconds(1));
            try (Shell reader = other.openShell(ShellOptions.reading("c", "bob@desk"))) {
                assertThat(reader.lockHolder())
                        .hasValueSatisfying(holder -> assertThat(holder).startsWith("run a of alice@laptop since "));
            }
            assertThat(first.lockHolder()).isEmpty();
            assertThat(first.run("say a", TIME).frames()).hasSize(1);
            first.close();
            try (Shell reader = other.openShell(ShellOptions.reading("c", "bob@desk"));
                    Shell second = other.openShell(ShellOptions.locking("b", "bob@desk"))) {
                assertThat(reader.lockHolder()).isEmpty();
                assertThat(second.run("say a", TIME).frames()).hasSize(1);
            }
        }
    }

    @Test
    void holderThatDiedIsNotReported() throws Exception {
        Shell dead = connection.openShell(OPTIONS);
        assertThat(failure(() -> dead.run("kill -9 $$", TIME)).kind()).isEqualTo(Kind.LOST);
        assertThat(exists("/run/provisioner/holder")).isTrue();
        try (Shell reader = connection.openShell(ShellOptions.reading("c", "bob@desk"))) {
            assertThat(reader.lockHolder()).isEmpty();
        }
        SSHD.inside("mkdir /run/provisioner/run-old; mkdir /run/provisioner/loaded");
        try (Shell next = connection.openShell(ShellOptions.locking("b", "bob@desk"))) {
            assertThat(next.run("say dir $PROVISIONER_DIR", TIME)
                            .frames()
                            .getFirst()
                            .text())
                    .isEqualTo("/run/provisioner/run-b");
            assertThat(SSHD.inside("cd /run/provisioner; echo *").strip()).isEqualTo("holder loaded lock run-b");
            assertThat(SSHD.inside("stat -c '%a %n' /run/provisioner /run/provisioner/run-b")
                            .strip())
                    .isEqualTo("700 /run/provisioner\n700 /run/provisioner/run-b");
        }
        SSHD.inside("rmdir /run/provisioner/loaded");
    }

    @Test
    void daemonOfAStepHoldsNothing() throws Exception {
        try (Shell shell = connection.openShell(OPTIONS)) {
            StepResult result =
                    OneStep.run(shell, "nohup sleep 60 >/dev/null 2>&1 & echo $!; sleep 60 & echo $!", TIME, "say a");
            List<String> pids = result.stdout().lines().toList();
            assertThat(result.duration()).isLessThan(Duration.ofSeconds(5));
            shell.close();
            assertThat(held()).isFalse();
            for (String pid : pids) {
                assertThat(SSHD.inside("ls -l /proc/" + pid + "/fd"))
                        .doesNotContain("pipe:", "socket:", "/lock", "run-a/in");
                SSHD.inside("kill " + pid);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"root", "deploy"})
    void stepSurvivesALostConnectionAndThenTheLockIsReleased(String user) throws Exception {
        try (Connection doomed = new Ssh(PassphrasePrompt.none()).connect(SSHD.target(user, "user_ed25519"))) {
            Shell shell = doomed.openShell(OPTIONS);
            CompletableFuture<RemoteException> step =
                    failing(() -> OneStep.run(shell, "sleep 3; echo $? >/run/witness", TIME, "touch /run/then"));
            TimeUnit.SECONDS.sleep(1);
            SSHD.sessions().forEach(ProcessHandle::destroyForcibly);
            assertThat(step.get(2, TimeUnit.SECONDS).kind()).isEqualTo(Kind.LOST);
            assertThat(exists("/run/witness")).isFalse();
            assertThat(held()).isTrue();
            awaitFree();
            assertThat(SSHD.inside("cat /run/witness").strip()).isEqualTo("0");
            assertThat(exists("/run/provisioner/run-a")).isFalse();
            SSHD.inside("rm -f /run/witness /run/then");
        }
    }

    /** As when memory runs out: the root shell is gone, and the step goes on with its files. */
    @Test
    void stepOfAKilledShellKeepsTheLockAndItsFiles() throws Exception {
        Shell shell = connection.openShell(OPTIONS);
        CompletableFuture<RemoteException> step = failing(
                () -> OneStep.run(shell, "sleep 4; ls /run/provisioner/run-a/step >/run/witness 2>&1", TIME, "say a"));
        TimeUnit.SECONDS.sleep(1);
        SSHD.inside("kill -9 $(sed -n 's/^pid //p' /run/provisioner/holder)");
        assertThat(step.get(5, TimeUnit.SECONDS).kind()).isEqualTo(Kind.LOST);
        assertThat(failure(() -> connection.openShell(ShellOptions.locking("b", "bob@desk")))
                        .kind())
                .isEqualTo(Kind.LOCKED);
        awaitFree();
        assertThat(SSHD.inside("cat /run/witness").strip()).isEqualTo("/run/provisioner/run-a/step");
        connection.openShell(ShellOptions.locking("b", "bob@desk")).close();
        SSHD.inside("rm -f /run/witness");
    }

    @Test
    void withoutHeartbeatTheShellEndsAfterTheStepInHand() throws Exception {
        Duration never = Duration.ofHours(1);
        Shell shell = connection.openShell(OPTIONS.withHeartbeat(never, Duration.ofSeconds(2)));
        StepResult result = OneStep.run(shell, "sleep 5; echo done", TIME, "say a");
        assertThat(result.stdout()).isEqualTo("done\n");
        assertThat(failure(() -> {
                            TimeUnit.SECONDS.sleep(1);
                            shell.run("say a", TIME);
                        })
                        .kind())
                .isEqualTo(Kind.LOST);
        assertThat(held()).isFalse();
        Shell idle = connection.openShell(OPTIONS.withHeartbeat(never, Duration.ofSeconds(2)));
        assertThat(held()).isTrue();
        long start = System.nanoTime();
        awaitFree();
        assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start)).isLessThan(8);
        idle.close();
    }

    @Test
    void heartbeatsKeepAnIdleShellAndALongStepAlive() throws Exception {
        ShellOptions quick = OPTIONS.withHeartbeat(Duration.ofMillis(500), Duration.ofSeconds(2));
        try (Shell shell = connection.openShell(quick)) {
            TimeUnit.SECONDS.sleep(5);
            assertThat(OneStep.run(shell, "sleep 5", TIME, "say a").exit()).isZero();
            TimeUnit.SECONDS.sleep(4);
            assertThat(shell.run("say a", TIME).frames()).hasSize(1);
        }
    }

    /** The host's side alone, where sshd's locks are, so that a test can speak the protocol as it likes. */
    private static Process shellWithoutSshd() throws IOException {
        String pid = Long.toString(SSHD.process().pid());
        return new ProcessBuilder("nsenter", "-t", pid, "-m", "sh", "-c", Escalation.NONE.command()).start();
    }

    /** A network that was cut: nothing arrives, nothing is taken, and the connection stands for all sshd knows. */
    @Test
    void shellThatIsStuckInAReplyGivesTheLockBack() throws Exception {
        ShellOptions options = OPTIONS.withHeartbeat(Duration.ofHours(1), Duration.ofSeconds(2));
        Process stuck = shellWithoutSshd();
        stuck.getOutputStream().write(Protocol.opening(options, "0".repeat(32), ""));
        stuck.getOutputStream().write(Protocol.evaluate(1, "head -c 10000000 /dev/zero | emit a"));
        stuck.getOutputStream().flush();
        InputStream output = stuck.getInputStream();
        assertThat(output.readNBytes(200)).hasSize(200);
        assertThat(held()).isTrue();
        awaitFree();
        assertThat(stuck.waitFor(2, TimeUnit.SECONDS)).isTrue();
        stuck.getInputStream().close();
    }

    @Test
    void bodyThatTricklesInCountsAsAHeartbeat() throws Exception {
        ShellOptions options = OPTIONS.withHeartbeat(Duration.ofHours(1), Duration.ofSeconds(3));
        Process slow = shellWithoutSshd();
        slow.getOutputStream().write(Protocol.opening(options, "0".repeat(32), ""));
        byte[] request = Protocol.evaluate(1, "say whole\n: " + "x".repeat(80_000));
        for (int at = 0; at < request.length; at += 8_000) {
            slow.getOutputStream().write(request, at, Math.min(8_000, request.length - at));
            slow.getOutputStream().flush();
            TimeUnit.SECONDS.sleep(1);
        }
        slow.getOutputStream().close();
        assertThat(new String(slow.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains(" whole =");
    }

    @Test
    void abortDuringAStepLeavesItToItsEnd() throws Exception {
        Shell shell = connection.openShell(OPTIONS);
        CompletableFuture<RemoteException> step =
                failing(() -> OneStep.run(shell, "sleep 2; touch /run/witness", TIME, "say a"));
        TimeUnit.SECONDS.sleep(1);
        shell.close();
        assertThat(step.get(2, TimeUnit.SECONDS).kind()).isEqualTo(Kind.LOST);
        assertThat(held()).isTrue();
        awaitFree();
        assertThat(exists("/run/witness")).isTrue();
        SSHD.inside("rm /run/witness");
        try (Shell again = connection.openShell(OPTIONS)) {
            assertThat(again.run("say a", TIME).frames()).hasSize(1);
        }
    }

    @Test
    void closeReleasesTheLockBeforeItReturns() throws Exception {
        for (int i = 0; i < 10; i++) {
            connection.openShell(OPTIONS).close();
        }
        assertThat(held()).isFalse();
    }
}
