package provisioner.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import provisioner.harness.Tool;
import provisioner.harness.Workspace;
import provisioner.lab.TestLab;

/** A database host whose sshd does not forward: its server cannot be asked, which is said, and nothing is done to the host. */
@Tag("host")
class ForbiddenForwardingTest {
    @RegisterExtension
    static final TestLab LAB = TestLab.of("bookworm", "db-1");

    @TempDir
    Path temporary = Path.of("");

    @Test
    void theMessageSaysWhatSshdMustAllow() throws Exception {
        LAB.raw("db-1", """
                apt-get -qy install --no-install-recommends mariadb-server >/dev/null 2>&1
                mariadb -e "CREATE USER provisioner@'127.0.0.1' IDENTIFIED BY 'adm-7';
                  GRANT ALL ON *.* TO provisioner@'127.0.0.1' WITH GRANT OPTION"
                echo 'AllowTcpForwarding no' >/etc/ssh/sshd_config.d/forwarding.conf
                systemctl reload ssh
                """);
        Workspace files = new Workspace(temporary, LAB)
                .inventory("user: root\nhosts: {db-1: {address: 203.0.113.1}}\n")
                .playbook("""
                        - play: Accounts
                          hosts: all
                          steps:
                            - {name: a file, file: {path: /srv/file, content: x}}
                            - name: an account
                              mysql_user: {name: app, hosts: localhost, password: app-7, admin_password: adm-7}
                        """);
        for (String command : new String[] {"plan", "verify", "provision"}) {
            Tool.Run refused = files.json(command);
            assertThat(refused.exit()).as(refused.everything()).isEqualTo(1);
            assertThat(refused.events("host-failed").toString())
                    .contains("sshd on db-1 does not forward connections to 127.0.0.1 port 3306")
                    .contains("set AllowTcpForwarding to yes or local in its sshd_config");
            assertThat(refused.host("db-1").path("unreachable").asBoolean()).isFalse();
        }
        assertThat(LAB.attempt("db-1", "[ -e /srv/file ]").exit()).isNotZero();

        LAB.raw(
                "db-1",
                "echo 'AllowTcpForwarding local' >/etc/ssh/sshd_config.d/forwarding.conf; systemctl reload ssh");
        Tool.Run allowed = files.json("provision");
        assertThat(allowed.exit()).as(allowed.everything()).isZero();
        assertThat(allowed.stepsThat("changed")).containsExactly("db-1: a file", "db-1: an account");
        Tool.Run verify = files.json("verify");
        assertThat(verify.exit()).as(verify.everything()).isZero();
    }
}
