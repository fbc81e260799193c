package provisioner.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import provisioner.remote.RemoteException.Kind;

/** Lock, steps, heartbeat and lost connections, over a real sshd. */
@Tag("host")
@Timeout(90)
class LockedShellHostTest {
    private static final Duration TIME = Duration.ofSeconds(20);
    private static final ShellOptions OPTIONS = ShellOptions.locking("a", "alice@laptop");

    private static TestSshd sshd;

    private Connection connection;

    @BeforeAll
    static void start() throws Exception {
        sshd = TestSshd.start();
    }

    @AfterAll
    static void stop() throws Exception {
        sshd.close();
    }

    @BeforeEach
    void connect() throws Exception {
        connection = new Ssh(SshOptions.defaults()).connect(sshd.root());
    }

    @AfterEach
    void disconnect() throws Exception {
        connection.close();
        awaitFree();
        String left = sshd.inside("cd /run/provisioner 2>/dev/null && echo * || echo lock").strip();
        sshd.inside("rm -rf /run/provisioner");
        assertThat(left).isEqualTo("lock");
    }

    /** The lock is free: seen from outside, by util-linux's own lslocks of the kernel's table. */
    private static boolean held() throws Exception {
        return sshd.inside("test -e /run/provisioner/lock || { echo free; exit; }; "
                        + "flock -n /run/provisioner/lock echo free || echo held")
                .contains("held");
    }

