package provisioner.laws;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import provisioner.harness.MysqlCluster;
import provisioner.harness.Tool;
import provisioner.lab.TestLab;

/**
 * A promotion that is killed after each of its statements, on one kind of server after the other. After each the old source
 * restarts. There are never two servers that take writes, and the next run of the promotion finishes. Each promotion goes the
 * other way than the one before, between the first two servers.
 */
abstract class KilledPromotion {
    /** By what it is in a promotion. */
    enum Role {
        OLD_SOURCE,
        NEW_SOURCE,
        OTHER
    }

    private static final List<String> HOSTS = List.of("db-1", "db-2", "db-3");
    private static final String PLAYBOOK = "playbooks/killed.yml";
    private static final int MOST_STATEMENTS = 20;
    private static final Duration REACHED = Duration.ofSeconds(90);

    /** The opener looks once a second, and replicas try to connect every five. */
    private static final Duration OPENED = Duration.ofSeconds(20);

    private static final Duration STAYS_CLOSED = Duration.ofSeconds(10);

    /**
     * Between provisioner and the server, on a port of its own: lets the Nth statement that changes something through, waits
     * until the server has answered it, says so, and lets nothing more through. Of the session, only commands have the sequence
     * number 0; 3 is that of a statement, after which MySQL has the number of its attributes.
     */
    private static final String PROXY = """
            use strict; use warnings; use IO::Socket::IP;
            my ($stop) = @ARGV;
            my $listener = IO::Socket::IP->new(LocalHost => '127.0.0.1', LocalPort => 3399, Listen => 8, ReuseAddr => 1) or die $@;
            $SIG{CHLD} = 'IGNORE';
            while (my $client = $listener->accept) {
                next if fork;
                my $server = IO::Socket::IP->new(PeerHost => '127.0.0.1', PeerPort => 3306) or exit;
                my ($sent, $seen) = ('', 0);
                while (1) {
                    my $ready = '';
                    vec($ready, fileno $_, 1) = 1 for $client, $server;
                    select $ready, undef, undef, undef;
                    if (vec $ready, fileno $server, 1) {
                        sysread $server, my $answer, 65536 or exit;
                        syswrite $client, $answer;
                    }
                    next if !vec $ready, fileno $client, 1;
                    sysread $client, $sent, 65536, length $sent or exit;
                    while (length $sent >= 4 and length $sent >= 4 + (my $length = unpack 'V', substr($sent, 0, 3) . "\\0")) {
                        my $packet = substr $sent, 0, 4 + $length, '';
                        syswrite $server, $packet;
                        next if $packet !~ /^...\\0\\x03(?:\\0\\x01)?((?:STOP|START|RESET|CHANGE|SET GLOBAL)\\b.*)/s || ++$seen != $stop;
                        my $answered = '';
                        vec($answered, fileno $server, 1) = 1;
                        select $answered, undef, undef, undef;
                        open my $said, '>', '/run/reached' or die;
                        print {$said} "$1\\n";
                        close $said;
                        sleep 600;
                    }
                }
            }
            """;

    private static final String FOLLOWS = """
            - play: The others follow the new source
              hosts: database
              steps:
                - name: this server replicates from $mysql_source
                  when: $host.name != $mysql_source
                  mysql_replication:
                    admin_password: $mysql_admin_password
                    port: 3399
                    source: $hosts.get($mysql_source).service_address
                    source_name: $mysql_source
                    password: $mysql_replication_password
                    ca: /etc/mysql/tls/ca.pem
                    writable: false
            """;

    @TempDir
    static Path directory;

    private final TestLab lab;
    private final String suite;
    private final List<Role> roles;
    private final MysqlCluster cluster;
    private final boolean mysql;
    private String source = "db-1";
    private int written;

    KilledPromotion(TestLab lab, String suite, Role... roles) {
        this.lab = lab;
        this.suite = suite;
        this.roles = List.of(roles);
        this.cluster = new MysqlCluster(lab, directory, suite);
        this.mysql = suite.equals("sid");
    }

    @Test
    void neverTwoWritersAndTheNextRunFinishes() throws Exception {
        prepare();
        List<String> killed = new ArrayList<>();
        for (Role role : roles) {
            boolean more = true;
            for (int statement = 1; more; statement++) {
                assertThat(statement).as(killed.toString()).isLessThan(MOST_STATEMENTS);
                String reached = kill(role, statement);
                more = !reached.isEmpty();
                if (more) {
                    killed.add(role + " " + statement + ": " + reached);
                }
            }
        }
        killed.forEach(System.out::println);
        assertThat(killed.toString())
                .contains(roles.contains(Role.NEW_SOURCE) ? "NEW_SOURCE 4: " : "OTHER 4: ")
                .contains(roles.contains(Role.NEW_SOURCE) ? "SET GLOBAL read_only = OFF" : "_USER = ''");
    }

