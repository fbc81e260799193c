package provisioner.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import provisioner.harness.Tool;
import provisioner.harness.Workspace;
import provisioner.lab.TestLab;

/** Hosts in a bad way: nothing is lost or half done, the message says what it is, and the next run converges. */
@Tag("host")
class HostFaultsTest {
    @RegisterExtension
    static final TestLab LAB = TestLab.of("bookworm", "web-1");

    private final Workspace files;

    HostFaultsTest(@TempDir Path directory) throws Exception {
        files = Workspace.ofOneHost(directory, LAB);
    }

    private void steps(String... steps) throws Exception {
        files.playbook("- play: Work\n  hosts: all\n  steps:\n    - " + String.join("\n    - ", steps) + "\n");
    }

    private void assertConverges() throws Exception {
        Tool.Run run = files.json("provision");
        assertThat(run.exit()).as(run.everything()).isZero();
        Tool.Run verify = files.json("verify");
        assertThat(verify.exit()).as(verify.everything()).isZero();
        assertThat(LAB.leftBehind("web-1")).as("left behind").isEmpty();
    }

    private JsonNode failed(String step) throws Exception {
        Tool.Run run = files.json("provision");
        assertThat(run.exit()).as(run.everything()).isEqualTo(1);
        assertThat(run.stepsThat("failed")).containsExactly("web-1: " + step);
        assertThat(run.everything()).doesNotContain("Exception");
        return run.step("web-1", step);
    }

    @Test
    void theDiskIsFullWhenAConfigurationIsSwapped() throws Exception {
        LAB.raw("web-1", "mkdir -p /srv/small && mount -t tmpfs -o size=256k,nr_inodes=40,mode=755 tmpfs /srv/small");
        String large = "x".repeat(60_000);
        files.file("templates/live/a.conf", "one\n").file("templates/single.vm", "one\n");
        steps(
                "{name: a tree, config_set: {path: /srv/small/live, source: live, validate: 'grep -q . /srv/small/live/a.conf'}}",
                "{name: a file, template: {path: /srv/small/single, source: single.vm}}");
        assertConverges();
        files.file("templates/live/a.conf", "two\n" + large).file("templates/single.vm", "two\n" + large);
        LAB.raw("web-1", "cat /dev/zero >/srv/small/filler 2>/dev/null; test -s /srv/small/filler");
        assertThat(failed("a tree").path("error").path("stderr").asText()).contains("No space left on device");
        assertThat(LAB.raw("web-1", "cat /srv/small/live/a.conf /srv/small/single; ls -A /srv/small"))
                .isEqualTo("one\none\n.live\nfiller\nlive\nsingle");
        files.file("templates/live/a.conf", "one\n");
        assertThat(failed("a file").path("error").path("stderr").asText()).contains("No space left on device");
        assertThat(LAB.raw("web-1", "cat /srv/small/single; ls -A /srv/small")).startsWith("one\n.live\nfiller");
        files.file("templates/live/a.conf", "two\n" + large);
        LAB.raw("web-1", "rm /srv/small/filler");
        assertConverges();
        assertThat(LAB.raw("web-1", "head -qn1 /srv/small/live/a.conf /srv/small/single; umount /srv/small"))
                .isEqualTo("two\ntwo");
    }

    @Test
    void dpkgWasInterrupted() throws Exception {
        LAB.raw("web-1", """
                cd /root && apt-get -q update >/dev/null && apt-get -q download tree >/dev/null
                dpkg --unpack tree_*.deb
                """);
        assertThat(LAB.raw("web-1", "dpkg --audit")).contains("tree");
        steps("{name: bc is installed, package: {name: bc}}", "{name: tree is installed, package: {name: tree}}");
        assertConverges();
        assertThat(LAB.raw("web-1", "dpkg --audit; dpkg -s tree bc | grep ^Status"))
                .isEqualTo("""
                Status: install ok installed
                Status: install ok installed""");
    }

    /** {@code OperatorTest} waits for a holder that lets go at once; apt's own patience must be longer than this one's. */
    @Test
    @Tag("long")
    void aptsLockIsHeldForAMinute() throws Exception {
        LAB.raw("web-1", """
                systemd-run -q --unit=holder flock -F /var/lib/dpkg/lock-frontend sleep 65
                until ! flock -n /var/lib/dpkg/lock-frontend true; do sleep 0.1; done
                """);
        steps("{name: cowsay is installed, package: {name: cowsay}}");
        Instant start = Instant.now();
        Tool.Run run = files.json("provision");
        assertThat(run.exit()).as(run.everything()).isZero();
        assertThat(Duration.between(start, Instant.now())).isGreaterThan(Duration.ofSeconds(60));
        assertThat(run.events("note").toString())
                .contains("apt is waiting for process")
                .contains("lock-frontend");
        assertConverges();
    }

