package provisioner.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import provisioner.lab.TestLab;
import provisioner.lab.TestLab.Output;

/** A configuration tree with a real nginx. */
@Tag("host")
final class ConfigSetOnHostTest {
    @RegisterExtension
    static final TestLab LAB = TestLab.of("bookworm", "web-1");

    private static final RealHost HOST = new RealHost(LAB, "web-1");
    private static final String SITE = "/etc/nginx/live/site.conf";

    @BeforeAll
    static void installNginx() throws Exception {
        HOST.raw("apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y nginx-light curl >&2");
        // The unit reads the tree, as the shipped role arranges it.
        HOST.raw("""
                mkdir -p /etc/systemd/system/nginx.service.d
                cat >/etc/systemd/system/nginx.service.d/live.conf <<'END'
                [Service]
                ExecStartPre=
                ExecStart=
                ExecStart=/usr/sbin/nginx -c /etc/nginx/live/nginx.conf -g 'daemon on; master_process on;'
                ExecReload=
                ExecReload=/usr/sbin/nginx -c /etc/nginx/live/nginx.conf -s reload
                END
                systemctl daemon-reload
                systemctl stop nginx
                """);
        HOST.establish(tree("first", 8080));
        HOST.raw("systemctl start nginx");
    }

    private static Resource tree(String answer, int port) {
        return tree(answer, port, "");
    }

    private static Resource tree(String answer, int port, String probe) {
        String text = """
                config_set:
                  path: /etc/nginx/live
                  source: nginx
                  validate: nginx -t -q -c /etc/nginx/live/nginx.conf
                  service: nginx
                  new_workers: true
                """;
        Map<String, String> templates = Map.of("nginx/nginx.conf", """
                user www-data;
                pid /run/nginx.pid;
                events {}
                http { include /etc/nginx/live/site.conf; }
                """, "nginx/site.conf", """
                server {
                  listen %d;
                  location / { return 200 "%s"; }
                }
                """.formatted(port, answer));
        String probed = probe.isEmpty() ? text : text + "  probe: \"" + probe + "\"\n";
        return RealHost.resource(probed, Map.of(), templates);
    }

    private static String answer() throws Exception {
        return HOST.raw("curl -fsS --retry 5 --retry-connrefused http://127.0.0.1:8080/");
    }

    @Test
    void swapsAndReloads() throws Exception {
        HOST.establish(tree("good", 8080));
        assertThat(answer()).isEqualTo("good");
        assertThat(HOST.raw("ls -A /etc/nginx | grep provisioner; true")).isEmpty();
    }

    @Test
    void refusesWhatTheValidatorRefuses() throws Exception {
        String live = HOST.raw("readlink /etc/nginx/live");
        String served = answer();
        Output output = HOST.apply(HOST.plan(tree("broken\"; no such directive; \"", 8080)));
        assertThat(output.exit()).isNotZero();
        assertThat(output.stderr()).contains("in " + SITE + ":3").contains("refused by nginx -t");
        assertThat(HOST.raw("readlink /etc/nginx/live")).isEqualTo(live);
        assertThat(answer()).isEqualTo(served);
        assertThat(HOST.raw("grep -c /etc/nginx/ /proc/mounts; true")).isEqualTo("0");
    }

    @Test
    void putsBackWhatNginxRejectsOnReload() throws Exception {
        HOST.establish(tree("before the port", 8080));
        HOST.raw("""
                systemd-run --unit=taken --quiet perl -MIO::Socket::INET -e \
                  'my $s = IO::Socket::INET->new(LocalAddr => "0.0.0.0", LocalPort => 8099, Listen => 1) or die; sleep 600'
                sleep 1
                systemctl is-active taken
                """);
        Resource wrong = tree("on a taken port", 8099);
        Output output = HOST.apply(HOST.plan(wrong));
        HOST.raw("systemctl stop taken");
        assertThat(output.exit()).as(output.toString()).isNotZero();
        assertThat(output.stderr()).contains("the previous configuration is live again");
        HOST.assertUnchanged(tree("before the port", 8080));
        assertThat(answer()).isEqualTo("before the port");
    }

