package provisioner.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import provisioner.harness.SampleProject;
import provisioner.harness.Tool;
import provisioner.lab.TestLab;

/**
 * {@code verify --complete} on the shipped three hosts: nothing is unaccounted for when they were just provisioned, and each of
 * many additions is found and named.
 */
@Tag("host")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CompleteHostsTest {
    private static final List<String> HOSTS = List.of("web-1", "web-2", "web-3");
    private static final String INVENTORY = "inventory/three-hosts.yml";
    private static final String HOST = "web-1";
    private static final long MOST_MORE_MS = 1000;
    private static final int RUNS = 3;

    private static final String KEY =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGX5PYBrkKzcMUJvBX7WkJDKNBYOjQHBpsfPrZVxnNmE eve";

    @RegisterExtension
    static final TestLab LAB = TestLab.of("sid", HOSTS.toArray(String[]::new));

    @TempDir
    static Path directory = Path.of("");

    private static final List<SampleProject> PROJECT = new ArrayList<>();

    @BeforeAll
    static void provision() throws Exception {
        LAB.lab().virtualAddress(true);
        LAB.acme(HOSTS.getFirst());
        SampleProject project = SampleProject.make(directory, INVENTORY, LAB);
        Tool.Run run = project.run("provision");
        assertThat(run.exit()).as(run.everything()).isZero();
        PROJECT.add(project);
    }

    private static Tool.Run verify(String... more) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("--read-only"));
        arguments.addAll(List.of(more));
        return PROJECT.getFirst().run("verify", arguments.toArray(String[]::new));
    }

    private static List<String> unaccounted(Tool.Run run) {
        return run.events("unaccounted").stream()
                .map(line ->
                        line.path("host").asText() + ": " + line.path("outcome").asText() + " " + title(line))
                .toList();
    }

    private static String title(JsonNode line) {
        return line.path("kind").asText() + " " + line.path("name").asText();
    }

    @Test
    @Order(1)
    void nothingOnFreshHostsIsUnaccountedFor() throws Exception {
        Tool.Run run = verify("--complete");
        assertThat(unaccounted(run)).isEmpty();
        assertThat(run.exit()).as(run.everything()).isZero();
        assertThat(run.summary().path("hosts")).hasSize(3).allSatisfy(host -> {
            assertThat(host.path("unaccounted").asInt(-1)).isZero();
            assertThat(host.path("unknown").asInt(-1)).isZero();
            assertThat(host.path("exchanges").asInt()).isEqualTo(1);
        });
    }

    @Test
    @Order(2)
    void noFileOfAPackageDiffersEvenWhenAllAreRead() throws Exception {
        Tool.Run run = verify("--complete=deep");
        assertThat(unaccounted(run)).isEmpty();
    }

    /** The host's three runs compete with nothing else, and the fastest of each kind counts. */
    @Test
    @Tag("long")
    @Order(3)
    void itCostsAtMostASecond() throws Exception {
        long plain = Long.MAX_VALUE;
        long complete = Long.MAX_VALUE;
        for (int i = 0; i < RUNS; i++) {
            plain = Math.min(plain, milliseconds(verify("--limit", HOST)));
            complete = Math.min(complete, milliseconds(verify("--limit", HOST, "--complete")));
        }
        assertThat(complete - plain).isLessThanOrEqualTo(MOST_MORE_MS);
    }

    private static long milliseconds(Tool.Run run) {
        return run.summary().path("durationMs").asLong();
    }

    /** What is done on the host, by what must be found. */
    private static Map<String, String> additions() {
        Map<String, String> additions = new LinkedHashMap<>();
        additions.put("file /etc/cron.d/eve", "echo '* * * * * root true' >/etc/cron.d/eve");
        additions.put(
                "file /etc/cron.daily/eve", "printf '#!/bin/sh\\n' >/etc/cron.daily/eve; chmod +x /etc/cron.daily/eve");
        additions.put(
                "file /var/spool/cron/crontabs/root",
                "echo '@daily true' >/var/spool/cron/crontabs/root; chmod 600 /var/spool/cron/crontabs/root");
        additions.put("file /etc/sudoers.d/eve", "echo 'www-data ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/eve");
        additions.put(
                "file /etc/systemd/system/cron.service.d/eve.conf",
                "mkdir -p /etc/systemd/system/cron.service.d; printf '[Service]\\nNice=1\\n' >/etc/systemd/system/cron.service.d/eve.conf");
        additions.put(
                "file /run/systemd/system/cron.service.d/eve.conf",
                "mkdir -p /run/systemd/system/cron.service.d; printf '[Service]\\nNice=1\\n' >/run/systemd/system/cron.service.d/eve.conf");
        additions.put(
                "file /etc/systemd/system/eve.service",
                "printf '[Service]\\nExecStart=/bin/sleep 1d\\n[Install]\\nWantedBy=multi-user.target\\n' >/etc/systemd/system/eve.service");
        additions.put(
                "file /etc/systemd/system/multi-user.target.wants/eve.service", "systemctl enable -q eve.service");
        additions.put(
                "file /etc/systemd/system/eve.timer",
                "printf '[Timer]\\nOnCalendar=daily\\n' >/etc/systemd/system/eve.timer");
        additions.put(
                "file /etc/systemd/system/systemd-tmpfiles-clean.timer",
                "systemctl mask -q systemd-tmpfiles-clean.timer");
        additions.put("file /etc/sysctl.d/eve.conf", "echo 'vm.swappiness = 1' >/etc/sysctl.d/eve.conf");
        additions.put("file /etc/profile.d/eve.sh", "echo : >/etc/profile.d/eve.sh");
        additions.put("file /etc/ld.so.preload", ": >/etc/ld.so.preload");
        additions.put("file /etc/pam.d/eve", "echo 'auth sufficient pam_permit.so' >/etc/pam.d/eve");
        additions.put(
                "file /etc/pam.d/common-auth", "sed -i '1i auth sufficient pam_rootok.so' /etc/pam.d/common-auth");
        additions.put("file /etc/apt/sources.list.d/eve.list", "echo '# eve' >/etc/apt/sources.list.d/eve.list");
        additions.put("file /etc/apt/trusted.gpg.d/eve.asc", ": >/etc/apt/trusted.gpg.d/eve.asc");
        additions.put(
                "file /etc/apt/preferences.d/eve",
                "printf 'Package: *\\nPin: release a=eve\\nPin-Priority: 1\\n' >/etc/apt/preferences.d/eve");
        additions.put("file /usr/local/bin/eve", "printf '#!/bin/sh\\n' >/usr/local/bin/eve");
        additions.put("file /opt/eve", ": >/opt/eve");
        additions.put("file /root/.bash_login", "echo : >/root/.bash_login");
        additions.put("file /root/.ssh/rc", "echo : >/root/.ssh/rc");
        additions.put("file /etc/ssh/sshd_config.d/eve.conf", "echo '# eve' >/etc/ssh/sshd_config.d/eve.conf");
        additions.put("file /etc/udev/rules.d/eve.rules", "mkdir -p /etc/udev/rules.d; : >/etc/udev/rules.d/eve.rules");
        additions.put("altered /etc/logrotate.conf", "echo '# eve' >>/etc/logrotate.conf");
        additions.put("altered /usr/bin/nproc", "printf x >>/usr/bin/nproc");
        additions.put(
                "package ed",
                "DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends ed >/dev/null");
        additions.put("hold cron", "apt-mark -q hold cron");
        additions.put("diversion /usr/bin/tac", "dpkg-divert --quiet --local --rename --add /usr/bin/tac");
        additions.put("override /usr/bin/cat", "dpkg-statoverride --add root root 0700 /usr/bin/cat; true");
        additions.put("program /usr/local/bin/sh", "cp /bin/sh /usr/local/bin/sh; chmod 4755 /usr/local/bin/sh");
        additions.put("program /usr/bin/yes", "chmod u+s /usr/bin/yes");
        additions.put("user eve", "useradd -m -s /bin/sh eve");
        additions.put("user toor", "useradd -o -u 0 -g 0 -M -s /usr/sbin/nologin toor");
        additions.put("member adm eve", "usermod -a -G adm eve");
        additions.put("key root SHA256:", "echo '" + KEY + "' >>/root/.ssh/authorized_keys");
        additions.put("name 203.0.113.66 evil.example", "echo '203.0.113.66 evil.example' >>/etc/hosts");
        additions.put("mount /mnt", "mount -t tmpfs tmpfs /mnt");
        additions.put("socket tcp 127.0.0.1:4444", """
                cat >/usr/local/bin/listen.pl <<'END'
                use IO::Socket::INET;
                my $s = IO::Socket::INET->new(LocalAddr => "127.0.0.1:4444", Listen => 1) or die;
                sleep 3600;
                END
                setsid perl /usr/local/bin/listen.pl >/dev/null 2>&1 </dev/null & sleep 1""");
        return additions;
    }

    /** Likewise in the database server, for which no binary log tells the other members. */
    private static Map<String, String> inTheDatabase() {
        Map<String, String> additions = new LinkedHashMap<>();
        additions.put("mysql_account eve@%", "CREATE USER eve@'%' IDENTIFIED BY 'x'; GRANT ALL ON *.* TO eve@'%'");
        additions.put("mysql_account bob@localhost", "CREATE USER bob@localhost");
        additions.put("mysql_role everything", "CREATE ROLE everything; GRANT everything TO bob@localhost");
        additions.put(
                "mysql_grant bob@localhost PROXY ON root@localhost", "GRANT PROXY ON root@localhost TO bob@localhost");
        additions.put("mysql_setting max_connect_errors", "SET PERSIST max_connect_errors = 77");
        additions.put("mysql_setting table_open_cache", "SET PERSIST_ONLY table_open_cache = 777");
        additions.put("mysql_setting local_infile", "SET GLOBAL local_infile = ON");
        additions.put("mysql_setting sql_mode", "SET GLOBAL sql_mode = ''");
        additions.put("mysql_database strange", "CREATE DATABASE strange");
        additions.put("mysql_event strange.clean", "CREATE EVENT strange.clean ON SCHEDULE EVERY 1 DAY DO SET @x = 1");
        additions.put("mysql_routine strange.p", "CREATE PROCEDURE strange.p() SELECT 1");
        additions.put(
                "mysql_trigger strange.t",
                "CREATE TABLE strange.a (id INT PRIMARY KEY);"
                        + " CREATE TRIGGER strange.t BEFORE INSERT ON strange.a FOR EACH ROW SET NEW.id = 1");
        additions.put(
                "mysql_plugin rpl_semi_sync_replica",
                "INSTALL PLUGIN rpl_semi_sync_replica SONAME 'semisync_replica.so'");
        additions.put(
                "mysql_component file://component_validate_password",
                "INSTALL COMPONENT 'file://component_validate_password'");
        return additions;
    }

    private static void addToTheDatabase(String statements) throws Exception {
        LAB.raw(HOST, """
                mysql <<'END'
                SET sql_log_bin = 0; SET GLOBAL super_read_only = OFF; SET GLOBAL read_only = OFF;
                %s;
                END
                """.formatted(statements));
    }

    /** Only a primary takes writes, and a member may be one or not. */
    private static void restoreTheMember() throws Exception {
        LAB.raw(HOST, """
                mysql -e "SET GLOBAL super_read_only = (SELECT COALESCE(MAX(MEMBER_ROLE <> 'PRIMARY'), 1)
                  FROM performance_schema.replication_group_members WHERE MEMBER_ID = @@server_uuid)"
                """);
    }

    @Test
    @Order(4)
    void whatIsAddedInADatabaseIsDriftAndIsNamed() throws Exception {
        Map<String, String> additions = inTheDatabase();
        for (String statements : additions.values()) {
            addToTheDatabase(statements);
        }
        restoreTheMember();
        Tool.Run run = verify("--complete");
        assertThat(run.exit()).as(run.everything()).isEqualTo(2);
        assertThat(run.stepsThat("drifted"))
                .containsExactly(HOST + ": the database server lets provisioner in and is set up for replication");
        List<JsonNode> lines = run.events("unaccounted");
        assertThat(lines).allSatisfy(line -> {
            assertThat(line.path("host").asText()).isEqualTo(HOST);
            assertThat(line.path("outcome").asText()).isEqualTo("unaccounted");
            assertThat(line.path("step").asText()).isNotEmpty();
        });
        assertThat(lines.stream()
                        .map(CompleteHostsTest::title)
                        .map(title -> title.replace("everything@%", "everything")))
                .containsExactlyInAnyOrderElementsOf(additions.keySet());
        assertThat(run.summary().path("hosts"))
                .allSatisfy(host -> assertThat(host.path("exchanges").asInt()).isEqualTo(1));
    }

    @Test
    @Order(5)
    void everyAdditionIsFoundAndNamed() throws Exception {
        Map<String, String> additions = additions();
        // The kernel's clock of files is coarse, and what changed with the last step is not later than it.
        LAB.raw(HOST, "sleep 1");
        for (String script : additions.values()) {
            LAB.raw(HOST, script);
        }
        Tool.Run run = verify("--complete");
        assertThat(run.exit()).as(run.everything()).isEqualTo(2);
        List<JsonNode> lines = run.events("unaccounted");
        assertThat(lines).allSatisfy(line -> {
            assertThat(line.path("host").asText()).isEqualTo(HOST);
            assertThat(line.path("step").asText()).isNotEmpty();
            assertThat(line.path("what").asText()).isNotEmpty();
        });
        List<String> titles = lines.stream().map(CompleteHostsTest::title).toList();
        assertThat(additions).hasSizeGreaterThanOrEqualTo(30);
        assertThat(additions.keySet())
                .allSatisfy(wanted -> assertThat(titles).anyMatch(title -> title.startsWith(wanted)));
        long said = StreamSupport.stream(run.summary().path("hosts").spliterator(), false)
                .filter(host -> host.path("host").asText().equals(HOST))
                .mapToLong(host -> host.path("unaccounted").asLong())
                .sum();
        assertThat(said).isEqualTo(lines.size());
    }

    @Test
    @Order(6)
    void whatTheInventoryAcceptsIsShownWithItsReason() throws Exception {
        Path inventory = directory.resolve(INVENTORY);
        Files.writeString(
                inventory,
                Files.readString(inventory)
                        + "\naccepted:\n  - {pattern: file /etc/cron.d/*, reason: the provider's jobs}\n");
        Tool.Run run = verify("--complete");
        assertThat(unaccounted(run)).noneMatch(title -> title.contains("/etc/cron.d/"));
        assertThat(run.events("note"))
                .anyMatch(note ->
                        note.path("message").asText().equals("accepted: file /etc/cron.d/* (1): the provider's jobs"));
    }
}