    @Test
    void theMirrorAnswers404() throws Exception {
        LAB.raw("web-1", """
                cat >/root/mirror <<'END'
                use IO::Socket::INET;
                my $s = IO::Socket::INET->new(Listen => 9, LocalAddr => "127.0.0.1", LocalPort => 8404, ReuseAddr => 1) or die;
                while (my $c = $s->accept) {
                  while (my $line = <$c>) { last if $line =~ /^\\r?$/ }
                  print $c "HTTP/1.1 404 Not Found\\r\\nContent-Length: 0\\r\\nConnection: close\\r\\n\\r\\n";
                  close $c;
                }
                END
                systemd-run -q --unit=mirror perl /root/mirror
                mkdir /root/sources && mv /etc/apt/sources.list* /root/sources/
                cp -a /var/lib/apt/lists /root/lists
                cd /var/lib/apt/lists
                for list in *_dists_*; do mv "$list" "127.0.0.1:8404_debian_dists_${list#*_dists_}"; done
                echo 'deb [trusted=yes] http://127.0.0.1:8404/debian bookworm main' >/etc/apt/sources.list
                """);
        try {
            steps("{name: sl is installed, package: {name: sl}}", "{name: after, file: {path: /srv/404, content: x}}");
            JsonNode step = failed("sl is installed");
            assertThat(step.path("error").path("stderr").asText())
                    .contains("404")
                    .contains("http://127.0.0.1:8404/debian");
            assertThat(LAB.attempt("web-1", "test -e /srv/404").exit()).isNotZero();
        } finally {
            LAB.raw("web-1", """
                    systemctl stop mirror; rm -r /etc/apt/sources.list* /var/lib/apt/lists
                    mv /root/sources/* /etc/apt/; mv /root/lists /var/lib/apt/
                    """);
        }
        assertConverges();
    }

    @Test
    void aServiceHangsOnStop() throws Exception {
        files.file("templates/stubborn.service", """
                [Unit]
                Description=Never ends of its own accord
                [Service]
                ExecStart=/bin/sh -c 'trap "" TERM; while :; do sleep 1; done'
                TimeoutStopSec=4
                [Install]
                WantedBy=multi-user.target
                """);
        String unit = "{name: a unit, systemd_unit: {name: stubborn, template: stubborn.service}}";
        String service =
                "{name: a service, service: {name: stubborn, enabled: true, restart_on: [/srv/setting]}, timeout: %s}";
        steps("{name: a setting, file: {path: /srv/setting, content: one}}", unit, service.formatted("30s"));
        assertConverges();
        String first = LAB.raw("web-1", "systemctl show -p MainPID --value stubborn");
        steps("{name: a setting, file: {path: /srv/setting, content: two}}", unit, service.formatted("2s"));
        JsonNode step = failed("a service");
        assertThat(step.path("because").asText()).contains("did not end within 2 s");
        steps("{name: a setting, file: {path: /srv/setting, content: two}}", unit, service.formatted("30s"));
        assertConverges();
        assertThat(LAB.raw("web-1", "systemctl show -p MainPID --value stubborn"))
                .isNotEqualTo(first);
        LAB.raw("web-1", "systemctl kill -s KILL stubborn; systemctl disable --now stubborn");
    }

