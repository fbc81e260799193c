package provisioner.remote.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import provisioner.lab.LabEndpoint;
import provisioner.lab.TestLab;
import provisioner.remote.target.Credentials;
import provisioner.remote.target.HostKeys;
import provisioner.remote.target.Target;
import provisioner.remote.target.Timeouts;

/** sudo-rs, Debian's other sudo, which has prompts and refusals of its own. */
class SudoRsHostTest extends SudoTests {
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

    @Override
    Target target(String user) throws Exception {
        LabEndpoint there = LAB.endpoint("web-1");
        return new Target(
                "web-1",
                there.address(),
                there.port(),
                user,
                Credentials.ofKeys(List.of(there.key())),
                HostKeys.strict(List.of(there.knownHosts())),
                Timeouts.defaults(),
                Optional.empty(),
                Optional.empty());
    }

    @Override
    String password() {
        return PASSWORD;
    }

    @Override
    String log() throws Exception {
        return LAB.raw("web-1", "journalctl -q --no-pager");
    }

    @Test
    void notInSudoersWithoutAPasswordToTell() throws Exception {
        assertThat(failure(target("outsider"))).hasMessageContaining("outsider");
    }
}
