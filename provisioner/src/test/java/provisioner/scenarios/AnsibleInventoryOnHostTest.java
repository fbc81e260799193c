package provisioner.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import provisioner.harness.Tool;
import provisioner.harness.Workspace;
import provisioner.lab.LabEndpoint;
import provisioner.lab.TestLab;

/** A host is reached and provisioned as an inventory of Ansible says: a directory of INI, YAML and encrypted variables. */
@Tag("host")
class AnsibleInventoryOnHostTest {
    @RegisterExtension
    static final TestLab LAB = TestLab.of("bookworm", "web-1");

    @TempDir
    Path temporary = Path.of("");

    @Test
    void aHostIsReachedAndProvisionedThroughAnsiblesInventory() throws Exception {
        LabEndpoint host = LAB.endpoint("web-1");
        Path vault =
                Path.of("src/test/resources/inventories/ansible/vault-password").toAbsolutePath();
        Path encrypted = Path.of("src/test/resources/inventories/ansible/21-vault-file/group_vars/all/vault.yml");
        Workspace files = new Workspace(temporary, LAB)
                .file("production/hosts", """
                    [web]
                    web-1 ansible_host=%s ansible_port=%d ansible_user=root

                    [site:children]
                    web

                    [site:vars]
                    ansible_ssh_private_key_file=%s
                    ansible_ssh_common_args='-o UserKnownHostsFile="%s" -o StrictHostKeyChecking=yes'
                    """.formatted(host.address(), host.port(), host.key(), host.knownHosts()))
                .file("production/elsewhere.yml", "offices: {hosts: {printer: {ansible_connection: local}}}\n")
                .file("production/group_vars/all/vault.yml", Files.readString(encrypted))
                .file("production/group_vars/web.yml", """
                    motd: "{{ greeting | default('costs $5 #here') | upper }} of {{ inventory_hostname }}"
                    token: "{{ vault_db_password }}"
                    """)
                .playbook("""
                    - play: Web
                      hosts: web
                      steps:
                        - {name: the motd is written, file: {path: /srv/motd, content: $motd}}
                        - {name: the token is written, file: {path: /srv/token, content: $token, mode: 0600}}
                    """);
        String[] inventory = {"-i", "production", "--vault-password-file", vault.toString(), "-F", "none"};

        Tool.Run ping = files.tool().run(with("ping", inventory, "--limit", "web"));
        assertThat(ping.exit()).as(ping.everything()).isZero();
        Tool.Run plan = files.tool().run(with("plan", inventory));
        assertThat(plan.exit()).as(plan.everything()).isZero();
        assertThat(plan.everything()).contains("the motd is written").doesNotContain("whole-file-secret");
        Tool.Run provision = files.tool().run(with("provision", inventory));
        assertThat(provision.exit()).as(provision.everything()).isZero();
        assertThat(LAB.raw("web-1", "cat /srv/motd")).isEqualTo("COSTS $5 #HERE of web-1");
        assertThat(LAB.raw("web-1", "cat /srv/token")).isEqualTo("whole-file-secret");
        Tool.Run elsewhere = files.tool().run(with("ping", inventory, "--limit", "printer"));
        assertThat(elsewhere.exit()).isEqualTo(1);
        assertThat(elsewhere.everything())
                .contains("elsewhere.yml:1:49: 'ansible_connection' is 'local', and provisioner reaches hosts over SSH"
                        + " only");
    }

    private static String[] with(String command, String[] inventory, String... more) {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(List.of(inventory));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }
}