    @Test
    void putsBackWhatTheProbeRefuses() throws Exception {
        HOST.establish(tree("before the probe", 8080));
        String probe = "curl -fsS http://127.0.0.1:8080/ | grep -q hello";
        Output output = HOST.apply(HOST.plan(tree("not what is wanted", 8080, probe)));
        assertThat(output.exit()).isNotZero();
        assertThat(output.stderr()).contains("the probe failed: curl");
        assertThat(answer()).isEqualTo("before the probe");
        HOST.establish(tree("hello", 8080, probe));
    }

    @Test
    void reloadsWhatAKilledRunSwapped() throws Exception {
        HOST.establish(tree("before the crash", 8080));
        Resource next = tree("after the crash", 8080);
        HOST.plan(next);
        // As when a run is killed right after the swap: another version is live, nginx has not read it.
        HOST.raw("""
                cp -a /etc/nginx/.live/$(basename $(readlink /etc/nginx/live)) /etc/nginx/.live/crash
                sed -i 's/before the crash/after the crash/' /etc/nginx/.live/crash/site.conf
                ln -s .live/crash /etc/nginx/next && mv -T /etc/nginx/next /etc/nginx/live
                """);
        var plan = HOST.plan(next);
        assertThat(plan.differences()).extracting(Difference::attribute).containsExactly("loaded");
        assertThat(HOST.apply(plan).exit()).isZero();
        assertThat(answer()).isEqualTo("after the crash");
        HOST.assertUnchanged(next);
    }

    @Test
    void mendsWhatWasTamperedWith() throws Exception {
        Resource tree = tree("to be tampered with", 8080);
        HOST.establish(tree);
        HOST.raw("echo '# x' >>" + SITE + "; echo y >/etc/nginx/live/extra.conf");
        assertThat(HOST.plan(tree).differences())
                .extracting(Difference::attribute)
                .containsExactly("content", "extra.conf");
        HOST.establish(tree);
        assertThat(HOST.raw("ls /etc/nginx/live")).isEqualTo("nginx.conf\nsite.conf");
        assertThat(HOST.raw("ls /etc/nginx/.live | wc -l")).isLessThanOrEqualTo("4");
    }

    private static Resource fragments(String path, String text) {
        return RealHost.resource(
                "config_set: {path: " + path + ", source: it, mode: '0440'}", Map.of(), Map.of("it/ours", text));
    }

    /** The container's own directories cannot be renamed by its file system: a copy can. */
    private static void inUse(String path) throws Exception {
        HOST.raw(
                "cp -a %1$s /root/copy; rm -rf %1$s; mv /root/copy %1$s; echo '# theirs' >%1$s/theirs".formatted(path));
    }

    @Test
    void takesADirectoryInUseOver() throws Exception {
        inUse("/etc/sudoers.d");
        HOST.raw("useradd granted");
        assertThat(HOST.apply(HOST.plan(fragments("/etc/sudoers.d", "granted ALL=(ALL NOPASSWD ALL\n")))
                        .stderr())
                .contains("/etc/sudoers.d/ours:1");
        assertThat(HOST.raw(
                        "test -d /etc/sudoers.d -a ! -L /etc/sudoers.d; ls -A /etc/sudoers.d; ls -d /etc/.su* || true"))
                .contains("theirs")
                .doesNotContain("ours", "/etc/.su");
        Resource good = fragments("/etc/sudoers.d", "granted ALL=(ALL) NOPASSWD: ALL\n");
        assertThat(HOST.plan(good).differences())
                .extracting(Difference::attribute, Difference::from, Difference::to)
                .contains(tuple("theirs", "a file", ""));
        HOST.establish(good);
        assertThat(HOST.raw("ls /etc/sudoers.d; ls /etc/.sudoers.d/taken; sudo -n -l -U granted | grep -c NOPASSWD"))
                .matches("(?s)ours\n.*theirs\n1");
    }

    @Test
    void refusesAFragmentInADirectoryThatSshdReads() throws Exception {
        inUse("/etc/ssh/sshd_config.d");
        String before = HOST.raw("ls -lA --time-style=full-iso /etc/ssh/sshd_config.d");
        Resource wrong = RealHost.resource(
                "config_set: {path: /etc/ssh/sshd_config.d, source: it}",
                Map.of(),
                Map.of("it/a.conf", "PermitRootLogn no\n"));
        assertThat(HOST.apply(HOST.plan(wrong)).stderr()).contains("a.conf: line 1: Bad configuration option");
        assertThat(HOST.raw("ls -lA --time-style=full-iso /etc/ssh/sshd_config.d"))
                .isEqualTo(before);
    }
}