    private static void awaitFree() throws Exception {
        for (int i = 0; held(); i++) {
            assertThat(i).as("the lock is never released").isLessThan(200);
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private static boolean exists(String path) throws Exception {
        return sshd.inside("test -e " + path + " && echo yes || echo no").contains("yes");
    }

    private static RemoteException failure(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return catchThrowableOfType(RemoteException.class, call);
    }

    private static CompletableFuture<RemoteException> failing(
            org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return CompletableFuture.supplyAsync(() -> failure(call));
    }

    @Test
    void stepAndWhatFollowsInOneReply() throws Exception {
        try (Shell shell = connection.openShell(OPTIONS)) {
            StepResult result = shell.runStep(
                    "echo out; echo err >&2; sleep 0.3; exit 4", TIME, "say exit $STEP_EXIT; cat /proc/1/comm >&2; exit 5");
            assertThat(result.exit()).isEqualTo(4);
            assertThat(result.timedOut()).isFalse();
            assertThat(result.stdout()).isEqualTo("out\n");
            assertThat(result.stderr()).isEqualTo("err\n");
            assertThat(result.duration()).isBetween(Duration.ofMillis(280), Duration.ofSeconds(5));
            assertThat(result.then().frames()).containsExactly(new Frame("exit", "4".getBytes(StandardCharsets.UTF_8)));
            assertThat(result.then().exit()).isEqualTo(5);
            assertThat(result.then().stderrTail()).isNotBlank();
            assertThat(shell.runStep("true", TIME, ":").stdout()).isEmpty();
        }
        assertThat(connection.exchanges()).isEqualTo(1);
    }

    @Test
    void stepSeesNeitherProtocolNorLockNorInput() throws Exception {
        try (Shell shell = connection.openShell(OPTIONS)) {
            StepResult result = shell.runStep(
                    """
                    cat
                    read -r line; echo "read: $? [$line]"
                    readlink /proc/self/fd/0
                    for fd in /proc/$$/fd/*; do readlink $fd; done
                    echo "dir [${PROVISIONER_DIR-}] umask $(umask) cwd $PWD"
                    grep -qE '^SigIgn.*0000$' /proc/self/status && echo 'pipe and hangup are not ignored'
                    env
                    """,
                    TIME,
                    "say a");
            assertThat(result.stdout())
                    .contains("read: 1 []", "/dev/null", "dir [] umask 0022 cwd /", "pipe and hangup are not ignored")
                    .doesNotContain("lock\n", "pipe:", "pv_", "/in\n");
            assertThat(result.exit()).isZero();
        }
    }

    @Test
    void onlyTheEndOfAStepsOutputComesBack() throws Exception {
        try (Shell shell = connection.openShell(OPTIONS)) {
            StepResult result = shell.runStep(
                    "seq 1 200000; seq 1 200000 >&2; printf '\\033[31mred' >&2", TIME, "say a");
            assertThat(result.stdout()).hasSize(16 << 10).endsWith("199999\n200000\n");
            assertThat(result.stderr()).endsWith("200000\n\uFFFD[31mred");
        }
    }

    @Test
    void outputOfALongStepDoesNotFillRun() throws Exception {
        try (Shell shell = connection.openShell(OPTIONS)) {
            StepResult result = shell.runStep(
                    """
                    head -c 50000000 /dev/zero | tr '\\0' x
                    sleep 6
                    echo; echo end
                    ls -l /run/provisioner/run-a/stdout | cut -d ' ' -f 5 >&2
                    """,
                    TIME,
                    "say a");
            assertThat(result.stdout()).endsWith("x\nend\n");
            assertThat(Long.parseLong(result.stderr().strip())).isLessThan(1 << 20);
        }
    }

    @Test
    void stepThatTakesTooLong() throws Exception {
        try (Shell shell = connection.openShell(OPTIONS)) {
            StepResult result = shell.runStep("echo begun; sleep 60", Duration.ofSeconds(1), "say after $STEP_EXIT");
            assertThat(result.timedOut()).isTrue();
            assertThat(result.exit()).isEqualTo(124);
            assertThat(result.stdout()).isEqualTo("begun\n");
            assertThat(result.then().frames()).hasSize(1);
            StepResult stubborn =
                    shell.runStep("trap '' TERM; sleep 60; sleep 60", Duration.ofSeconds(1), "say after");
            assertThat(stubborn.timedOut()).isTrue();
            assertThat(stubborn.exit()).isEqualTo(137);
            assertThat(shell.runStep("exit 124", TIME, ":").timedOut()).isFalse();
        }
    }

    @Test
    void stepWithASyntaxErrorOrOddTextFailsByItself() throws Exception {
        try (Shell shell = connection.openShell(OPTIONS)) {
            assertThat(shell.runStep("if then", TIME, "say a").exit()).isEqualTo(2);
            assertThat(shell.runStep("", TIME, "say a").exit()).isZero();
            assertThat(shell.runStep("printf %s 'ü€\\\\ $x `y` \"'", TIME, "say a").stdout())
                    .isEqualTo("ü€\\\\ $x `y` \"");
            assertThat(shell.run("say a", TIME).frames()).hasSize(1);
        }
    }

    @Test
    void scriptsOfMegabytesAreQuick() throws Exception {
        String blob = "0123456789abcdef\n".repeat((5 << 20) / 17);
        try (Shell shell = connection.openShell(OPTIONS)) {
            long start = System.nanoTime();
            StepResult result = shell.runStep("wc -c <<'END'\n" + blob + "END\n", TIME, "say a");
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            assertThat(result.stdout().strip()).isEqualTo(Integer.toString(blob.length()));
            assertThat(millis).isLessThan(2000);
        }
    }

    @Test
    void secondLockerIsToldWhoHoldsItAndReadersToo() throws Exception {
        Instant before = Instant.now().minusSeconds(2);
        try (Shell first = connection.openShell(OPTIONS);
                Connection other = new Ssh(SshOptions.defaults()).connect(sshd.target("deploy", "user_ed25519"))) {
            RemoteException e = failure(() -> other.openShell(ShellOptions.locking("b", "bob@desk")));
            assertThat(e.kind()).isEqualTo(Kind.LOCKED);
            assertThat(e).message().matches("web-1 is locked by run a of alice@laptop since \\S+Z \\(process \\d+ there\\)");
            String since = String.valueOf(e.getMessage()).replaceAll(".* since (\\S+Z).*", "$1");
            assertThat(Instant.parse(since)).isBetween(before, Instant.now().plusSeconds(1));
            try (Shell reader = other.openShell(ShellOptions.reading("c", "bob@desk"))) {
                assertThat(reader.lockHolder()).hasValueSatisfying(holder -> assertThat(holder)
                        .startsWith("run a of alice@laptop since "));
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
        sshd.inside("mkdir /run/provisioner/run-old; mkdir /run/provisioner/loaded");
        try (Shell next = connection.openShell(ShellOptions.locking("b", "bob@desk"))) {
            assertThat(next.run("say dir $PROVISIONER_DIR", TIME).frames().getFirst().text())
                    .isEqualTo("/run/provisioner/run-b");
            assertThat(sshd.inside("cd /run/provisioner; echo *").strip())
                    .isEqualTo("holder loaded lock run-b");
            assertThat(sshd.inside("stat -c '%a %n' /run/provisioner /run/provisioner/run-b").strip())
                    .isEqualTo("700 /run/provisioner\n700 /run/provisioner/run-b");
        }
        sshd.inside("rmdir /run/provisioner/loaded");
    }

    @Test
    void daemonOfAStepHoldsNothing() throws Exception {
        try (Shell shell = connection.openShell(OPTIONS)) {
            StepResult result = shell.runStep(
                    "nohup sleep 60 >/dev/null 2>&1 & echo $!; sleep 60 & echo $!", TIME, "say a");
            List<String> pids = result.stdout().lines().toList();
            assertThat(result.duration()).isLessThan(Duration.ofSeconds(5));
            shell.close();
            assertThat(held()).isFalse();
            for (String pid : pids) {
                assertThat(sshd.inside("ls -l /proc/" + pid + "/fd"))
                        .doesNotContain("pipe:", "socket:", "/lock", "run-a/in");
                sshd.inside("kill " + pid);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"root", "deploy"})
    void stepSurvivesALostConnectionAndThenTheLockIsReleased(String user) throws Exception {
        try (Connection doomed = new Ssh(SshOptions.defaults()).connect(sshd.target(user, "user_ed25519"))) {
            Shell shell = doomed.openShell(OPTIONS);
            CompletableFuture<RemoteException> step =
                    failing(() -> shell.runStep("sleep 3; echo $? >/run/witness", TIME, "touch /run/then"));
            TimeUnit.SECONDS.sleep(1);
            sshd.sessions().forEach(ProcessHandle::destroyForcibly);
            assertThat(step.get(2, TimeUnit.SECONDS).kind()).isEqualTo(Kind.LOST);
            assertThat(exists("/run/witness")).isFalse();
            assertThat(held()).isTrue();
            awaitFree();
            assertThat(sshd.inside("cat /run/witness").strip()).isEqualTo("0");
            assertThat(exists("/run/provisioner/run-a")).isFalse();
            sshd.inside("rm -f /run/witness /run/then");
        }
    }

    @Test
    void withoutHeartbeatTheShellEndsAfterTheStepInHand() throws Exception {
        Duration never = Duration.ofHours(1);
        Shell shell = connection.openShell(OPTIONS.withHeartbeat(never, Duration.ofSeconds(2)));
        StepResult result = shell.runStep("sleep 5; echo done", TIME, "say a");
        assertThat(result.stdout()).isEqualTo("done\n");
        assertThat(failure(() -> {
                    TimeUnit.SECONDS.sleep(1);
                    shell.run("say a", TIME);
                }).kind())
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
            assertThat(shell.runStep("sleep 5", TIME, "say a").exit()).isZero();
            TimeUnit.SECONDS.sleep(4);
            assertThat(shell.run("say a", TIME).frames()).hasSize(1);
        }
    }

    /** A network that was cut: nothing arrives, nothing is taken, and the connection stands for all sshd knows. */
    @Test
    void shellThatIsStuckInAReplyGivesTheLockBack() throws Exception {
        ShellOptions options = OPTIONS.withHeartbeat(Duration.ofHours(1), Duration.ofSeconds(2));
        Process stuck = new ProcessBuilder(
                        "nsenter", "-t", Long.toString(sshd.process().pid()), "-m", "sh", "-c", Protocol.command(false))
                .start();
        stuck.getOutputStream().write(Protocol.prelude(options, "0".repeat(32)));
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
    void bodyThatTrickesInCountsAsAHeartbeat() throws Exception {
        ShellOptions options = OPTIONS.withHeartbeat(Duration.ofHours(1), Duration.ofSeconds(3));
        Process slow = new ProcessBuilder(
                        "nsenter", "-t", Long.toString(sshd.process().pid()), "-m", "sh", "-c", Protocol.command(false))
                .start();
        slow.getOutputStream().write(Protocol.prelude(options, "0".repeat(32)));
        byte[] request = Protocol.evaluate(1, "say whole\n: " + "x".repeat(80_000));
        for (int at = 0; at < request.length; at += 8_000) {
            slow.getOutputStream().write(request, at, Math.min(8_000, request.length - at));
            slow.getOutputStream().flush();
            TimeUnit.SECONDS.sleep(1);
        }
        slow.getOutputStream().close();
        assertThat(new String(slow.getInputStream().readAllBytes(), StandardCharsets.UTF_8)).contains(" whole =");
    }

    @Test
    void abortDuringAStepLeavesItToItsEnd() throws Exception {
        Shell shell = connection.openShell(OPTIONS);
        CompletableFuture<RemoteException> step =
                failing(() -> shell.runStep("sleep 2; touch /run/witness", TIME, "say a"));
        TimeUnit.SECONDS.sleep(1);
        shell.close();
        assertThat(step.get(2, TimeUnit.SECONDS).kind()).isEqualTo(Kind.LOST);
        assertThat(held()).isTrue();
        awaitFree();
        assertThat(exists("/run/witness")).isTrue();
        sshd.inside("rm /run/witness");
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

    @Test
    void scriptsAndStepsNeverStandInArguments() throws Exception {
        String secret = "hunter2hunter2";
        try (Shell shell = connection.openShell(OPTIONS)) {
            CompletableFuture<RemoteException> step =
                    failing(() -> shell.runStep("x=" + secret + "; sleep 2", TIME, "x=" + secret + "; sleep 2"));
            boolean seen = false;
            for (int i = 0; i < 8; i++) {
                TimeUnit.MILLISECONDS.sleep(500);
                String all = sshd.inside("cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ | tr '\\0' ' '");
                assertThat(all).doesNotContain(secret);
                seen |= all.contains("/run/provisioner/run-a/step");
            }
            assertThat(seen).as("the step was running").isTrue();
            assertThat(step.get()).isNull();
        }
    }

    @Test
    void readingWritesNothing() throws Exception {
        String look = "find /run /etc " + sshd.path("home") + " -printf '%p %i %s %m %T@ %C@\\n' | sort";
        String before = sshd.inside(look);
        try (Connection reading = new Ssh(SshOptions.defaults()).connect(sshd.root());
                Shell shell = reading.openShell(ShellOptions.reading("r", "t@c"))) {
            shell.run("say a; cat <<'X' | emit b\n" + "x".repeat(100_000) + "\nX\n", TIME);
            assertThat(sshd.inside(look)).isEqualTo(before);
        }
        assertThat(sshd.inside(look)).isEqualTo(before);
    }

    @Test
    void readingNeedsNoWritableFileSystem() throws Exception {
        try (TestSshd frozen = TestSshd.start()) {
            frozen.inside("for d in / /run /tmp; do mount --bind $d $d && mount -o remount,bind,ro $d; done");
            Connection reading = new Ssh(SshOptions.defaults()).connect(frozen.root());
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
