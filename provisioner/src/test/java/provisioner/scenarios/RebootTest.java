package provisioner.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import provisioner.harness.Foreseen;
import provisioner.harness.Tool;
import provisioner.harness.Workspace;
import provisioner.lab.TestLab;

/** An upgrade, a reboot from inside and a wait, in the middle of a play. */
@Tag("host")
class RebootTest {
    @RegisterExtension
    static final TestLab LAB = TestLab.of("sid", "web-1");

    /** An archive on the host, with a newer version of a package that is installed; and what requires a reboot. */
    private static final String PENDING = """
            set -e
            mkdir -p /srv/archive/repo && cd /srv/archive
            for version in 1.0 1.1; do
              mkdir -p tiny-$version/DEBIAN
              printf 'Package: tiny\\nVersion: %s\\nArchitecture: all\\nMaintainer: a <a@example.org>\\nDescription: x\\n' \\
                $version >tiny-$version/DEBIAN/control
              dpkg-deb -b tiny-$version tiny-$version.deb >/dev/null
            done
            dpkg -i tiny-1.0.deb >/dev/null
            cp tiny-1.1.deb repo && cd repo
            { dpkg-deb -f tiny-1.1.deb; printf 'Filename: ./tiny-1.1.deb\\nSize: %s\\nSHA256: %s\\n' \\
              "$(stat -c %s tiny-1.1.deb)" "$(sha256sum tiny-1.1.deb | cut -c1-64)"; } >Packages
            printf 'Label: Debian-Security\\nSuite: stable-security\\nDate: %s\\nSHA256:\\n %s %s Packages\\n' \\
              "$(date -Ru)" "$(sha256sum Packages | cut -c1-64)" "$(stat -c %s Packages)" >Release
            rm -f /etc/apt/sources.list.d/*
            echo 'deb [trusted=yes] file:/srv/archive/repo ./' >/etc/apt/sources.list
            apt-get -q update >/dev/null
            touch /run/memory /run/reboot-required; echo tiny >/run/reboot-required.pkgs
            """;

    private static final String PLAYBOOK = """
            - play: Work
              hosts: all
              steps:
                - {name: before, file: {path: /srv/before, content: x}}
                - {name: the unit is there, systemd_unit: {name: server, content: "$unit"}}
                - {name: the unit runs, service: {name: server, enabled: true}}
                - {name: upgraded, package: {upgrade: security}}
                - {name: booted, reboot: {within: 3m, when: $reboot}}
                - {name: memory is gone, wait_for: {path: /run/memory, absent: true}}
                - {name: sshd answers, wait_for: {port: 22}}
                - {name: after, file: {path: /srv/after, content: x}}
            """;

    private static final String BOOT = "cut -d' ' -f22 /proc/1/stat; systemctl is-active server; ls /srv";

    private final Workspace files;

    RebootTest(@TempDir Path directory) throws Exception {
        files = new Workspace(directory, LAB).inventory("""
                user: root
                vars:
                  reboot: required
                  unit: "[Service]\\nExecStart=/bin/sleep infinity\\n[Install]\\nWantedBy=multi-user.target\\n"
                hosts: {web-1: {address: 203.0.113.1}}
                """).playbook(PLAYBOOK);
    }

    @Test
    void aRebootComesInItsTurnAndTheStepsAfterItFollow() throws Exception {
        LAB.raw("web-1", PENDING);
        String boot = LAB.raw("web-1", "cut -d' ' -f22 /proc/1/stat");
        Tool.Run plan = files.json("plan");
        assertThat(plan.stepsThat("would-change")).contains("web-1: upgraded", "web-1: after");
        // What an upgrade makes required is known after it.
        assertThat(plan.stepsThat("may-change")).contains("web-1: booted");
        Tool.Run run = files.json("provision");
        assertThat(run.exit()).as(run.everything()).isZero();
        Foreseen.of(plan).assertCameTrue(run);
        assertThat(run.stepsThat("changed")).contains("web-1: upgraded", "web-1: booted", "web-1: after");
        assertThat(LAB.raw("web-1", "dpkg-query -W -f '${Version}' tiny; ! ls /run/memory /run/reboot-required"))
                .isEqualTo("1.1");
        String rebooted = LAB.raw("web-1", BOOT);
        assertThat(rebooted).endsWith("active\nafter\narchive\nbefore").doesNotStartWith(boot);

        assertThat(files.json("verify").exit()).isZero();
        assertThat(files.json("provision").stepsThat("changed")).isEmpty();
        assertThat(files.json("verify", "-e", "reboot=now").stepsThat("drifted"))
                .containsExactly("web-1: booted");
        assertThat(LAB.raw("web-1", BOOT)).isEqualTo(rebooted);

        assertThat(files.json("plan", "-e", "reboot=now").stepsThat("would-change"))
                .containsExactly("web-1: booted");
    }
}
