package provisioner.remote.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import provisioner.remote.shell.OneStep;
import provisioner.remote.shell.Reply;
import provisioner.remote.shell.Shell;
import provisioner.remote.shell.ShellOptions;
import provisioner.remote.shell.StepResult;
import provisioner.remote.target.PassphrasePrompt;
import provisioner.remote.target.Password;
import provisioner.remote.target.RemoteException;
import provisioner.remote.target.RemoteException.Kind;
import provisioner.remote.target.Target;

/** Becoming root with sudo: with and without a password, with and without a terminal. */
@Tag("host")
@Timeout(60)
class SudoHostTest {
    private static final Duration TIME = Duration.ofSeconds(20);

    @RegisterExtension
    static final TestSshd SSHD = TestSshd.of();

    private static Shell open(Connection connection) throws Exception {
        return connection.openShell(ShellOptions.locking("r", "t@c"));
    }

    private static RemoteException failure(Target target) throws Exception {
        try (Connection connection = new Ssh(PassphrasePrompt.none()).connect(target)) {
            return catchThrowableOfType(
                    RemoteException.class, () -> open(connection).close());
        }
    }

    private static Target telling(String user, String password) throws Exception {
        Target target = SSHD.target(user, "user_ed25519");
        return target.withCredentials(target.credentials().withSudoPassword(Optional.of(new Password(password))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"guest", "typist", "deploy"})
    void passwordIsTold(String user) throws Exception {
        try (Connection connection = new Ssh(PassphrasePrompt.none()).connect(SSHD.withPassword(user));
                Shell shell = open(connection)) {
            Reply reply =
                    shell.run("say u $(id -un); cat /proc/*/cmdline /proc/*/environ 2>/dev/null | emit seen", TIME);
            assertThat(reply.frame("u").orElseThrow().text()).isEqualTo("root");
            assertThat(reply.frame("seen").orElseThrow().text())
                    .contains("sudo")
                    .doesNotContain("hush-hush");
            // Bytes of all kinds pass unaltered, also where sudo is on a terminal.
            StepResult step = OneStep.run(
                    shell, "printf 'a\\r\\n\\004\\003b'; printf 'e\\r' >&2", TIME, "printf '\\r\\n\\032' | emit z");
            assertThat(step.then().frame("z").orElseThrow().payload()).containsExactly('\r', '\n', 26);
            assertThat(step.exit()).isZero();
        }
        assertThat(SSHD.log()).doesNotContain("hush-hush");
    }

    @Test
    void nothingIsAskedForWhereNothingIsNeeded() throws Exception {
        try (Connection connection = new Ssh(PassphrasePrompt.none()).connect(SSHD.target("deploy", "user_ed25519"));
                Shell shell = open(connection)) {
            assertThat(shell.run("say u $(id -un)", TIME).frames().getFirst().text())
                    .isEqualTo("root");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"guest", "typist"})
    void wrongPassword(String user) throws Exception {
        RemoteException e = failure(telling(user, "wrong"));
        assertThat(e.kind()).isEqualTo(Kind.PRIVILEGE);
        assertThat(e).hasMessage("sudo on web-1 does not accept the password of " + user);
    }

    @Test
    void wrongPasswordWhereThereIsOneAttempt() throws Exception {
        SSHD.inside("echo 'Defaults:guest passwd_tries=1' >/etc/sudoers.d/once; chmod 0440 /etc/sudoers.d/once");
        RemoteException e = failure(telling("guest", "wrong"));
        SSHD.inside("rm /etc/sudoers.d/once");
        assertThat(e).hasMessage("sudo on web-1 does not accept the password of guest");
    }

    @ParameterizedTest
    @ValueSource(strings = {"guest", "typist"})
    void noPassword(String user) throws Exception {
        RemoteException e = failure(SSHD.target(user, "user_ed25519"));
        assertThat(e.kind()).isEqualTo(Kind.PRIVILEGE);
        assertThat(e).hasMessage("sudo on web-1 asks " + user + " for a password");
        assertThat(e.hint()).contains("--ask-sudo-password", user + " ALL=(ALL) NOPASSWD: ALL");
    }

    @Test
    void notInSudoers() throws Exception {
        RemoteException e = failure(telling("outsider", TestSshd.SUDO_PASSWORD));
        assertThat(e).hasMessageContaining("sudo on web-1 refuses outsider: outsider is not in the sudoers file");
    }

    @Test
    void noWayToATerminal() throws Exception {
        SSHD.inside("mount --bind /dev/null /usr/bin/script");
        RemoteException e = failure(SSHD.withPassword("typist"));
        SSHD.inside("umount -l /usr/bin/script");
        assertThat(e.kind()).isEqualTo(Kind.PRIVILEGE);
        assertThat(e).hasMessageContaining("sudo on web-1 wants a terminal for typist");
        assertThat(e.hint()).contains("!requiretty");
    }

    @Test
    void questionThatIsNoPassword() throws Exception {
        // A shell that never comes up, and asks something else meanwhile.
        SSHD.inside(
                "printf '#!/bin/sh\\nprintf \"Verification code: \" >&2; sleep 20\\n' >/run/ask; chmod 0755 /run/ask;"
                        + " mount --bind /run/ask /usr/bin/sudo");
        try (Connection connection = new Ssh(PassphrasePrompt.none()).connect(SSHD.withPassword("guest"))) {
            ShellOptions hasty = ShellOptions.reading("r", "t@c").withOpenTimeout(Duration.ofSeconds(2));
            RemoteException e = catchThrowableOfType(
                    RemoteException.class, () -> connection.openShell(hasty).close());
            assertThat(e.kind()).isEqualTo(Kind.PRIVILEGE);
            assertThat(e).hasMessageContaining("nor asked for a password: Verification code:");
        } finally {
            SSHD.inside("umount -l /usr/bin/sudo");
        }
    }
}
