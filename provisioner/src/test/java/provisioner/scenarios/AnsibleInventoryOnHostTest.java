package provisioner.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import provisioner.harness.Tool;
import provisioner.harness.Workspace;
import provisioner.lab.LabEndpoint;
import provisioner.lab.TestLab;
import provisioner.remote.connection.Connection;
import provisioner.remote.connection.TcpChannel;
import provisioner.remote.process.ProcessConnection;
import provisioner.remote.target.ConnectionKind;
import provisioner.remote.target.Target;
import provisioner.remote.target.Timeouts;

/**
 * A host is reached and provisioned as an inventory of Ansible says: a directory of INI, YAML and encrypted variables; and over
 * Docker, without SSH.
 */
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
                .file("production/elsewhere.yml", "offices: {hosts: {printer: {ansible_connection: winrm}}}\n")
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
                .contains("elsewhere.yml:1:49: 'ansible_connection' must be ssh, local, docker or podman, found"
                        + " 'winrm'");
    }

    private Workspace overDocker(String playbook) throws Exception {
        LAB.raw("web-1", """
                rm -rf /srv/*
                id deploy || useradd --create-home deploy
                echo 'deploy ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/deploy
                """);
        return new Workspace(temporary, LAB)
                .inventory("""
                        connection: docker
                        hosts:
                          app: {address: %1$s}
                          deploy: {address: %1$s, user: deploy}
                          gone: {address: %1$s-gone}
                        """.formatted(LAB.container("web-1")))
                .file("playbooks/files/large", "x".repeat(300_000))
                .playbook("- play: Work\n  hosts: all\n  steps:\n" + playbook.indent(4));
    }

    private static String[] limited(String command, String host, String... more) {
        return with(command, new String[] {"-i", "inventory/hosts.yml", "--limit", host}, more);
    }

    @Test
    void aContainerIsProvisionedOverDocker() throws Exception {
        Workspace files = overDocker("""
                - {name: motd, file: {path: /srv/motd, content: "of $host.name"}}
                - {name: large, file: {path: /srv/large, source: files/large}}
                - {name: sshd runs, service: {name: ssh}}
                - {name: sshd answers, port: {address: 127.0.0.1, port: 22, from: host}}
                """);
        int sessions = LAB.sshConnections("web-1");
        Tool.Run ping = files.tool().run(with("ping", new String[] {"-i", "inventory/hosts.yml"}));
        assertThat(ping.exit()).isEqualTo(1);
        assertThat(ping.stdout())
                .contains("app: root shell after", "deploy: root shell after")
                .contains("gone: there must be a docker container '" + LAB.container("web-1") + "-gone' for gone");
        for (String host : List.of("app", "deploy")) {
            LAB.raw("web-1", "rm -f /srv/large");
            Tool.Run plan = files.tool().run(limited("plan", host, "--exit-code"));
            assertThat(plan.exit()).as(plan.everything()).isEqualTo(2);
            Tool.Run provision = files.tool().run(limited("provision", host));
            assertThat(provision.exit()).as(provision.everything()).isZero();
            assertThat(LAB.raw("web-1", "cat /srv/motd; stat -c '%U %s' /srv/large"))
                    .isEqualTo("of " + host + "root 300000");
            Tool.Run again = files.tool().run(limited("plan", host, "--exit-code"));
            assertThat(again.exit()).as(again.everything()).isZero();
            Tool.Run verify = files.tool().run(limited("verify", host));
            assertThat(verify.exit()).as(verify.everything()).isZero();
        }
        assertThat(LAB.leftBehind("web-1")).as("left behind").isEmpty();
        assertThat(LAB.sshConnections("web-1")).as("SSH is not used").isEqualTo(sessions);
    }

    @Test
    void aStepGoesOnWhereDockersClientIsKilled() throws Exception {
        Workspace files = overDocker("""
                - name: slow
                  command: {run: "touch /srv/begun; sleep 5; echo done >/srv/done", creates: /srv/done}
                - {name: after, file: {path: /srv/after, content: x}}
                """);
        Process run = files.tool().start(files.path("out"), files.path("err"), limited("provision", "app"));
        LAB.raw("web-1", "timeout 60 sh -c 'until [ -e /srv/begun ]; do sleep 0.1; done'");
        run.descendants()
                .filter(process -> process.info().command().orElse("").endsWith("/docker"))
                .forEach(ProcessHandle::destroyForcibly);
        assertThat(run.waitFor(2, TimeUnit.MINUTES)).as("the run ends").isTrue();
        assertThat(run.exitValue()).isEqualTo(1);
        assertThat(Files.readString(files.path("out")) + Files.readString(files.path("err")))
                .contains("the root shell on app ended with exit status 137 (it was killed), while 'slow'");
        LAB.raw("web-1", "timeout 60 sh -c 'until [ -e /srv/done ]; do sleep 0.1; done'");
        Tool.Run next = files.tool().run(limited("provision", "app"));
        for (int i = 0; i < 60 && next.everything().contains("is locked by run"); i++) {
            next = files.tool().run(limited("provision", "app"));
        }
        assertThat(next.exit()).as(next.everything()).isZero();
        assertThat(LAB.raw("web-1", "cat /srv/after")).isEqualTo("x");
        assertThat(LAB.leftBehind("web-1")).as("left behind").isEmpty();
    }

    /** As a database is reached. */
    @Test
    void aTcpConnectionStartsInTheContainer() throws Exception {
        Target target = Target.withoutSsh(
                ConnectionKind.DOCKER,
                "app",
                LAB.container("web-1"),
                "root",
                Optional.empty(),
                Timeouts.defaults(),
                Optional.empty());
        try (Connection connection = ProcessConnection.open(target)) {
            try (TcpChannel channel = connection.openStream("127.0.0.1", 22, Duration.ofSeconds(10))) {
                assertThat(channel.in().readNBytes(8)).asString().isEqualTo("SSH-2.0-");
            }
            assertThatThrownBy(() -> connection.openStream("127.0.0.1", 1, Duration.ofSeconds(10)))
                    .hasMessageStartingWith("app cannot connect to 127.0.0.1:1: ")
                    .hasMessageContaining("Connection refused");
        }
    }

    private static String[] with(String command, String[] inventory, String... more) {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(List.of(inventory));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }
}
