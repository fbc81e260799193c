package provisioner.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import provisioner.lab.TestLab;
import provisioner.lab.TestLab.Output;
import provisioner.state.Bytes;

/** Files that a program of the host refuses never go live. */
@Tag("host")
final class ValidationOnHostTest {
    @RegisterExtension
    static final TestLab LAB = TestLab.of("bookworm", "valid-1");

    private static final RealHost HOST = new RealHost(LAB, "valid-1");

    /** What somebody may have left behind, and what another process of the host would see. */
    private static final String TRACES = "find /etc -newer /root/before ! -name '.pwd.lock'; ls -A /tmp;"
            + " grep -c provisioner /proc/mounts || true";

    @BeforeAll
    static void installNginx() throws Exception {
        HOST.raw(
                "apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y nginx-light logrotate >&2");
    }

    private static Resource file(String path, String content) {
        return RealHost.resource(
                "file: {path: %s, source: it}".formatted(path), Map.of("it", Bytes.utf8(content)), Map.of());
    }

    /** What the step says; nothing of it is on the host. */
    private static String refused(Resource resource) throws Exception {
        HOST.raw("touch /root/before; sleep 0.02");
        String traces = HOST.raw(TRACES);
        Output output = HOST.apply(HOST.plan(resource));
        assertThat(output.exit()).as(output.toString()).isNotZero();
        assertThat(HOST.raw(TRACES)).isEqualTo(traces);
        return output.stderr();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /etc/ssh/sshd_config.d/x.conf | PermitRootLogn no\\n | Bad configuration option: PermitRootLogn
            /etc/sudoers.d/x | x ALL=(ALL) NOPASWD ALL\\n | /etc/sudoers.d/x:1
            /etc/systemd/system/x.service | [Service]\\nExecStart=/bin/true\\nRestrat=always\\n | x.service:3: Unknown key 'Restrat'
            /etc/systemd/system/x.timer | [Timer]\\nOnCalendar=dayly\\n | Failed to parse calendar specification
            /etc/systemd/system/ssh.service.d/x.conf | [Service]\\nRestrat=always\\n | x.conf:2: Unknown key 'Restrat'
            /etc/nginx/conf.d/x.conf | server { lisen 80; }\\n | unknown directive "lisen" in /etc/nginx/conf.d/x.conf:1
            /etc/fstab | UUID=1-2 /srv ext4 nofail x 2\\n | /etc/fstab: parse error at line 1
            /etc/fstab | tmpfs /srv/t\\n | /etc/fstab: parse error at line 1
            /etc/fstab | UUID=1-2 /srv ext4 defaults 0 2\\n | unreachable on boot required source: UUID=1-2
            /etc/logrotate.d/x | /var/log/x {\\n rotat 3\\n}\\n | x:2 unknown option 'rotat'
            /etc/apt/sources.list.d/x.list | bed http://127.0.0.1/ stable main\\n | Type 'bed' is not known on line 1
            /etc/apt/preferences.d/x | Pakage: *\\n | Invalid record in the preferences file
            """)
    void refusesWhatTheirProgramsRefuse(String path, String content, String words) throws Exception {
        HOST.raw("mkdir -p /etc/systemd/system/ssh.service.d; test -e /etc/fstab || touch /etc/fstab");
        assertThat(refused(file(path, content.replace("\\n", "\n"))))
                .contains(words, path + " stays as it was, refused by ");
    }

    @Test
    void acceptsWhatTheyAccept() throws Exception {
        HOST.establish(file("/etc/ssh/sshd_config.d/good.conf", "PermitTunnel yes\n"));
        HOST.establish(file("/etc/sudoers.d/good", "good ALL=(ALL) ALL\n"));
        HOST.establish(file("/etc/nginx/conf.d/good.conf", "map $uri $good { default 1; }\n"));
        HOST.establish(file("/etc/logrotate.d/good", "/var/log/not-there/good {\n rotate 3\n}\n"));
        HOST.establish(file("/etc/apt/sources.list.d/good.list", "deb [trusted=yes] http://127.0.0.1/ stable main\n"));
        HOST.establish(file("/etc/fstab", "# none\ntmpfs /srv/t tmpfs defaults,noauto 0 0\n"));
        HOST.establish(file("/etc/fstab", "UUID=1-2 /srv ext4 ro,nofail 0 2\nUUID=2-2 /srv ext4 _netdev 0 2\n"));
        HOST.raw("rm /etc/apt/sources.list.d/good.list");
    }

    /** What is said of a step is what sshd itself makes of it. */
    @Test
    void whatSshdTakesFirstDecides() throws Exception {
        String main = "/etc/ssh/sshd_config";
        HOST.raw("cp " + main + " /root/sshd_config; printf '# by an image\n\nMaxSessions=7\n' >" + main
                + ".d/50-image.conf; printf 'Match User nobody\n  AllowAgentForwarding yes\n' >>" + main);
        try {
            String sessions = "line: {path: " + main + ", line: MaxSessions 5, match: '^#?MaxSessions '}";
            assertThat(HOST.plan(RealHost.resource(sessions)).because())
                    .startsWith(main + ".d/50-image.conf:3 'MaxSessions=7' decides, not 'MaxSessions 5'");
            assertThat(HOST.plan(file(main + ".d/60-ours.conf", "MaxSessions 5\n"))
                            .because())
                    .contains("50-image.conf:3 'MaxSessions=7' decides");
            assertThat(HOST.plan(file(main + ".d/ours", "MaxSessions 5\n")).because())
                    .contains("sshd does not read " + main + ".d/ours");
            assertThat(HOST.plan(RealHost.resource("line: {path: " + main + ", line: AllowAgentForwarding no}"))
                            .because())
                    .contains("AllowAgentForwarding yes' in the block 'Match User nobody'");
            HOST.establish(file(main + ".d/40-ours.conf", "MaxSessions 5\n"));
            HOST.establish(RealHost.resource("line: {path: " + main + ", line: MaxAuthTries 4}"));
            assertThat(HOST.raw("sshd -T -C user=root,host=x,addr=203.0.113.1 | grep -i '^max[as][ue]'"))
                    .isEqualToIgnoringCase("maxauthtries 4\nmaxsessions 5");
        } finally {
            HOST.raw("mv /root/sshd_config " + main + "; rm -f " + main + ".d/[456]0-*");
        }
    }

    /** What is wrong already is not the file's fault; what it adds is. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /etc/ssh/sshd_config.d/10-old.conf | Foo yes\\n | /etc/ssh/sshd_config.d/x.conf | PermitTunnel yes\\n | /etc/ssh/sshd_config.d/0.conf | Fo yes\\n
            /etc/sudoers.d/old | x ALL=(ALL) NOPASWD ALL\\n | /etc/sudoers.d/x | x ALL=(ALL) ALL\\n | /etc/sudoers.d/y | x ALL=(ALL) NOPASWD ALL\\n
            /etc/nginx/conf.d/old.conf | server { listen 443 ssl; ssl_certificate /x; ssl_certificate_key /x; }\\n | /etc/nginx/conf.d/x.conf | map $uri $x { default 1; }\\n | /etc/nginx/conf.d/y.conf | lisen 1;\\n
            /etc/logrotate.d/old | /var/log/o {\\n rotat 3\\n}\\n | /etc/logrotate.d/x | /var/log/x {\\n rotate 3\\n}\\n | /etc/logrotate.d/y | /var/log/y {\\n rotat 3\\n}\\n
            /etc/apt/sources.list.d/old.list | bed x\\n | /etc/apt/sources.list.d/x.list | deb http://127.0.0.1/ stable main\\n | /etc/apt/sources.list.d/y.list | bed y\\n
            /etc/fstab | UUID=1-2 /srv ext4 defaults 0 2\\n | /etc/fstab | tmpfs /t tmpfs\\nUUID=1-2 /srv ext4 defaults 0 2\\n | /etc/fstab | UUID=2-2 /t ext4\\nUUID=1-2 /srv ext4 defaults 0 2\\n
            """)
    void onlyWhatAFileAddsCounts(String old, String fault, String good, String content, String bad, String another)
            throws Exception {
        HOST.raw("test -e /etc/fstab || touch /etc/fstab; cp /etc/fstab /root/fstab; printf '%s' '"
                + fault.replace("\\n", "\n") + "' >" + old);
        try {
            assertThat(refused(file(bad, another.replace("\\n", "\n"))))
                    .contains(bad + " stays as it was, refused by ");
            Output output = HOST.apply(HOST.plan(file(good, content.replace("\\n", "\n"))));
            assertThat(output.exit()).as(output.toString()).isZero();
            assertThat(output.stderr()).contains("note: " + good + " goes live, but ");
        } finally {
            HOST.raw("rm -f " + good + " " + old + "; mv /root/fstab /etc/fstab");
        }
    }