    private void prepare() throws Exception {
        cluster.prepare(suite);
        cluster.provision();
        cluster.sql("db-1", "CREATE TABLE app.t (id INT PRIMARY KEY)");
        String shipped = Files.readString(Tool.CHECKOUT.resolve("playbooks/promote-replica.yml"));
        String first = shipped.substring(0, shipped.indexOf("- play: The others follow"));
        cluster.files().file(PLAYBOOK, first.replaceAll("(?m)^        port: .*", "        port: 3399") + FOLLOWS);
        for (String host : HOSTS) {
            lab.raw(host, "cat >/run/proxy <<'PROXY'\n" + PROXY + "PROXY");
        }
    }

    /** One promotion, killed after that statement; returns the statement, or nothing if there are not so many. */
    private String kill(Role role, int statement) throws Exception {
        String next = source.equals("db-1") ? "db-2" : "db-1";
        String host = role == Role.OLD_SOURCE ? source : role == Role.NEW_SOURCE ? next : "db-3";
        cluster.sql(source, "INSERT INTO app.t VALUES (" + ++written + ")");
        cluster.declare(suite, next);
        String reached = killedRun(host, statement);
        String what = "killed on " + host + " after '" + reached + "' of a promotion from " + source + " to " + next;
        assertThat(writers()).as(what).hasSizeLessThan(2);
        if (!reached.isEmpty()) {
            restart(source, what);
        }
        Tool.Run again = cluster.files().json("provision", "playbooks/promote-replica.yml");
        assertThat(again.exit()).as(what + "\n" + again.everything()).isZero();
        assertThat(writers()).as(what).containsExactly(next);
        cluster.sql(next, "INSERT INTO app.t VALUES (" + ++written + ")");
        for (String server : HOSTS) {
            cluster.awaits(server, "SELECT COUNT(*) FROM app.t", String.valueOf(written), Duration.ofSeconds(20));
        }
        source = next;
        return reached;
    }

    private String killedRun(String host, int statement) throws Exception {
        for (String server : HOSTS) {
            lab.raw(server, """
                    rm -f /run/reached
                    setsid perl /run/proxy %d </dev/null >/run/proxy.log 2>&1 &
                    echo $! >/run/proxy.pid
                    """.formatted(server.equals(host) ? statement : 0));
        }
        Path out = directory.resolve("out");
        Process run = cluster.files()
                .tool()
                .start(
                        out,
                        directory.resolve("err"),
                        "provision",
                        "-i",
                        "inventory/hosts.yml",
                        "--lab",
                        PLAYBOOK,
                        "--output",
                        "json");
        String reached = "";
        Instant until = Instant.now().plus(REACHED);
        while (reached.isEmpty() && run.isAlive()) {
            assertThat(Instant.now()).as("the run ends").isBefore(until);
            reached = lab.attempt(host, "cat /run/reached").stdout().strip();
        }
        int exit = run.destroyForcibly().waitFor();
        for (String server : HOSTS) {
            lab.raw(server, "kill -- -$(cat /run/proxy.pid)");
            KilledRunTest.awaitRelease(lab, server, "on " + host + " after statement " + statement);
        }
        if (reached.isEmpty()) {
            assertThat(exit).as(Files.readString(out)).isZero();
        }
        return reached;
    }

    /** The servers that take writes, of those that answer. */
    private List<String> writers() throws Exception {
        List<String> writers = new ArrayList<>();
        for (String host : HOSTS) {
            TestLab.Output answer =
                    lab.attempt(host, (mysql ? "mysql" : "mariadb") + " -Ne 'SELECT @@GLOBAL.read_only'");
            if (answer.stdout().strip().equals("0")) {
                writers.add(host);
            }
        }
        return writers;
    }

    /** It takes writes again if a majority follows it still, and only then. */
    private void restart(String host, String what) throws Exception {
        TreeSet<String> wrote = new TreeSet<>(writers());
        wrote.remove(host);
        lab.raw(host, "systemctl restart " + (mysql ? "mysql" : "mariadb"));
        boolean followed = isFollowed(host);
        Instant until = Instant.now().plus(followed ? OPENED : STAYS_CLOSED);
        List<String> writers = writers();
        while (Instant.now().isBefore(until) && !writers.contains(host)) {
            assertThat(writers).as(what).hasSizeLessThan(2);
            Thread.sleep(500);
            writers = writers();
        }
        assertThat(writers)
                .as(what)
                .hasSizeLessThan(2)
                .containsExactlyElementsOf(followed ? List.of(host) : List.copyOf(wrote));
    }

    /** By how the servers are set up. No other server of the three then takes writes. */
    private boolean isFollowed(String host) throws Exception {
        String address = lab.endpoint(host).address();
        if (!sources(host).isEmpty()) {
            return false;
        }
        for (String other : HOSTS) {
            if (!other.equals(host) && sources(other).contains(address)) {
                return true;
            }
        }
        return false;
    }

    private List<String> sources(String host) throws Exception {
        String status = mysql ? "mysql -e 'SHOW REPLICA STATUS\\G'" : "mariadb -e 'SHOW ALL SLAVES STATUS\\G'";
        return Stream.of(lab.raw(host, status + " | sed -nE 's/^ *(Source|Master)_Host: //p'")
                        .split("\\s+"))
                .filter(one -> !one.isEmpty())
                .toList();
    }
}
