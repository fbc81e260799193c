package provisioner.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import provisioner.harness.Tool;
import provisioner.harness.Workspace;
import provisioner.lab.TestLab;

/** A program gets another password, and every question that it asks its database in the meantime is answered. */
@Tag("host")
@Tag("long")
class RotationTest {
    private static final String FIRST = "a\"b\\c$d'e f`g#h%i";
    private static final String SECOND = "j'k\\\\l\"m$(n)o;p";

    /** Logs in anew for each question, as a program does whose connections have been cut. */
    private static final String CLIENT = """
            #!/bin/sh
            export MYSQL_PWD="$DB_PASSWORD"
            host=${DB_WRITE_URL#jdbc:mysql://} host=${host%%:*}
            while :; do
              if mariadb -h "$host" -u "$DB_USER" -e 'SELECT 1' app >/dev/null; then echo answered; else echo REFUSED; fi
              sleep 0.1
            done
            """;

    @RegisterExtension
    static final TestLab LAB = TestLab.of("bookworm", "db-1");

    @TempDir
    Path temporary = Path.of("");

    private Workspace with(String user, String password, String retired) throws Exception {
        Workspace files = new Workspace(temporary, LAB, Map.of("APP_PASSWORD", password));
        return files.inventory("""
                user: root
                vars:
                  suite: bookworm
                  mysql_source: db-1
                  mysql_admin_password: admin-19
                  mysql_replication_password: replication-19
                  mysql_exporter_password: exporter-19
                  app_db_user: %s
                  app_db_password: !env APP_PASSWORD
                  mysql_retired_users: [%s]
                  internal_ca: !secret internal_ca
                  app_program_port: 8083
                  max_body: 10m
                  app_version: "1"
                  app_database: app
                  app_db_options: ""
                  app_environment: {ODD: 'x"y\\z'}
                hosts: {db-1: {address: 203.0.113.1}}
                groups: {database: {hosts: db-1}, app: {hosts: db-1}}
                """.formatted(user, retired));
    }

    private void prepare(Workspace files) throws Exception {
        String site = Files.readString(Tool.CHECKOUT.resolve("playbooks/site.yml"));
        String retired = site.substring(
                site.indexOf("- play: Retired database accounts"), site.indexOf("# Nothing is set up here"));
        files.playbook(
                """
                - play: The database
                  hosts: database
                  roles: [mysql]
                - play: The program
                  hosts: app
                  steps:
                    - {name: its directory, directory: {path: /etc/app}}
                    - name: the application's environment is set
                      template: {path: /etc/app/environment, source: app/environment.vm, mode: "0600"}
                    - {name: the program, file: {path: /usr/local/bin/client, source: client, mode: "0755"}}
                    - {name: its unit, systemd_unit: {name: client, content: "%s"}}
                    - name: the program is running
                      service: {name: client, restart_on: [/etc/app/environment]}
                """.formatted("[Service]\\nEnvironmentFile=/etc/app/environment\\nExecStart=/usr/local/bin/client"
                                + "\\nStandardOutput=append:/srv/client.log\\n")
                        + retired);
        files.file("playbooks/client", CLIENT);
        files.shipped("playbooks/roles", "templates");
        files.authority();
    }

    private static String log() throws Exception {
        return LAB.raw("db-1", "cat /srv/client.log");
    }

    @Test
    void nothingIsRefusedWhileThePasswordIsReplaced() throws Exception {
        Workspace before = with("app_1", FIRST, "");
        prepare(before);
        Tool.Run first = before.json("provision");
        assertThat(first.exit()).as(first.everything()).isZero();
        Thread.sleep(2_000);
        assertThat(log()).contains("answered").doesNotContain("REFUSED");
        String environment =
                LAB.raw("db-1", "tr '\\0' '\\n' </proc/$(systemctl show -p MainPID --value client)/environ");
        assertThat(environment.lines()).contains("DB_PASSWORD=" + FIRST, "ODD=x\"y\\z");

        Workspace after = with("app_2", SECOND, "app_1");
        Tool.Run plan = after.json("plan");
        Tool.Run second = after.json("provision");
        assertThat(second.exit()).as(second.everything()).isZero();
        assertThat(second.stepsThat("changed"))
                .containsSubsequence(
                        "db-1: the application has an account",
                        "db-1: the application's environment is set",
                        "db-1: the program is running",
                        "db-1: the retired account app_1 does not exist");
        for (Tool.Run run : new Tool.Run[] {first, plan, second}) {
            for (String secret : new String[] {FIRST, SECOND}) {
                String quoted = secret.replace("\\", "\\\\").replace("\"", "\\\"");
                assertThat(run.everything()).doesNotContain(secret).doesNotContain(quoted);
                // In JSON once more.
                assertThat(run.everything())
                        .doesNotContain(quoted.replace("\\", "\\\\").replace("\"", "\\\""));
            }
        }
        Thread.sleep(2_000);
        assertThat(log()).doesNotContain("REFUSED");
        assertThat(LAB.raw("db-1", "mariadb -N -e \"SELECT DISTINCT User FROM mysql.user WHERE User LIKE 'app%'\""))
                .isEqualTo("app_2");
        assertThat(after.json("verify").exit()).isZero();
    }
}
