package provisioner.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
 * A host that was set up by hand: {@code adopt} prints a playbook that leaves it as it is, and with which nothing on it is
 * unaccounted for.
 */
@Tag("host")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AdoptTest {
    private static final String HOST = "web-1";
    private static final String SECRETS = "inventory/hosts.secrets.yml";
    private static final String PLAYBOOK = "playbooks/adopted.yml";
    private static final String HIDDEN = "t0ps3cret";

    private static final String KEY =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGX5PYBrkKzcMUJvBX7WkJDKNBYOjQHBpsfPrZVxnNmE deploy@example.org";

    @RegisterExtension
    static final TestLab LAB = TestLab.of("sid", HOST);

    @TempDir
    static Path directory = Path.of("");

    private static final List<Workspace> FILES = new ArrayList<>();

    /** What somebody did on the host, one thing each. */
    private static List<String> changes() {
        return List.of(
                "DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends ed >/dev/null",
                "groupadd -g 1500 crew",
                "useradd -m -u 1600 -s /bin/bash -G adm,crew deploy; echo deploy:pass-word | chpasswd",
                "useradd -M -o -u 0 -g 0 -d /root -s /usr/sbin/nologin toor",
                "usermod -a -G adm www-data",
                "echo '" + KEY + "' >>/root/.ssh/authorized_keys",
                "install -d -m 700 -o deploy -g deploy /home/deploy/.ssh; "
                        + "echo 'from=\"192.0.2.0/24\" " + KEY + "' >/home/deploy/.ssh/authorized_keys; "
                        + "chown deploy:deploy /home/deploy/.ssh/authorized_keys; chmod 600 /home/deploy/.ssh/authorized_keys",
                "printf 'Host *\\n  User git\\n' >/home/deploy/.ssh/config; chown deploy:deploy /home/deploy/.ssh/config",
                "echo 'alias ll=\"ls -l $HOME\"' >>/home/deploy/.bashrc",
                "install -d /etc/sudoers.d; echo 'deploy ALL=(root) NOPASSWD: /usr/bin/true' >/etc/sudoers.d/deploy; "
                        + "chmod 440 /etc/sudoers.d/deploy",
                "install -d /etc/cron.d /etc/cron.daily /var/spool/cron/crontabs; "
                        + "printf '# every night\\n5 2 * * * root true\\n' >/etc/cron.d/backup",
                "printf '#!/bin/sh\\nfor f in \"$@\"; do\\n\\techo \"${f##*/}\" #done\\ndone\\n' >/etc/cron.daily/clean; "
                        + "chmod 755 /etc/cron.daily/clean",
                "echo '@daily true' >/var/spool/cron/crontabs/root; chmod 600 /var/spool/cron/crontabs/root",
                "echo '@weekly true' >/var/spool/cron/crontabs/deploy; chmod 600 /var/spool/cron/crontabs/deploy; "
                        + "chown deploy /var/spool/cron/crontabs/deploy",
                """
                cat >/usr/local/bin/listen <<'END'
                #!/usr/bin/perl
                use IO::Socket::INET;
                my $s = IO::Socket::INET->new(LocalAddr => "127.0.0.1:4444", Listen => 1) or die;
                sleep 86400;
                END
                chmod 755 /usr/local/bin/listen""",
                "printf '[Service]\\nExecStart=/usr/local/bin/listen\\n[Install]\\nWantedBy=multi-user.target\\n' "
                        + ">/etc/systemd/system/listen.service; systemctl enable -q --now listen.service",
                "printf '[Service]\\nType=oneshot\\nExecStart=/usr/bin/true\\n' >/etc/systemd/system/nightly.service",
                "printf '[Timer]\\nOnCalendar=daily\\n[Install]\\nWantedBy=timers.target\\n' "
                        + ">/etc/systemd/system/nightly.timer; systemctl enable -q --now nightly.timer",
                "printf '[Service]\\nType=oneshot\\nExecStart=/usr/bin/true\\n[Install]\\nWantedBy=multi-user.target\\n' "
                        + ">/etc/systemd/system/once.service; systemctl enable -q once.service",
                "printf '[Service]\\nType=oneshot\\nExecStart=/usr/bin/true\\nEnvironment=TOKEN=" + HIDDEN + "\\n' "
                        + ">/etc/systemd/system/closed.service; chmod 600 /etc/systemd/system/closed.service",
                "install -d /etc/systemd/system/nightly.service.d; "
                        + "printf '[Service]\\nNice=5\\n' >/etc/systemd/system/nightly.service.d/nice.conf",
                "install -d /run/systemd/system/nightly.service.d; "
                        + "printf '[Service]\\nIOSchedulingClass=idle\\n' >/run/systemd/system/nightly.service.d/io.conf",
                "systemctl mask -q logrotate.timer",
                "echo 'vm.swappiness = 1' >/etc/sysctl.d/60-swap.conf",
                "echo 'export EDITOR=ed' >/etc/profile.d/editor.sh",
                "echo /opt/tool/lib >/etc/ld.so.conf.d/tool.conf",
                "echo '# nothing yet' >/etc/apt/sources.list.d/tool.list",
                "install -d /etc/apt/keyrings; head -c 300 /usr/bin/true >/etc/apt/keyrings/tool.gpg",
                "printf 'Package: *\\nPin: release a=tool\\nPin-Priority: 1\\n' >/etc/apt/preferences.d/tool",
                "cp /usr/bin/id /usr/local/bin/who-am-i; chmod 4755 /usr/local/bin/who-am-i",
                "install -d -o deploy -g deploy /opt/tool /opt/tool/parts; for i in $(seq 25); do "
                        + "echo part $i >/opt/tool/parts/$i; done; chown -R deploy:deploy /opt/tool",
                "echo 'password = " + HIDDEN + "' >/opt/tool/tool.conf; chown deploy:deploy /opt/tool/tool.conf; "
                        + "chmod 640 /opt/tool/tool.conf",
                "ln -s tool.conf /opt/tool/current.conf",
                "echo ': hello' >/root/.bash_login",
                "echo 'ClientAliveInterval 61' >/etc/ssh/sshd_config.d/tool.conf",
                "install -d /etc/udev/rules.d; echo '# none' >/etc/udev/rules.d/90-tool.rules",
                "install -d /etc/modules-load.d; echo '# none' >/etc/modules-load.d/tool.conf",
                "echo '# by hand' >>/etc/bash.bashrc",
                "rm /etc/apt/apt.conf.d/01autoremove",
                "printf '203.0.113.66\\tdb.internal   # the database\\n' >>/etc/hosts",
                "printf 'tmpfs   /srv/cache tmpfs noauto,size=1m 0 0\\n' >>/etc/fstab",
                "install -d /srv/site; printf '<p>#if ($x) ]]#</p>' >/srv/site/index.html",
                "install -d -m 700 /etc/tool; printf 'a: \"$b\"\\n  c: " + HIDDEN + "\\n' >/etc/tool/tool.yml; "
                        + "ln -s /etc/tool/tool.yml /etc/tool.yml",
                "echo 'TOOL_HOME=/opt/tool' >>/etc/environment");
    }

    @BeforeAll
    static void setUpByHand() throws Exception {
        FILES.add(Workspace.ofOneHost(directory, LAB));
        Tool.Run keyed = files().secret("init");
        assertThat(keyed.exit()).as(keyed.everything()).isZero();
        assertThat(changes()).hasSizeGreaterThanOrEqualTo(30);
        for (String change : changes()) {
            LAB.raw(HOST, change);
        }
        LAB.raw(HOST, "systemctl daemon-reload");
    }

    private static Workspace files() {
        return FILES.getFirst();
    }

    private static Tool.Run adopt(String... more) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(HOST));
        arguments.addAll(List.of(more));
        return files().text("adopt", arguments.toArray(String[]::new));
    }

    @Test
    @Order(1)
    void withoutAFileForSecretsNothingIsPrinted() throws Exception {
        Tool.Run run = adopt("--files", "playbooks/adopted");
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.stdout()).isEmpty();
        assertThat(run.stderr())
                .contains("/etc/tool/tool.yml")
                .contains("add: --secrets " + SECRETS)
                .doesNotContain(HIDDEN);
    }

    @Test
    @Order(2)
    void everythingThatWasDoneByHandHasAStep() throws Exception {
        Tool.Run run = adopt("--secrets", SECRETS, "--files", "playbooks/adopted");
        assertThat(run.exit()).as(run.everything()).isZero();
        assertThat(run.stdout()).doesNotContain(HIDDEN).doesNotContain("No step declares");
        files().file(PLAYBOOK, run.stdout());
    }

    @Test
    @Order(3)
    void itsPlanIsUnchanged() throws Exception {
        Tool.Run run = files().json("plan", PLAYBOOK, "--exit-code");
        assertThat(run.steps())
                .as(run.everything())
                .hasSizeGreaterThanOrEqualTo(30)
                .extracting(step -> step.path("outcome").asText())
                .containsOnly("unchanged");
        assertThat(run.exit()).as(run.everything()).isZero();
        assertThat(run.stdout()).doesNotContain(HIDDEN);
    }

    @Test
    @Order(4)
    void withItNothingIsUnaccountedFor() throws Exception {
        Tool.Run run = files().json("verify", PLAYBOOK, "--complete=deep");
        assertThat(run.events("unaccounted").stream().map(JsonNode::toString)).isEmpty();
        assertThat(run.exit()).as(run.everything()).isZero();
    }

    @Test
    @Order(5)
    void besideItThereIsNothingLeftToAdopt() throws Exception {
        Tool.Run run = adopt(PLAYBOOK);
        assertThat(run.exit()).as(run.everything()).isZero();
        assertThat(run.stdout()).contains("- import: adopted.yml").doesNotContain("steps:");
    }

    @Test
    @Order(6)
    void whatNoStepDeclaresIsNamedWithItsReason() throws Exception {
        LAB.raw(HOST, """
                dpkg-statoverride --add root root 0700 /usr/bin/tac
                cd /opt/tool/parts
                echo x >more
                echo x >roots
                chown deploy more""");
        Tool.Run run = adopt(PLAYBOOK);
        assertThat(run.exit()).as(run.everything()).isEqualTo(2);
        assertThat(run.stdout())
                .contains("# - override /usr/bin/tac: no step changes the owner or mode of a package's file")
                .contains("# - file /opt/tool/parts/roots: ", "nobody but root may be able to alter /opt/tool")
                .contains("path: /opt/tool/parts/more");
        assertThat(Files.readString(files().path(SECRETS))).doesNotContain(HIDDEN);
    }

    @Test
    @Order(7)
    void provisioningItChangesNothing() throws Exception {
        LAB.raw(HOST, "rm /opt/tool/parts/more");
        Tool.Run run = files().json("provision", PLAYBOOK);
        assertThat(run.exit()).as(run.everything()).isZero();
        assertThat(run.stepsThat("changed")).isEmpty();
    }
}
