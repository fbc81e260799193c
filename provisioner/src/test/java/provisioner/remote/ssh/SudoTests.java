package provisioner.remote.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import provisioner.remote.connection.Connection;
import provisioner.remote.shell.OneStep;
import provisioner.remote.shell.Reply;
import provisioner.remote.shell.Shell;
import provisioner.remote.shell.ShellOptions;
import provisioner.remote.shell.StepsReply;
import provisioner.remote.target.PassphrasePrompt;
import provisioner.remote.target.RemoteException;
import provisioner.remote.target.RemoteException.Kind;
import provisioner.remote.target.Target;
import provisioner.secret.Secret;

/**
 * Becoming root on {@code web-1} by any sudo: {@code deploy} needs no password, {@code guest} does, {@code typist} does and
 * is wanted on a terminal, {@code outsider} may not at all.
 */
@Tag("host")
@Timeout(60)
abstract class SudoTests {
    private static final Duration TIME = Duration.ofSeconds(20);

    /** How a user gets there, with nothing to tell sudo. */
    abstract Target target(String user) throws Exception;

    /** Everybody's. */
    abstract String password();

    /** What the host has noted. */
    abstract String log() throws Exception;

    final Target telling(String user, String password) throws Exception {
        Target target = target(user);
        return target.withCredentials(target.credentials().withSudoPassword(Optional.of(new Secret(password))));
    }

    private static Shell open(Connection connection) throws Exception {
        return connection.openShell(ShellOptions.locking("r", "t@c"));
    }

    static RemoteException failure(Target target) throws Exception {
        try (Connection connection = new Ssh(PassphrasePrompt.none()).connect(target)) {
            RemoteException e = catchThrowableOfType(
                    RemoteException.class, () -> open(connection).close());
            assertThat(e.kind()).as(e.toString()).isEqualTo(Kind.PRIVILEGE);
            return e;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"guest", "typist", "deploy"})
    void passwordIsTold(String user) throws Exception {
        try (Connection connection = new Ssh(PassphrasePrompt.none()).connect(telling(user, password()));
                Shell shell = open(connection)) {
            Reply reply =
                    shell.run("say u $(id -un); cat /proc/*/cmdline /proc/*/environ 2>/dev/null | emit seen", TIME);
            assertThat(reply.frame("u").orElseThrow().text()).isEqualTo("root");
            assertThat(reply.frame("seen").orElseThrow().text())
                    .contains("sudo")
                    .doesNotContain(password().substring(0, password().indexOf(' ')));
            // Bytes of all kinds pass unaltered, also where sudo is on a terminal.
            StepsReply step = OneStep.reply(
                    shell, "printf 'a\\r\\n\\004\\003b'; printf 'e\\r' >&2", TIME, "printf '\\r\\n\\032' | emit z");
            assertThat(step.followUp().frame("z").orElseThrow().payload()).containsExactly('\r', '\n', 26);
            assertThat(step.results().getFirst().exit()).isZero();
        }
        assertThat(log()).doesNotContain(password().substring(0, password().indexOf(' ')));
    }

    @Test
    void nothingIsAskedForWhereNothingIsNeeded() throws Exception {
        try (Connection connection = new Ssh(PassphrasePrompt.none()).connect(target("deploy"));
                Shell shell = open(connection)) {
            assertThat(shell.run("say u $(id -un)", TIME).frames().getFirst().text())
                    .isEqualTo("root");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"guest", "typist"})
    void wrongPassword(String user) throws Exception {
        assertThat(failure(telling(user, "wrong"))).hasMessage("sudo on web-1 does not accept the password of " + user);
    }

    @ParameterizedTest
    @ValueSource(strings = {"guest", "typist"})
    void noPassword(String user) throws Exception {
        RemoteException e = failure(target(user));
        assertThat(e).hasMessage("sudo on web-1 asks " + user + " for a password");
        assertThat(e.hint()).contains("--ask-sudo-password", user + " ALL=(ALL) NOPASSWD: ALL");
    }

    @Test
    void notInSudoers() throws Exception {
        assertThat(failure(telling("outsider", password()))).hasMessageContaining("sudo on web-1 refuses outsider: ");
    }
}
