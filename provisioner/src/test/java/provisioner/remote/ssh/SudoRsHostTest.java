package provisioner.remote.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import provisioner.lab.LabEndpoint;
import provisioner.lab.TestLab;
import provisioner.remote.shell.OneStep;
import provisioner.remote.shell.Reply;
import provisioner.remote.shell.Shell;
import provisioner.remote.shell.ShellOptions;
import provisioner.remote.shell.StepResult;
import provisioner.remote.target.Credentials;
import provisioner.remote.target.HostKeys;
import provisioner.remote.target.PassphrasePrompt;
import provisioner.remote.target.Password;
import provisioner.remote.target.RemoteException;
import provisioner.remote.target.RemoteException.Kind;
import provisioner.remote.target.Target;
import provisioner.remote.target.Timeouts;

/** Becoming root with sudo-rs, Debian's other sudo, which has prompts and refusals of its own: as {@link SudoHostTest}. */
@Tag("host")
class SudoRsHostTest {
    private static final Duration TIME = Duration.ofSeconds(20);
    private static final String PASSWORD = "mum-mum ü 2251";

    @RegisterExtension
    static final TestLab LAB = TestLab.of("sid", "web-1");

    /** {@code typist} is the one whom classic sudo would want on a terminal; sudo-rs does not know that setting. */
    @BeforeAll
    static void install() throws Exception {
        LAB.raw("web-1", """
                apt-get -qy install sudo-rs >/dev/null 2>&1
                ln -s "$(command -v sudo-rs)" /usr/local/bin/sudo
                for u in deploy guest typist outsider; do
                  useradd -m -s /bin/sh $u
                  printf '%%s:%%s\\n' $u '%s' | chpasswd
                  install -d -o $u -m 0700 /home/$u/.ssh
                  install -o $u -m 0600 /root/.ssh/authorized_keys /home/$u/.ssh/
                done
                printf '%%s\\n' 'deploy ALL=(ALL) NOPASSWD: ALL' 'guest,typist ALL=(ALL) ALL' 'Defaults:typist requiretty' \
                  >/etc/sudoers.d/test
                chmod 0440 /etc/sudoers.d/test
                """.formatted(PASSWORD));
        assertThat(LAB.raw("web-1", "/usr/local/bin/sudo --version")).startsWith("sudo-rs");
    }

    private static Target target(String user) throws Exception {
        LabEndpoint there = LAB.endpoint("web-1");
        return new Target(
                "web-1",
                there.address(),
                there.port(),
                user,
                Credentials.ofKeys(List.of(there.key())),
                HostKeys.strict(List.of(there.knownHosts())),
                Timeouts.defaults(),
                Optional.empty());
    }

    private static Target telling(String user, String password) throws Exception {
        Target target = target(user);
        return target.withCredentials(target.credentials().withSudoPassword(Optional.of(new Password(password))));
    }

    private static Shell open(Connection connection) throws Exception {
        return connection.openShell(ShellOptions.locking("r", "t@c"));
    }

    private static RemoteException failure(Target target) throws Exception {
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
        try (Connection connection = new Ssh(PassphrasePrompt.none()).connect(telling(user, PASSWORD));
                Shell shell = open(connection)) {
            Reply reply =
                    shell.run("say u $(id -un); cat /proc/*/cmdline /proc/*/environ 2>/dev/null | emit seen", TIME);
            assertThat(reply.frame("u").orElseThrow().text()).isEqualTo("root");
            assertThat(reply.frame("seen").orElseThrow().text())
                    .contains("sudo")
                    .doesNotContain("mum-mum");
            StepResult step = OneStep.run(shell, "printf 'a\\r\\n\\004\\003b'", TIME, "printf '\\r\\n\\032' | emit z");
            assertThat(step.then().frame("z").orElseThrow().payload()).containsExactly('\r', '\n', 26);
        }
        assertThat(LAB.raw("web-1", "journalctl -q --no-pager")).doesNotContain("mum-mum");
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
        assertThat(failure(telling("outsider", PASSWORD))).hasMessageContaining("sudo on web-1 refuses outsider: ");
        assertThat(failure(target("outsider"))).hasMessageContaining("outsider");
    }
}
