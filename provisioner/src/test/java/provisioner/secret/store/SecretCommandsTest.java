package provisioner.secret.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretCommandsTest {
    @TempDir
    private Path directory;

    private final SecretCommands commands = new SecretCommands(Duration.ofSeconds(20));

    private static List<String> sh(String script) {
        return List.of("sh", "-c", script);
    }

    @Test
    void takesWhatIsPrintedWithoutTheLastNewline() throws SecretException {
        assertThat(commands.secret(List.of("printf", "%s", "$HOME; a b"))).isEqualTo("$HOME; a b");
        assertThat(commands.secret(sh("echo one; echo two; echo aside >&2"))).isEqualTo("one\ntwo");
        assertThat(commands.secret(sh("printf 'x\\n\\n'"))).isEqualTo("x\n");
    }

    @Test
    void runsOnceWhateverTheNumberOfThoseWhoAsk() throws SecretException {
        Path counted = directory.resolve("counted");
        List<String> command = sh("echo x >>" + counted + "; echo value");
        commands.secret(command);
        commands.secret(command);
        assertThat(counted).hasContent("x");
        List<String> failing = sh("echo x >>" + counted + "; exit 3");
        assertThatExceptionOfType(SecretException.class).isThrownBy(() -> commands.secret(failing));
        assertThatExceptionOfType(SecretException.class).isThrownBy(() -> commands.secret(failing));
        assertThat(counted).hasContent("x\nx");
    }

    @Test
    void saysHowItFailedButNotWhatItPrinted() {
        assertThatExceptionOfType(SecretException.class)
                .isThrownBy(() -> commands.secret(sh("echo s3cret; echo 'gpg: s3cret is locked' >&2; exit 2")))
                .withMessageEndingWith("' failed with exit status 2: gpg: ******** is locked");
        assertThatExceptionOfType(SecretException.class)
                .isThrownBy(() -> commands.secret(List.of("no-such-program-x")))
                .withMessageStartingWith("cannot run 'no-such-program-x': ");
        assertThatExceptionOfType(SecretException.class)
                .isThrownBy(() -> commands.secret(List.of("true")))
                .withMessage("'true' printed nothing");
        assertThatExceptionOfType(SecretException.class)
                .isThrownBy(() -> commands.secret(sh("printf '\\377'")))
                .withMessageEndingWith("must print UTF-8");
        assertThatExceptionOfType(SecretException.class)
                .isThrownBy(() -> commands.secret(List.of("head", "-c", "2000000", "/dev/zero")))
                .withMessageEndingWith("printed more than 1 MiB");
    }

    @Test
    void isNotKeptWaiting() throws Exception {
        SecretCommands hasty = new SecretCommands(Duration.ofMillis(300));
        Path pid = directory.resolve("pid");
        long start = System.nanoTime();
        assertThatExceptionOfType(SecretException.class)
                .isThrownBy(() -> hasty.secret(sh("echo $$ >" + pid + "; sleep 300")))
                .withMessageContaining("did not end within");
        // A child that stays behind and holds the output open is no reason to wait either. Its parent lives long enough
        // for
        // the output to be waited for: Java takes a program's end for the end of output that nobody reads yet.
        assertThatExceptionOfType(SecretException.class)
                .isThrownBy(() -> hasty.secret(sh("sleep 30 & echo x; sleep 0.2")))
                .withMessageContaining("did not end within");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
        long ended = Long.parseLong(Files.readString(pid).strip());
        assertThat(ProcessHandle.of(ended)
                        .filter(ProcessHandle::isAlive)
                        .map(p -> p.onExit()
                                .orTimeout(5, java.util.concurrent.TimeUnit.SECONDS)
                                .join()
                                .isAlive())
                        .orElse(false))
                .isFalse();
    }

    @Test
    void readsNothingFromTheTerminal() throws SecretException {
        assertThat(commands.secret(sh("cat; echo end"))).isEqualTo("end");
    }
}
