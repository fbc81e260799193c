package provisioner.remote.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import provisioner.remote.ssh.TestSshd;
import provisioner.remote.target.RemoteException;
import provisioner.remote.target.RemoteException.Kind;

/** The shell of a run that only reads, over this machine's sh: it writes nothing and needs no rights. */
@Timeout(60)
class ShellTest {
    private static final Duration TIME = Duration.ofSeconds(20);
    private static final ShellOptions OPTIONS = ShellOptions.reading("run-1", "tester@here");

    private Shell shell;

    @BeforeEach
    void open() throws Exception {
        shell = open(OPTIONS, "/bin/sh", "-c", Escalation.NONE.command());
    }

    @AfterEach
    void close() {
        shell.close();
    }

    private static Shell open(ShellOptions options, String... command) throws Exception {
        return openAhead(options, "", command);
    }

    private static Shell openAhead(ShellOptions options, String ahead, String... command) throws Exception {
        return Shell.open(
                TestSshd.target("here", 22, "deploy", Path.of("/none"), Path.of("/none")),
                Escalation.SUDO,
                options,
                new LocalPipe(command),
                ahead);
    }

    private static RemoteException failure(ThrowingCallable call) {
        return catchThrowableOfType(RemoteException.class, call);
    }

    @Test
    void whatWasSentAheadIsAnsweredOnce() throws Exception {
        String script = "echo once >>\"$FILE\"; say lines $(wc -l <\"$FILE\"); echo told >&2; exit 4";
        String counted = "FILE=" + Files.createTempDirectory("ahead").resolve("asked") + "\n" + script;
        try (Shell ahead = openAhead(OPTIONS, counted, "/bin/sh", "-c", Escalation.NONE.command())) {
            Reply first = ahead.first(TIME);
            assertThat(first.frame("lines").orElseThrow().text()).isEqualTo("1");
            assertThat(first.exit()).isEqualTo(4);
            assertThat(first.stderrTail()).isEqualTo("told\n");
            assertThat(ahead.run(counted, TIME).frame("lines").orElseThrow().text())
                    .isEqualTo("2");
            assertThatThrownBy(() -> ahead.first(TIME)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void anotherScriptIsNotGivenTheReplyToWhatWasSentAhead() throws Exception {
        try (Shell ahead = openAhead(OPTIONS, "say was ahead", "/bin/sh", "-c", Escalation.NONE.command())) {
            Reply reply = ahead.run("say was asked", TIME);
            assertThat(reply.frames()).hasSize(1);
            assertThat(reply.frames().getFirst().text()).isEqualTo("asked");
            assertThatThrownBy(() -> ahead.first(TIME)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void framesStatusAndErrors() throws Exception {
        Reply reply = shell.run("say a one two; printf 'x\\000\\n' | emit b; echo out; echo err >&2; exit 3", TIME);
        assertThat(reply.frames())
                .containsExactly(
                        new Frame("a", "one two".getBytes(StandardCharsets.UTF_8)),
                        new Frame("b", new byte[] {'x', 0, 10}));
        assertThat(reply.exit()).isEqualTo(3);
        assertThat(reply.stderrTail()).isEqualTo("out\nerr\n");
    }

    @Test
    void scriptsCannotEndOrChangeTheShell() throws Exception {
        shell.run("x=1; cd /tmp; umask 0; exec 4>&- 1>&- 2>&-; exit 1", TIME);
        shell.run("set -eu; false", TIME);
        shell.run("kill -PIPE $(sh -c 'echo $PPID')", TIME);
        Reply reply = shell.run("say x \"[${x-}]\"; say cwd \"$PWD\"; say umask $(umask); say z \"$-\"", TIME);
        assertThat(reply.frames()).extracting(Frame::text).startsWith("[]", "/", "0022");
    }

    @Test
    void syntaxErrorIsAStatusAndAMessage() throws Exception {
        Reply reply = shell.run("say a; if then", TIME);
        assertThat(reply.exit()).isEqualTo(2);
        assertThat(reply.frames()).isEmpty();
        assertThat(reply.stderrTail()).containsIgnoringCase("syntax error");
        assertThat(shell.run("say still here", TIME).frames()).hasSize(1);
    }

    @Test
    void scriptReadsNothingOfTheProtocol() throws Exception {
        assertThat(shell.run("say got \"[$(cat)]\"; cat <&3", TIME).frames())
                .extracting(Frame::text)
                .containsExactly("[]");
        assertThat(shell.run("say a", TIME).frames()).hasSize(1);
    }

    @Test
    void textThatIsSaidStaysOneFrame() throws Exception {
        Reply reply = shell.run("say a 'one\ntwo'; say b; say c 'a\\nb %s \"$x\" `id`'; say d '\033[31m'", TIME);
        assertThat(reply.frames())
                .extracting(Frame::text)
                .containsExactly("one\ntwo", "", "a\\nb %s \"$x\" `id`", "\033[31m");
    }

    @Test
    void unfinishedOutputDoesNotSwallowTheEnd() throws Exception {
        Reply reply = shell.run("printf 'no newline' >&4; printf 'none' >&2", TIME);
        assertThat(reply.exit()).isZero();
        assertThat(reply.stderrTail()).isEqualTo("none");
    }

    @Test
    void everyCharacterArrivesAsItIs() throws Exception {
        StringBuilder all = new StringBuilder();
        for (int point = 1; point < 0x3000; point++) {
            all.append(point == '\r' ? " " : Character.toString(point));
        }
        all.append("\uD83D\uDE00");
        Reply reply = shell.run("emit a <<'END_OF_TEXT'\n" + all + "\nEND_OF_TEXT", TIME);
        assertThat(reply.frames().getFirst().text()).isEqualTo(all + "\n");
    }

    @Test
    void scriptsOfMegabytesAreQuick() throws Exception {
        String blob = "0123456789abcdef\n".repeat((5 << 20) / 17);
        long start = System.nanoTime();
        Reply reply = shell.run("wc -c <<'END' | emit n\n" + blob + "END\nx='" + blob + "'\nsay m ${#x}", TIME);
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        assertThat(reply.frames())
                .extracting(frame -> frame.text().strip())
                .containsExactly(Integer.toString(blob.length()), Integer.toString(blob.length()));
        assertThat(millis).isLessThan(4000);
    }

    @Test
    void largeStderrAndLargeFramesTogether() throws Exception {
        Reply reply = shell.run(
                "head -c 8388608 /dev/zero | tr '\\000' e >&2; head -c 8388608 /dev/zero | emit z; echo end >&2", TIME);
        assertThat(reply.frames().getFirst().payload()).hasSize(8 << 20);
        assertThat(reply.stderrTail()).hasSize(ErrorTail.LIMIT - marker()).endsWith("eend\n");
    }

    /** The end marker takes its place in what is kept. */
    private static int marker() {
        return ("\n" + "0".repeat(32) + " .done =1\n").length();
    }

    @Test
    void endlessReplyIsCutAtItsBound() throws Exception {
        for (String script : List.of("yes | emit a", "yes >&4", "cat /dev/zero >&4")) {
            try (Shell bounded = open(OPTIONS.withMaxReply(4 << 20), "/bin/sh", "-c", Escalation.NONE.command())) {
                RemoteException e = failure(() -> bounded.run(script, TIME));
                assertThat(e).hasMessage("web-1 answered with more than 4 MiB");
                assertThat(e.kind()).isEqualTo(Kind.PROTOCOL);
                assertThatThrownBy(() -> bounded.run("say a", TIME)).isSameAs(e);
            }
        }
    }

    @Test
    void endlesslyManyFramesAreCutToo() throws Exception {
        try (Shell bounded = open(OPTIONS.withMaxReply(1 << 20), "/bin/sh", "-c", Escalation.NONE.command())) {
            RemoteException e = failure(() -> bounded.run("while :; do say a b; done", TIME));
            assertThat(e).hasMessageMatching("web-1 answered with \\d+ frames and no end");
            assertThat(e.kind()).isEqualTo(Kind.PROTOCOL);
        }
    }

    @Test
    void endlessErrorsAreCutAtTheBoundToo() throws Exception {
        try (Shell bounded = open(OPTIONS.withMaxReply(4 << 20), "/bin/sh", "-c", Escalation.NONE.command())) {
            RemoteException e = failure(() -> bounded.run("yes >&2", TIME));
            assertThat(e).hasMessage("web-1 wrote more than 4 MiB to standard error");
        }
    }

    @Test
    void brokenFrameIsAProtocolError() {
        RemoteException e = failure(() -> shell.run("echo \"$pv_nonce a :AAA.\" >&4; sleep 60", TIME));
        assertThat(e.kind()).isEqualTo(Kind.PROTOCOL);
        assertThat(e).hasMessage("web-1 sent a frame 'a' that is not base64");
    }

    @Test
    void replyThatWasNotAskedForIsAProtocolError() {
        RemoteException e = failure(() -> shell.run("say .done 7 0", TIME));
        assertThat(e.kind()).isEqualTo(Kind.PROTOCOL);
    }

    @Test
    void scriptThatTakesTooLong() {
        RemoteException e = failure(() -> shell.run("sleep 60", Duration.ofSeconds(1)));
        assertThat(e).hasMessage("web-1 did not answer within 1 s");
        assertThat(e.kind()).isEqualTo(Kind.TIMEOUT);
    }

    @Test
    void closingFromAnotherThreadEndsARun() throws Exception {
        CompletableFuture<RemoteException> run =
                CompletableFuture.supplyAsync(() -> failure(() -> shell.run("sleep 60", TIME)));
        TimeUnit.MILLISECONDS.sleep(200);
        long start = System.nanoTime();
        shell.close();
        assertThat(run.get(2, TimeUnit.SECONDS).kind()).isEqualTo(Kind.LOST);
        assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(2));
    }

    @Test
    void interruptEndsARun() throws Exception {
        Thread[] runner = new Thread[1];
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        runner[0] = Thread.ofVirtual().start(() -> {
            try {
                shell.run("sleep 60", TIME);
                interrupted.complete(false);
            } catch (InterruptedException e) {
                interrupted.complete(true);
            } catch (RemoteException e) {
                interrupted.completeExceptionally(e);
            }
        });
        TimeUnit.MILLISECONDS.sleep(200);
        runner[0].interrupt();
        assertThat(interrupted.get(2, TimeUnit.SECONDS)).isTrue();
        assertThat(failure(() -> shell.run("say a", TIME)).kind()).isEqualTo(Kind.LOST);
    }

    @Test
    void shellThatDiesIsLost() {
        RemoteException e = failure(() -> shell.run("kill -9 $$", TIME));
        assertThat(e.kind()).isEqualTo(Kind.LOST);
        assertThat(e).hasMessageContaining("web-1 ended with exit status 137");
    }

    @Test
    void leftoverOutputOfAnEarlierScriptIsNotInTheNextReply() throws Exception {
        shell.run("(sleep 0.2; say late) & :", TIME);
        TimeUnit.MILLISECONDS.sleep(500);
        assertThat(shell.run("say a", TIME).frames()).extracting(Frame::tag).containsExactly("a");
    }

    @Test
    void bodyThatIsCutOffNeverRuns() throws Exception {
        Path witness = Files.createTempDirectory("cut").resolve("witness");
        LocalPipe pipe = new LocalPipe("/bin/sh", "-c", Escalation.NONE.command());
        byte[] request = Protocol.evaluate(1, "touch " + witness + "\n: " + "x".repeat(1000));
        pipe.stdin().write(Protocol.opening(OPTIONS, "0".repeat(32), ""));
        pipe.stdin().write(request, 0, request.length - 500);
        pipe.stdin().close();
        String output = new String(pipe.stdout().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(output).contains(".ready").contains(".done =1 2");
        assertThat(witness).doesNotExist();
        Files.delete(witness.getParent());
    }

    @Test
    void stepsNeedTheLock() {
        assertThatThrownBy(() -> OneStep.run(shell, ":", TIME, ":")).isInstanceOf(IllegalStateException.class);
    }
}