    /** Everything about the host's environment that a script may trip over, at once. */
    @ParameterizedTest
    @ValueSource(strings = {"/usr/bin/fish", "/bin/tcsh", "/bin/bash"})
    void theEnvironmentIsOdd(String shell) throws Exception {
        LAB.raw("web-1", """
                apt-get -qy install fish tcsh >/dev/null 2>&1
                mount -o remount,noexec /tmp
                rm -f /etc/default/locale
                for rc in .profile .bashrc .cshrc .config/fish/config.fish; do
                  mkdir -p /root/$(dirname $rc)
                  printf 'echo "*** Authorised use only ***"\\necho "and mind the gap" >/dev/stderr\\numask 077\\n' >/root/$rc
                done
                printf 'LC_ALL=xx_YY.UTF-8\\nLANGUAGE=tlh\\nTMPDIR=/nowhere\\nPOSIXLY_CORRECT=1\\n' >/etc/environment
                usermod -s %s root
                """.formatted(shell));
        String name = shell.substring(shell.lastIndexOf('/') + 1);
        try {
            files.file("templates/a.vm", "für $host.name\n");
            files.file("templates/odd.service", "[Service]\nExecStart=/bin/sleep infinity\nUMask=0022\n");
            steps(
                    "{name: a directory, directory: {path: /srv/%s}}".formatted(name),
                    "{name: a file, template: {path: /srv/%s/a, source: a.vm}}".formatted(name),
                    "{name: a command, command: {run: 'touch /srv/%1$s/b', creates: /srv/%1$s/b}}".formatted(name),
                    "{name: a package, package: {name: hello}}",
                    "{name: a user, user: {name: odd-%s}}".formatted(name),
                    "{name: a unit, systemd_unit: {name: odd, template: odd.service}}",
                    "{name: a service, service: {name: odd}}");
            assertConverges();
            assertThat(LAB.raw("web-1", "cd /srv/%s; stat -c '%%a %%n' . a b; cat a".formatted(name)))
                    .isEqualTo("755 .\n644 a\n644 b\nfür web-1");
        } finally {
            LAB.raw("web-1", """
                    usermod -s /bin/bash root; mount -o remount,exec /tmp; rm -f /etc/environment /root/.cshrc
                    rm -rf /root/.profile /root/.bashrc /root/.config/fish
                    """);
        }
    }

    /** A container has no clock of its own; files from the future and from long ago are what is left of one that is wrong. */
    @Test
    void filesAreFromAnotherTime() throws Exception {
        files.file("templates/live/a.conf", "one\n");
        files.file("templates/clock.service", "[Service]\nExecStart=/bin/sleep infinity\nExecReload=/bin/true\n");
        steps(
                "{name: a tree, config_set: {path: /srv/clock, source: live}}",
                "{name: a unit, systemd_unit: {name: clock, template: clock.service}}",
                "{name: a service, service: {name: clock, reload_on: [/srv/clock]}}");
        assertConverges();
        for (String time : new String[] {"+1 hour", "-1 hour", "1980-01-01"}) {
            LAB.raw("web-1", "find -L /srv/clock -exec touch -d '" + time + "' {} +");
            Tool.Run plan = files.json("plan", "--exit-code");
            assertThat(plan.exit()).as(plan.everything()).isZero();
            // systemd itself wants to read a unit's file anew that has another time than before.
            LAB.raw("web-1", "touch -d '" + time + "' /etc/systemd/system/clock.service");
            assertConverges();
        }
    }

    @Test
    void thereAreTwoThousandPackagesAndAHundredThousandFiles() throws Exception {
        LAB.raw("web-1", """
                mkdir -p /etc/many && cd /etc/many && seq 1 100 | xargs mkdir
                for d in *; do (cd $d && seq 1 1000 | xargs touch); done
                cp /var/lib/dpkg/status /root/status
                for i in $(seq 1 2000); do
                  printf 'Package: forged-%d\\nStatus: install ok installed\\nMaintainer: x\\nArchitecture: all\\n' $i
                  printf 'Version: 1.%d\\nDescription: x\\n\\n' $i
                done >>/var/lib/dpkg/status
                """);
        try {
            files.file("templates/conf/a.conf", "a");
            steps(
                    "{name: packages, package: {name: [forged-1, forged-1999, coreutils]}}",
                    "{name: gone, package: {name: forged-3000, absent: true}}",
                    "{name: a tree, config_set: {path: /etc/many-live, source: conf}}",
                    "{name: a directory, directory: {path: /etc/many, mode: '0755'}}");
            Workspace small = new Workspace(files.path(""), LAB, Map.of("JDK_JAVA_OPTIONS", "-Xmx96m"));
            Instant start = Instant.now();
            Tool.Run plan = small.json("plan");
            assertThat(plan.exit()).as(plan.everything()).isZero();
            assertThat(plan.stepsThat("unchanged")).hasSize(3);
            assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(30));
        } finally {
            LAB.raw("web-1", "rm -r /etc/many; mv /root/status /var/lib/dpkg/status");
        }
    }
}
