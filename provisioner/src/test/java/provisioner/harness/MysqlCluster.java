package provisioner.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import provisioner.lab.TestLab;

/** Database hosts that the shipped role sets up, looked at with the server's own client as root. */
public final class MysqlCluster {
    /** Plays: the source first, whose data the replicas copy. */
    public static final String SOURCE_AND_REPLICAS = """
            - play: The source
              hosts: database
              roles:
                - role: mysql
                  when: $host.name == $mysql_source
            - play: The replicas
              hosts: database
              roles:
                - role: mysql
                  when: $host.name != $mysql_source
            """;

    public static final String SERVER = "the database server lets provisioner in and is set up for replication";
    public static final String SOURCE = "this is the source, which takes writes";
    public static final List<String> SECRETS =
            List.of("adm's \\ canary", "repl-canary-17", "exp-canary-18", "app-canary-19");

    private final TestLab lab;
    private final Workspace files;
    private final boolean mariadb;

    public MysqlCluster(TestLab lab, Path directory, String suite) {
        this.lab = lab;
        this.mariadb = !suite.equals("sid");
        this.files = new Workspace(directory, lab);
    }

    public Workspace files() {
        return files;
    }

    public void declare(String suite, String source) throws Exception {
        files.inventory("""
                user: root
                vars:
                  suite: %s
                  mysql_source: %s
                  mysql_admin_password: "adm's \\\\ canary"
                  mysql_replication_password: repl-canary-17
                  mysql_exporter_password: exp-canary-18
                  app_db_password: app-canary-19
                  internal_ca: !secret internal_ca
                hosts:
                  db-[1:3]: {address: "203.0.113.[11:13]"}
                groups:
                  database: {hosts: "db-*"}
                  app: {hosts: []}
                  web: {hosts: []}
                  loadbalancer: {hosts: []}
                """.formatted(suite, source));
    }

    public void prepare(String suite) throws Exception {
        declare(suite, "db-1");
        files.playbook(SOURCE_AND_REPLICAS)
                .shipped(
                        "playbooks/roles",
                        "playbooks/promote-replica.yml",
                        "playbooks/reseed.yml",
                        "playbooks/deploy.yml",
                        "playbooks/backup.yml",
                        "playbooks/restore.yml",
                        "playbooks/recover-database.yml",
                        "templates")
                .authority();
    }

    /** The servers are a group, by the shipped playbook. */
    public void prepareGroup(String uuid) throws Exception {
        prepare("sid");
        Path inventory = files.path("inventory/hosts.yml");
        String text = Files.readString(inventory);
        files.inventory(text.replace("  mysql_source:", "  mysql_group_uuid: " + uuid + "\n  mysql_source:"));
        files.playbook(Files.readString(Tool.CHECKOUT.resolve("playbooks/database-group.yml")));
    }

    /** The same group, whose members take writes in another way. */
    public void groupMode(String mode) throws Exception {
        Path inventory = files.path("inventory/hosts.yml");
        String text = Files.readString(inventory).replaceAll("  mysql_group_mode: .*\n", "");
        files.inventory(text.replace("  mysql_source:", "  mysql_group_mode: " + mode + "\n  mysql_source:"));
    }

    /** The rows that a statement gives on a host, columns with tabs between them. */
    public String sql(String host, String sql) throws Exception {
        String client = mariadb ? "mariadb" : "mysql";
        return lab.raw(host, client + " -N <<'SQL'\n" + words(sql) + "\nSQL");
    }

    /** MariaDB has other words for some things. */
    private String words(String sql) {
        return mariadb
                ? sql.replace("super_read_only", "read_only")
                        .replace("CHANGE REPLICATION SOURCE TO SOURCE_HOST", "CHANGE MASTER TO MASTER_HOST")
                        .replace("CHANGE REPLICATION SOURCE TO SOURCE_DELAY", "CHANGE MASTER TO MASTER_DELAY")
                        .replace(
                                "CHANGE REPLICATION FILTER REPLICATE_IGNORE_DB = (x)",
                                "SET GLOBAL replicate_ignore_db = 'x'")
                        .replace("REPLICA;", "SLAVE;")
                : sql;
    }

    /** Asks until the answer is as it must be, or the time is up; a server that is away gives none. */
    public void awaits(String host, String query, String value, Duration limit) throws Exception {
        Instant until = Instant.now().plus(limit);
        while (!lab.attempt(host, "mysql -Ne \"" + query + "\"")
                        .stdout()
                        .strip()
                        .equals(value)
                && Instant.now().isBefore(until)) {
            Thread.sleep(500);
        }
        assertThat(sql(host, query)).isEqualTo(value);
    }

    public Tool.Run provision() throws Exception {
        Tool.Run provision = files.json("provision");
        assertThat(provision.exit()).as(provision.everything()).isZero();
        return provision;
    }

    public void assertConverged() throws Exception {
        Tool.Run verify = files.json("verify");
        assertThat(verify.exit()).as(verify.everything()).isZero();
        assertThat(verify.events("check").toString()).contains("reached db-").contains("db-2 after", "db-3 after");
    }
}
