package provisioner.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import provisioner.harness.MysqlCluster;
import provisioner.harness.Tool;
import provisioner.harness.Workspace;
import provisioner.lab.TestLab;

/**
 * An application that reaches two database servers through its own HAProxy, while the writer moves and servers die. It runs on the
 * host of one of them. Each test goes on from the one before.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class WriterScenario {
    private static final String APP = "db-1";
    private static final String OTHER = "db-2";
    private static final Pattern LINE = Pattern.compile("(?m)^(\\d+) (\\d+) (\\d+)$");
    private static final String PLAYBOOK = """
            - play: Every host
              hosts: all
              roles:
                - role: internal_certificate
                  with: {internal_names: [$host.name, $host.addresses, app.internal]}
            """ + MysqlCluster.SOURCE_AND_REPLICAS + """
            - play: Who takes the writes
              hosts: database
              roles: [database_watch]
            - play: The way to the writer
              hosts: app
              roles: [database_proxy]
            - import: deploy.yml
            """;

    /** Writes a note every few milliseconds: when, which, and how that ended. */
    private static final String WRITES = """
            rm -f /run/writes
            setsid sh -c 'i=0; while [ ! -e /run/enough ]; do i=$((i + 1))
              code=$(curl -s -o /dev/null -w "%{http_code}" -m 30 -H "X-Request-ID: $1-$i" -d "$1-$i" http://127.0.0.1:8083/api/notes)
              echo "$(date +%s%3N) $i $code" >>/run/writes; sleep 0.02
            done' sh TAG </dev/null >/dev/null 2>&1 &
            """;

    @RegisterExtension
    final TestLab lab;

    @TempDir
    static Path directory = Path.of("");

    private final String suite;
    private final String client;

    WriterScenario(String suite, String client) {
        this.lab = TestLab.of(suite, APP, OTHER);
        this.suite = suite;
        this.client = client;
    }

    private Workspace files() {
        return new Workspace(directory, lab);
    }

    private void inventory(String source) throws Exception {
        files().inventory("""
                user: root
                vars:
                  suite: %s
                  mysql_source: %s
                  database_proxy: true
                  mysql_admin_password: admin-canary-1
                  mysql_replication_password: repl-canary-2
                  mysql_exporter_password: exp-canary-3
                  mysql_watcher_password: "watch\\\\ \\"canary'# 4"
                  app_db_password: app-canary-5
                  app_db_tls: true
                  internal_ca: !secret internal_ca
                  app_artifact: %s
                hosts:
                  db-[1:2]: {address: "203.0.113.[11:12]"}
                groups:
                  database: {hosts: "db-*"}
                  app: {hosts: db-1}
                  web: {hosts: []}
                  loadbalancer: {hosts: []}
                """.formatted(
                        suite, source, Tool.CHECKOUT.resolve("provisioner/sample-app/target/sample-app.jar")));
    }

    private Tool.Run provision(String... arguments) throws Exception {
        Tool.Run run = files().json("provision", arguments);
        assertThat(run.exit()).as(run.everything()).isZero();
        return run;
    }

    /** What the application or HAProxy says, asked on its host. */
    private String ask(String url) throws Exception {
        return lab.attempt(APP, "curl -s -m 20 http://127.0.0.1:" + url).stdout();
    }

    private String database() {
        return suite.equals("sid") ? "mysql" : "mariadb";
    }

    private void waitFor(String url, String pattern) throws Exception {
        until("true", url, pattern);
    }

    /** How many milliseconds after a command on the application's host something is said there, as a pattern of the shell. */
    private long until(String command, String url, String pattern) throws Exception {
        return Long.parseLong(lab.raw(APP, """
                start=$(date +%%s%%3N); %s
                for i in $(seq 400); do
                  found=$(curl -s -m 5 http://127.0.0.1:%s)
                  case $found in %s) echo $(($(date +%%s%%3N) - start)); exit 0 ;; esac
                  sleep 0.03
                done
                echo "$found" >&2
                journalctl -u haproxy-database -u database-watch -u app -n 40 --no-pager -o cat >&2
                exit 1
                """.formatted(command, url, pattern)));
    }

    @Test
    @Order(1)
    void theApplicationWritesToTheWriterAndReadsFromTheReplica() throws Exception {
        inventory(OTHER);
        Workspace files = files().playbook(PLAYBOOK)
                .shipped("playbooks/roles", "playbooks/deploy.yml", "playbooks/promote-replica.yml", "templates");
        files.authority();
        // A container's /etc/hosts is mounted; that of a host is a file.
        lab.raw(
                APP,
                "if grep -q ' /etc/hosts ' /proc/mounts; then cp /etc/hosts /run/h; umount /etc/hosts; cp /run/h /etc/hosts; fi");
        provision();
        waitFor("8084/writes", "'writer: db-2;'");
        waitFor("8084/reads", "'current: db-1;'");
        assertThat(lab.raw(APP, "curl -s -d first http://127.0.0.1:8083/api/notes"))
                .contains("\"written_on\":\"db-2\"");
        waitFor("8083/api/notes/1", "*'\"read_from\":\"db-1\"'*");
        Tool.Run again = provision();
        assertThat(again.stepsThat("changed")).as(again.everything()).isEmpty();
        assertThat(lab.raw(APP, "ps -e -o args")).contains("database-watch.cnf").doesNotContain("canary");
        for (String unit : List.of("database-watch", "haproxy-database")) {
            String exposure = lab.raw(APP, "systemd-analyze security " + unit + " --no-pager | tail -n 1");
            assertThat(Double.parseDouble(exposure.replaceAll(".*: ([0-9.]+) .*", "$1")))
                    .as(exposure)
                    .isLessThan(2.0);
        }
    }

    @Test
    @Order(2)
    void theWatchCostsLittle() throws Exception {
        String nanoseconds = "systemctl show --value -p CPUUsageNSec database-watch";
        List<String> used = lab.raw(OTHER, nanoseconds + "; sleep 10; " + nanoseconds)
                .lines()
                .toList();
        long percent = (Long.parseLong(used.get(1)) - Long.parseLong(used.get(0))) * 100 / 10_000_000_000L;
        assertThat(percent).as(used.toString()).isLessThan(2);
    }

    @Test
    @Order(3)
    void writesGoOnWhileTheWriterMovesAndTheApplicationStays() throws Exception {
        String process = "systemctl show --value -p MainPID app haproxy-database";
        String before = lab.raw(APP, process);
        lab.raw(APP, WRITES.replace("TAG", "moved"));
        lab.raw(APP, "sleep 2");
        inventory(APP);
        Tool.Run run = provision("playbooks/promote-replica.yml");
        List<long[]> writes = writes();
        assertThat(lab.raw(APP, process)).isEqualTo(before);
        assertThat(run.stepsThat("changed")).noneMatch(step -> step.contains("application") || step.contains("proxy"));
        assertThat(ask("8084/writes")).isEqualTo("writer: db-1;\n");
        assertThat(ask("8083/api/info")).contains("\"writes_to\":\"db-1\"");
        assertAcknowledgedWritesAreThere("moved", writes);
        assertThat(longestGap(writes)).isLessThan(12_000);
    }

    private List<long[]> writes() throws Exception {
        String lines = lab.raw(APP, "sleep 2; touch /run/enough; sleep 1; rm /run/enough; cat /run/writes");
        List<long[]> writes = new ArrayList<>();
        LINE.matcher(lines)
                .results()
                .forEach(line -> writes.add(new long[] {
                    Long.parseLong(line.group(1)), Long.parseLong(line.group(2)), Long.parseLong(line.group(3))
                }));
        assertThat(writes).hasSizeGreaterThan(20);
        assertThat(writes).as(lines).allMatch(write -> write[2] == 201);
        return writes;
    }

    private void assertAcknowledgedWritesAreThere(String tag, List<long[]> writes) throws Exception {
        String count = "SELECT COUNT(*), COUNT(DISTINCT text) FROM app.notes WHERE text LIKE '%s-%%'".formatted(tag);
        assertThat(lab.raw(APP, client + " -N -e \"" + count + "\"")).isEqualTo(writes.size() + "\t" + writes.size());
    }

    private static long longestGap(List<long[]> writes) {
        long longest = 0;
        for (int i = 1; i < writes.size(); i++) {
            longest = Math.max(longest, writes.get(i)[0] - writes.get(i - 1)[0]);
        }
        System.out.println("without an answer to a write for at most " + longest + " ms");
        return longest;
    }

    @Test
    @Order(4)
    void aServerThatStopsIsOutAndComesBack() throws Exception {
        lab.raw(OTHER, "systemctl stop " + database());
        assertThat(until("true", "8084/reads", "current:")).isLessThan(3_000);
        waitFor("8083/api/notes/1", "*'\"read_from\":\"db-1\"'*");
        lab.raw(OTHER, "systemctl start " + database());
        // New sessions go there; those that are there stay where they are.
        waitFor("8084/reads", "'current: db-2;'");
        long killed = until("systemctl kill -s KILL " + database(), "8084/writes", "nobody");
        System.out.println("the killed writer was out after " + killed + " ms");
        assertThat(killed).isLessThan(3_000);
        waitFor("8083/api/notes/1", "*'\"read_from\":\"db-2\"'*");
        // The other server still follows it.
        Instant until = Instant.now().plus(Duration.ofSeconds(60));
        while (!ask("8084/writes").equals("writer: db-1;\n") && Instant.now().isBefore(until)) {
            Thread.sleep(200);
        }
        assertThat(ask("8084/writes")).isEqualTo("writer: db-1;\n");
    }
}
