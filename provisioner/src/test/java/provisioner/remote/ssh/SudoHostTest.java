package provisioner.remote.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import provisioner.remote.connection.Connection;
import provisioner.remote.shell.ShellOptions;
import provisioner.remote.target.PassphrasePrompt;
import provisioner.remote.target.RemoteException;
import provisioner.remote.target.RemoteException.Kind;
import provisioner.remote.target.Target;

/** Debian's usual sudo, and what only it can do. */
class SudoHostTest extends SudoTests {
    @RegisterExtension
    static final TestSshd SSHD = TestSshd.of();

    @Override
    Target target(String user) throws Exception {
        return SSHD.target(user, "user_ed25519");
    }

    @Override
    String password() {
        return TestSshd.SUDO_PASSWORD;
    }

    @Override
    String log() throws Exception {
        return SSHD.log();
    }

    @Test
    void wrongPasswordWhereThereIsOneAttempt() throws Exception {
        SSHD.inside("echo 'Defaults:guest passwd_tries=1' >/etc/sudoers.d/once; chmod 0440 /etc/sudoers.d/once");
        RemoteException e = failure(telling("guest", "wrong"));
        SSHD.inside("rm /etc/sudoers.d/once");
        assertThat(e).hasMessage("sudo on web-1 does not accept the password of guest");
    }

    @Test
    void notInSudoersInSudosOwnWords() throws Exception {
        RemoteException e = failure(telling("outsider", password()));
        assertThat(e).hasMessageContaining("sudo on web-1 refuses outsider: outsider is not in the sudoers file");
    }

    @Test
    void noWayToATerminal() throws Exception {
        SSHD.inside("mount --bind /dev/null /usr/bin/script");
        RemoteException e = failure(SSHD.withPassword("typist"));
        SSHD.inside("umount -l /usr/bin/script");
        assertThat(e.kind()).isEqualTo(Kind.PRIVILEGE);
        assertThat(e).hasMessageContaining("sudo on web-1 requires a terminal for typist");
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
