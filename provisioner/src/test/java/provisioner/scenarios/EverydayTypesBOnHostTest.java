package provisioner.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import provisioner.harness.Tool;
import provisioner.harness.Workspace;
import provisioner.lab.TestLab;

/**
 * What operators write every day, on a host: downloads, working trees, mounts, timers, pins, unattended upgrades. The host itself
 * serves what it fetches.
 */
@Tag("host")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EverydayTypesBOnHostTest {
    private static final String HOST = "web-1";

    @RegisterExtension
    static final TestLab LAB = TestLab.of("bookworm", HOST);

    @TempDir
    static Path directory = Path.of("");

    /** A server for one file at a time, which wants a password and notes what it was asked for. */
    private static final String SERVE = """
            export DEBIAN_FRONTEND=noninteractive
            apt-get install -qq -y --no-install-recommends curl git unattended-upgrades >/dev/null
            useradd -m -s /bin/sh deploy
            runuser -u deploy -- sh -euc '
              cd; export HOME=$PWD
              git config --global user.email d@example.com; git config --global user.name d; git config --global init.defaultBranch main
              git init -q work; cd work; echo one >index.html; git add .; git commit -qm one; git tag v1
              git clone -q --bare . ../site.git'
            mkdir -p /srv/data; echo of the data >/srv/data/file
            cat >/root/serve.pl <<'END'
            use IO::Socket::INET;
            my $s = IO::Socket::INET->new(LocalAddr => "127.0.0.1:8088", Listen => 5, ReuseAddr => 1) or die;
            while (my $c = $s->accept) {
              my $all = "";
              while (my $line = <$c>) { $all .= $line; last if $line =~ /^\\r?\\n$/; }
              open(my $log, ">>", "/root/served.log"); print $log $all; close $log;
              my $ok = $all =~ /^X-Token: it's a "secret"\\r?$/m;
              my $body = $ok ? "the tool\\n" : "no\\n";
              print $c "HTTP/1.0 ", ($ok ? "200 OK" : "403 No"), "\\r\\nContent-Length: ", length($body), "\\r\\n\\r\\n", $body;
              close $c;
            }
            END
            systemd-run -q --unit=serve-test perl /root/serve.pl
            sleep 1
            """;

    private static final String PLAYBOOK = """
            - play: Everyday
              hosts: all
              steps:
                - name: the tool
                  download:
                    url: http://127.0.0.1:8088/tool
                    path: /usr/local/bin/everyday-tool
                    sha256: "%s"
                    mode: "0755"
                    headers: {X-Token: "it's a \\"secret\\""}
                - name: the tool of another
                  download:
                    url: http://127.0.0.1:8088/tool
                    path: /home/deploy/everyday-tool
                    sha512: "%s"
                    owner: deploy
                    group: deploy
                    headers: {X-Token: "it's a \\"secret\\""}
                - name: the scratch directory
                  mount: {path: /srv/scratch, source: everyday, type: tmpfs, options: [nosuid, nodev, size=8m, mode=0750]}
                - name: the data elsewhere
                  mount: {path: /srv/elsewhere, source: /srv/data, options: [bind, ro]}
                - name: the timer
                  timer:
                    name: everyday-report
                    on_calendar: Mon..Fri *-*-* 04:00
                    command: |
                      echo "100%% of \\$HOME" >/srv/report-$(id -un)
                    user: deploy
                    randomized_delay: 5m
                - name: the pin
                  apt_pin: {name: everyday-ed, packages: ed, pin: "version *", priority: 990}
                - name: the host upgrades itself
                  unattended_upgrades: {origins: ["origin=Debian,label=Debian-Security"], blacklist: [mysql-], reboot: false}
                - name: the site
                  git: {destination: /home/deploy/site, repository: /home/deploy/site.git, branch: main, owner: deploy, group: deploy}
            """;

    private static Workspace files() throws Exception {
        String sums = LAB.raw(HOST, "printf 'the tool\\n' | sha256sum; printf 'the tool\\n' | sha512sum");
        List<String> digests = sums.lines().map(line -> line.split(" ")[0]).toList();
        return Workspace.ofOneHost(directory, LAB).playbook(PLAYBOOK.formatted(digests.get(0), digests.get(1)));
    }

    private static String digest() throws Exception {
        return LAB.raw(HOST, "printf 'the tool\\n' | sha256sum").split(" ")[0];
    }

    @BeforeAll
    static void serve() throws Exception {
        LAB.raw(HOST, SERVE);
    }

    @Test
    @Order(1)
    void everythingIsPlannedAndThenMade() throws Exception {
        Workspace files = files();
        Tool.Run plan = files.json("plan");
        assertThat(plan.steps())
                .as(plan.everything())
                .hasSize(8)
                .allMatch(step -> step.path("outcome").asText().equals("would-change"));
        assertThat(LAB.raw(HOST, "cat /root/served.log 2>/dev/null | wc -l").strip())
                .isEqualTo("0");
        Tool.Run run = files.json("provision");
        assertThat(run.exit()).as(run.everything()).isZero();
        Tool.Run again = files.json("provision");
        assertThat(again.steps())
                .as(again.everything())
                .allMatch(step -> step.path("outcome").asText().equals("unchanged"));
    }

    @Test
    @Order(2)
    void theHostIsAsTheStepsSay() throws Exception {
        assertThat(LAB.raw(HOST, """
                stat -c '%a %U' /usr/local/bin/everyday-tool /home/deploy/everyday-tool
                stat -c %a /srv/scratch; stat -f -c %T /srv/scratch; cat /srv/elsewhere/file
                touch /srv/elsewhere/new 2>/dev/null || echo read-only
                grep -c everyday /etc/fstab
                cat /home/deploy/site/index.html
                systemctl is-active everyday-report.timer; systemctl is-enabled everyday-report.timer apt-daily-upgrade.timer
                mkdir -p -m 0777 /srv; chmod 0777 /srv; systemctl start everyday-report.service; cat /srv/report-deploy; chmod 0755 /srv
                apt-cache policy ed | grep -c ' 990$'
                """)).isEqualToIgnoringWhitespace("""
                755 root 644 deploy 750 tmpfs of the data read-only 1 one active enabled enabled
                100% of /home/deploy 1""");
        assertThat(LAB.raw(HOST, "mount -a && systemctl daemon-reload && systemctl is-active srv-scratch.mount"))
                .isEqualToIgnoringWhitespace("active");
    }

    /** What is done by hand, by the step that finds it. */
    private static Map<String, String> drift() {
        Map<String, String> drift = new LinkedHashMap<>();
        drift.put("the tool", "echo x >>/usr/local/bin/everyday-tool");
        drift.put("the tool of another", "chmod 0600 /home/deploy/everyday-tool");
        drift.put("the scratch directory", "mount -o remount,size=4m,suid /srv/scratch");
        drift.put("the data elsewhere", "umount /srv/elsewhere; sed -i '/elsewhere/d' /etc/fstab");
        drift.put("the timer", "systemctl disable -q --now everyday-report.timer");
        drift.put("the pin", "sed -i s/990/100/ /etc/apt/preferences.d/everyday-ed");
        drift.put("the host upgrades itself", "systemctl stop apt-daily.timer");
        drift.put("the site", "runuser -u deploy -- git -C /home/deploy/site checkout -q --detach");
        return drift;
    }

    @Test
    @Order(3)
    void whatIsDoneByHandIsFoundAndMended() throws Exception {
        LAB.raw(HOST, String.join("\n", drift().values()));
        Workspace files = files();
        Tool.Run found = files.json("verify");
        assertThat(found.stepsThat("drifted"))
                .as(found.everything())
                .containsExactlyElementsOf(drift().keySet().stream()
                        .map(name -> HOST + ": " + name)
                        .toList());
        Tool.Run run = files.json("provision");
        assertThat(run.exit()).as(run.everything()).isZero();
        assertThat(files.json("verify").exit()).isZero();
        assertThat(LAB.raw(HOST, "findmnt -n -o OPTIONS /srv/scratch")).contains("nosuid", "size=8192k");
    }

    @Test
    @Order(4)
    void nothingThatTheyMadeIsUnaccountedFor() throws Exception {
        Tool.Run run = files().json("verify", "--complete");
        assertThat(
                        run.events("unaccounted").stream()
                                .map(line -> line.path("kind").asText() + " "
                                        + line.path("name").asText())
                                .filter(
                                        title -> title.matches(
                                                ".*(everyday|scratch|elsewhere$|/.*unattended-up|auto-up|apt-daily|deploy/site(/.*)?$|preferences).*")))
                .isEmpty();
    }

    @Test
    @Order(5)
    void whatCannotBeIsSaid() throws Exception {
        LAB.raw(HOST, """
                runuser -u deploy -- sh -c 'cd ~/work; echo two >index.html; git commit -qam two; git push -q ~/site.git main'
                echo mine >>/home/deploy/site/index.html
                printf 'Package: ed\\nPin: version *\\nPin-Priority: 300\\n' >/etc/apt/preferences.d/a
                echo 'Unattended-Upgrade::Automatic-Reboot "true";' >/etc/apt/apt.conf.d/99z
                sed -i 's/the tool/another/' /root/serve.pl; systemctl restart serve-test 2>/dev/null || systemd-run -q --unit=serve-two perl /root/serve.pl
                rm /usr/local/bin/everyday-tool; sleep 1
                """);
        Workspace files = files();
        assertThat(files.json("provision").everything())
                .contains("/usr/local/bin/everyday-tool stays as it was", "but must be " + digest());
        assertThat(files.json("provision", "--step", "the site").everything())
                .contains("somebody has changed files in /home/deploy/site: index.html");
        assertThat(files.json("plan", "--step", "the pin").exit()).isEqualTo(1);
        assertThat(files.json("plan", "--step", "the host upgrades itself").exit())
                .isEqualTo(1);
        LAB.raw(HOST, "rm /etc/apt/preferences.d/a /etc/apt/apt.conf.d/99z");
    }

    /** Once for each word, and once in each run where the word is now. */
    @Test
    @Order(9)
    void aServiceIsRestartedWhenItIsAskedFor() throws Exception {
        Workspace files = Workspace.ofOneHost(directory, LAB);
        assertRestarted(files, "one", true);
        assertRestarted(files, "one", false);
        assertRestarted(files, "two", true);
        assertRestarted(files, "now", true);
        assertRestarted(files, "now", true);
    }

    private static void assertRestarted(Workspace files, String word, boolean restarted) throws Exception {
        files.playbook("""
                - play: Restart
                  hosts: all
                  steps:
                    - {name: cron runs anew, service: {name: cron, restart: %s}}
                """.formatted(word));
        String invocation = "systemctl show -P InvocationID cron";
        String before = LAB.raw(HOST, invocation);
        assertThat(files.json("plan").stepsThat("would-change")).hasSize(restarted ? 1 : 0);
        Tool.Run run = files.json("provision");
        assertThat(run.exit()).as(run.everything()).isZero();
        assertThat(!LAB.raw(HOST, invocation).equals(before)).as(word).isEqualTo(restarted);
        if (!word.equals("now")) {
            assertThat(files.json("verify").exit()).isZero();
        }
    }
}
