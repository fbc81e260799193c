package provisioner.remote.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import provisioner.remote.ssh.TestSshd;
import provisioner.remote.target.RemoteException;
import provisioner.remote.target.RemoteException.Kind;
import provisioner.remote.target.Target;

/** How a shell comes up under different login shells, and what is said where it does not. */
@Timeout(60)
class ShellStartTest {
    private static final Duration TIME = Duration.ofSeconds(20);
    private static final Target TARGET = TestSshd.target("127.0.0.1", 22, "deploy", Path.of("/none"), Path.of("/none"));
    private static final ShellOptions OPTIONS = ShellOptions.reading("run-1", "tester@here");

    private static Shell open(ShellOptions options, String... command) throws Exception {
        return Shell.open(TARGET, Escalation.SUDO, options, new LocalPipe(command), "");
    }

    private static RemoteException failure(ThrowingCallable call) {
        return catchThrowableOfType(RemoteException.class, call);
    }

    @Test
    void environmentIsTheSameEverywhere() throws Exception {
        try (Shell odd = open(
                OPTIONS,
                "env",
                "CDPATH=/etc",
                "IFS=x",
                "LC_MESSAGES=de_DE.UTF-8",
                "pv_nonce=mine",
                "PATH=/usr/bin:/bin",
                "/bin/sh",
                "-c",
                Escalation.NONE.command())) {
            Reply reply = odd.run("say p $PATH; say l $LC_ALL; say d $DEBIAN_FRONTEND; say c ${CDPATH-unset}", TIME);
            assertThat(reply.frames())
                    .extracting(Frame::text)
                    .contains("/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "noninteractive", "unset")
                    .anyMatch(text -> text.equals("C.UTF-8") || text.equals("C"));
            Reply exported = odd.run("env | emit e", TIME);
            assertThat(exported.frames().getFirst().text()).doesNotContain("pv_");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/bin/sh", "/bin/bash", "/bin/dash", "/usr/bin/fish", "/bin/tcsh", "/bin/busybox"})
    void anyLoginShellUnderstandsTheCommand(String login) throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(Path.of(login)), login + " is not installed");
        String[] command = login.endsWith("busybox")
                ? new String[] {login, "sh", "-c", Escalation.NONE.command()}
                : new String[] {login, "-c", Escalation.NONE.command()};
        try (Shell other = open(OPTIONS, command)) {
            assertThat(other.run("say a \"$((6*7))\"", TIME).frames())
                    .extracting(Frame::text)
                    .containsExactly("42");
        }
    }

    @Test
    void theCommandIsConstantAndHasNothingThatAShellWouldTakeAmiss() {
        for (Escalation escalation : Escalation.values()) {
            String command = escalation.command();
            String[] quoted = command.split("'", -1);
            for (int i = 1; i < quoted.length; i += 2) {
                assertThat(quoted[i]).doesNotContain("\\", "!", "\n");
            }
            assertThat(command).endsWith("'").startsWith("exec ");
        }
        assertThat(Escalation.SUDO.command())
                .startsWith("exec env LC_ALL=C SUDO_PROMPT=Password: sudo -n /bin/sh -c '");
    }

    @Test
    void greetingsAreIgnored() throws Exception {
        try (Shell noisy = open(
                OPTIONS,
                "/bin/sh",
                "-c",
                "echo Welcome; echo Careful >&2; printf '\\033[1mno newline'; " + Escalation.NONE.command())) {
            Reply reply = noisy.run("say a b; echo mine >&2", TIME);
            assertThat(reply.frames()).hasSize(1);
            assertThat(reply.stderrTail()).isEqualTo("mine\n");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PRIVILEGE|echo 'sudo: a password is required' >&2; exit 1|asks deploy for a password",
                "PRIVILEGE|echo 'sudo: interactive authentication is required' >&2; exit 1|asks deploy for a password",
                "PRIVILEGE|echo 'deploy is not in the sudoers file.' >&2; exit 1|refuses deploy",
                "PRIVILEGE|echo 'sh: 1: exec: sudo: not found' >&2; exit 127|there is no sudo on web-1",
                "PROTOCOL|echo 'This account is currently not available.'>&2; exit 1|no POSIX shell answered on web-1: Th",
                "PROTOCOL|exit 0|no POSIX shell answered on web-1",
                "PROTOCOL|printf '\\033]0;owned\\007' >&2; exit 1|no POSIX shell answered on web-1: \uFFFD]0;owned",
                "PROTOCOL|yes|web-1 answered with more than"
            })
    void shellThatDoesNotComeUpIsExplained(String row) {
        String[] fields = row.split("\\|", 3);
        RemoteException e = failure(() ->
                open(OPTIONS.withMaxReply(1 << 20), "/bin/sh", "-c", fields[1]).close());
        assertThat(e.kind()).isEqualTo(Kind.valueOf(fields[0]));
        assertThat(e).hasMessageContaining(fields[2]);
    }
}
