package provisioner.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import provisioner.lab.TestLab;

/** Database hosts that the shipped role sets up, looked at with the server's own client as root. */
public final class MysqlCluster {
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
        files.playbook("""
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
                """);
        Files.createSymbolicLink(files.path("playbooks/roles"), Tool.CHECKOUT.resolve("playbooks/roles"));
        for (String shipped : List.of("promote-replica.yml", "deploy.yml", "backup.yml", "restore.yml")) {
            Files.createSymbolicLink(files.path("playbooks/" + shipped), Tool.CHECKOUT.resolve("playbooks/" + shipped));
        }
        Files.createSymbolicLink(files.path("templates"), Tool.CHECKOUT.resolve("templates"));
        files.authority();
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