    /** nginx starts with them, but not as the file says. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "server { listen 80; server_name twice; }\nserver { listen 80; server_name twice; }\n",
                "server { listen 80; server_name http://suspicious; }\n",
                "types { text/x html; }\n",
            })
    void aWarningOfNginxCountsUnlessItWasThereBefore(String content) throws Exception {
        String path = "/etc/nginx/conf.d/warned.conf";
        assertThat(refused(file(path, content))).contains("[warn]", path + " stays as it was, refused by nginx: ");
        HOST.raw("cat >%s <<'END'\n%sEND".formatted(path, content));
        try {
            Output output = HOST.apply(HOST.plan(file("/etc/nginx/conf.d/w.conf", "map $uri $w { default 2; }\n")));
            assertThat(output.exit()).as(output.toString()).isZero();
            assertThat(output.stderr()).contains("goes live, but nginx gives a warning");
        } finally {
            HOST.raw("rm -f " + path + " /etc/nginx/conf.d/w.conf");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            before.service | [Unit]\\nRequires=later.service\\n[Service]\\nExecStart=/usr/local/bin/later --x\\nUser=later\\n
            before@.service | [Service]\\nExecStart=/usr/local/bin/later %i\\n
            before.socket | [Socket]\\nListenStream=/run/before\\n
            old.service | [Service]\\nExecStart=/bin/true\\nPIDFile=/var/run/x.pid\\nKillMode=none\\nStandardOutput=syslog\\nMemoryLimit=1G\\nUser=nobody\\n
            later.service.d/x.conf | [Service]\\nRestart=always\\n
            """)
    void unitsComeBeforeTheirProgramsAndMayBeOldFashioned(String name, String content) throws Exception {
        HOST.raw("mkdir -p /etc/systemd/system/later.service.d");
        HOST.establish(file("/etc/systemd/system/" + name, content.replace("\\n", "\n")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "line: {path: /etc/ssh/sshd_config, line: PermitRootLogn no}",
                "line: {path: /etc/ssh/sshd_config, match: '^Include', absent: true, validate: sshd -T | grep -q lab}",
                "line: {path: /etc/nginx/conf.d/new.conf, line: bogus;, create: true}",
                "file: {path: /etc/nginx/mime.types, absent: true}",
                "symlink: {path: /etc/nginx/conf.d/link.conf, target: /etc/hostname}",
                "symlink: {path: /etc/nginx/mime.types, absent: true}",
                "systemd_unit: {name: ssh, drop_in: new, content: \"[Service]\\nRestrat=x\\n\"}",
                "file: {path: /etc/app.conf, content: b, validate: test a = $(cat /etc/app.conf)}",
                "file: {path: /srv/app/new.conf, content: b, owner: daemon, mode: '0600',"
                        + " validate: test -e /srv/app/other -a '600 0 b' = \"$(stat -c '%a %g' /srv/app/new.conf) $(cat /srv/app/new.conf)x\"}",
            })
    void refusesWhateverChangesAFile(String resource) throws Exception {
        HOST.raw("printf a >/etc/app.conf; mkdir -p /srv/app; touch /srv/app/other");
        assertThat(refused(RealHost.resource(resource))).contains(" stays as it was, refused by ");
    }

    @Test
    void aUsersCommandSeesTheTreeAsItWillBe() throws Exception {
        HOST.raw("mkdir -p /srv/own; chown daemon /srv/own; touch /srv/own/other");
        HOST.establish(RealHost.resource("""
                file:
                  path: /srv/own/a.conf
                  content: secret
                  owner: daemon
                  mode: '0600'
                  validate: |
                    test "$(stat -c '%U %a' /srv/own/a.conf; cat /srv/own/a.conf; stat -c %U /srv/own; ls /srv/own)" = 'daemon 600
                    secretdaemon
                    a.conf
                    other' && ! cat /proc/[0-9]*/cmdline | grep -a "validate[d] by"
                """));
        HOST.establish(
                RealHost.resource("file: {path: /srv/own/a.conf, absent: true, validate: test ! -e /srv/own/a.conf}"));
        assertThat(HOST.raw("ls -A /srv/own")).isEqualTo("other");
    }

    /** In the words of the real ones, of which each takes a minute to install. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            MariaDB | 0 | 1 0 [ERROR] mysqld: unknown variable 'server_audit_logging=ON' | true
            MariaDB | 0 | 1 0 [ERROR] mysqld: unknown variable 'server_audt=ON' | false
            MariaDB | 0 | error: Wrong group definition in config file: /etc/mysql/x.cnf at line 1 | false
            MariaDB | 0 | error: Found option without preceding group in config file: /etc/mysql/x.cnf at line: 1 | false
            MySQL | 1 | 1 0 [ERROR] [MY-000067] [Server] unknown variable 'rpl_semi_sync_source_enabled=1'. | true
            MySQL | 1 | 1 0 [ERROR] [MY-000067] [Server] unknown variable 'foo_bar=1'. | false
            MySQL | 1 | mysqld: [ERROR] Found option without preceding group in config file /tmp/x.cnf at line 1. | false
            """)
    void variablesOfPluginsMayBeUnknown(String flavour, int exit, String words, boolean good) throws Exception {
        HOST.raw("""
                mkdir -p /etc/mysql
                cat >/usr/local/sbin/mysqld <<'END'
                #!/bin/sh
                if [ "$2" = --version ]; then echo '%s'; exit; fi
                test -e /etc/mysql/x.cnf || exit 0
                echo "%s" >&2
                exit %d
                END
                chmod 0755 /usr/local/sbin/mysqld
                """.formatted(flavour, words, exit));
        try {
            if (good) {
                HOST.establish(file("/etc/mysql/x.cnf", "x\n"));
            } else {
                assertThat(refused(file("/etc/mysql/x.cnf", "x\n")))
                        .contains(words, " stays as it was, refused by mysqld");
            }
        } finally {
            HOST.raw("rm -f /usr/local/sbin/mysqld /etc/mysql/x.cnf");
        }
    }

    @Test
    void whatIsMountedBelowTheDirectoryIsSeen() throws Exception {
        HOST.raw("mkdir -p '/srv/top/a b'; mount -t tmpfs x '/srv/top/a b'; mkdir '/srv/top/a b/n';"
                + " mount -t tmpfs y '/srv/top/a b/n'; echo it >'/srv/top/a b/n/seen'");
        try {
            HOST.establish(RealHost.resource(
                    "file: {path: /srv/top/x, content: x, validate: \"grep -q it '/srv/top/a b/n/seen'\"}"));
        } finally {
            HOST.raw("umount -R '/srv/top/a b'");
        }
    }

    /** As on a kernel without overlays. */
    @Test
    void copiesWhereThereAreNoOverlays() throws Exception {
        HOST.raw(
                "printf '#!/bin/sh\\ncase $* in *overlay*) exit 32 ;; esac\\nexec /usr/bin/mount \"$@\"\\n' >/usr/local/sbin/mount;"
                        + " chmod 0755 /usr/local/sbin/mount; mount -t overlay x /mnt 2>&1 && exit 1; true");
        try {
            assertThat(refused(file("/etc/nginx/conf.d/x.conf", "lisen 80;\n"))).contains("unknown directive");
            assertThat(refused(RealHost.resource("file: {path: /etc/nginx/mime.types, absent: true}")))
                    .contains("mime.types");
            HOST.establish(file("/etc/nginx/conf.d/copy.conf", "map $uri $copy { default 1; }\n"));
        } finally {
            HOST.raw("rm /usr/local/sbin/mount");
        }
    }

    @Test
    void saysSoWhereTheProgramIsMissing() throws Exception {
        HOST.raw("mv /usr/sbin/visudo /root/");
        try {
            Output output = HOST.apply(HOST.plan(file("/etc/sudoers.d/early", "early ALL=(ALL) ALL\n")));
            assertThat(output.exit()).isZero();
            assertThat(output.stderr())
                    .contains("note: /etc/sudoers.d/early was not validated, because visudo is not installed");
        } finally {
            HOST.raw("mv /root/visudo /usr/sbin/");
        }
    }

    @Test
    void whatACommandStartsEndsWithIt() throws Exception {
        HOST.establish(RealHost.resource("""
                file:
                  path: /etc/daemon.conf
                  content: a
                  validate: setsid -f sleep 98765 </dev/null >/dev/null 2>&1; sleep 0.2; pgrep -f "slee[p] 98765" && systemctl is-active ssh
                """));
        assertThat(HOST.raw("sleep 0.3; pgrep -f 'slee[p] 98765' || echo none")).isEqualTo("none");
    }

    /** Killed with everything below it while the validator runs: it ends with its namespace, and nothing was ever live. */
    @Test
    void aKilledRunLeavesNothing() throws Exception {
        HOST.raw("mkdir -p /srv/kill; rm -f /srv/kill/* /root/seen");
        HOST.raw("touch /root/before");
        Output output = HOST.apply(HOST.plan(RealHost.resource("""
                file:
                  path: /srv/kill/a.conf
                  content: a
                  validate: cp /srv/kill/a.conf /root/seen; kill -9 $PPID $$
                """)));
        assertThat(output.exit()).isNotZero();
        assertThat(HOST.raw("cat /root/seen; ls -A /srv/kill; grep -c provisioner /proc/mounts || true"))
                .isEqualTo("a0");
    }
}
