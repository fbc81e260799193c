package provisioner.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("host")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LabTest {
    @RegisterExtension
    static final TestLab LAB = TestLab.of("bookworm", "web-1", "web-2");

    @Test
    @Order(1)
    void theHostsBootWithoutAFailedUnit() throws Exception {
        assertThat(LAB.lab().status()).extracting(HostStatus::name).containsExactlyInAnyOrder("web-1", "web-2");
        assertThat(LAB.lab().status()).allMatch(HostStatus::running);
        assertThat(LAB.raw("web-1", "systemctl is-system-running; systemctl --failed --no-legend"))
                .isEqualTo("running");
    }

    @Test
    @Order(2)
    void sshPassesTheExitStatusOn() throws Exception {
        assertThat(LAB.lab().ssh("web-1", List.of("exit 7"))).isEqualTo(7);
        assertThat(LAB.lab().ssh("web-2", List.of("test", "$(id -u)", "=", "0")))
                .isZero();
    }

    @Test
    @Order(2)
    void sessionsAreCountedInSshdsLog() throws Exception {
        int sessions = LAB.sshSessions("web-1");
        int connections = LAB.sshConnections("web-1");
        LAB.lab().ssh("web-1", List.of("true"));
        LAB.lab().ssh("web-1", List.of("true"));
        assertThat(LAB.sshSessions("web-1")).isEqualTo(sessions + 2);
        assertThat(LAB.sshConnections("web-1")).isEqualTo(connections + 2);
    }

    @Test
    @Order(3)
    void hostsFindEachOtherByNameAndHaveKeysOfTheirOwn() throws Exception {
        assertThat(LAB.raw("web-1", "getent ahostsv4 web-2 | head -n 1"))
                .startsWith(LAB.endpoint("web-2").address());
        String ownKey = "cat /etc/ssh/ssh_host_ed25519_key.pub /etc/machine-id";
        assertThat(LAB.raw("web-1", ownKey)).isNotEqualTo(LAB.raw("web-2", ownKey));
    }

    @Test
    @Order(3)
    void aHostSetsItsNetSysctlsButNotTheMachines() throws Exception {
        assertThat(LAB.raw("web-1", "sysctl -n -w net.ipv4.ip_forward=1")).isEqualTo("1");
        assertThat(LAB.attempt("web-1", "sysctl -w vm.swappiness=61").exit()).isNotZero();
    }

    @Test
    @Order(3)
    void aQuietHostHasTheSameSnapshotAgain() throws Exception {
        SortedMap<String, String> before = LAB.snapshot("web-1");
        LAB.lab().ssh("web-1", List.of("true"));
        assertThat(LAB.snapshot("web-1")).isEqualTo(before);
        assertThat(before).hasSizeGreaterThan(5000);
    }

    @Test
    @Order(4)
    void aSnapshotShowsEveryKindOfChange() throws Exception {
        SortedMap<String, String> before = LAB.snapshot("web-2");
        LAB.raw("web-2", """
                echo x >> /etc/motd
                chmod 600 /etc/issue
                ln -sfn /nowhere /etc/localtime
                rm /etc/debian_version
                useradd drifter
                systemctl stop cron.service
                systemctl disable cron.service
                systemctl restart dbus.service
                sysctl -w net.ipv4.tcp_fin_timeout=59
                dpkg --remove logrotate
                """);
        SortedMap<String, String> after = LAB.snapshot("web-2");
        assertThat(HostSnapshot.differences(before, after))
                .contains(
                        "content /etc/motd",
                        "file /etc/issue",
                        "link /etc/localtime",
                        "file /etc/debian_version",
                        "user drifter",
                        "group drifter",
                        "unit cron.service",
                        "unit-file cron.service",
                        "started dbus.service",
                        "sysctl net.ipv4.tcp_fin_timeout",
                        "package logrotate");
    }

    @Test
    @Order(5)
    void upLeavesRunningHostsAlone() throws Exception {
        LAB.raw("web-1", "touch /root/mine");
        String address = LAB.endpoint("web-1").address();
        var said = new ConcurrentLinkedQueue<String>();
        LAB.lab().up(List.of(new LabHost("web-1", "bookworm")), (host, text) -> said.add(host + " " + text));
        assertThat(said).contains("web-1 already running at " + address);
        assertThat(LAB.raw("web-1", "ls /root")).isEqualTo("mine");
        assertThatThrownBy(() -> LAB.lab().up(List.of(new LabHost("web-1", "sid")), (host, text) -> {}))
                .isInstanceOf(LabException.class)
                .hasMessage("host web-1 runs bookworm but must run sid; remove the lab first: provisioner lab down");
    }

    @Test
    @Order(6)
    void resetMakesAHostBareAgainAtTheSameAddress() throws Exception {
        LabEndpoint before = LAB.endpoint("web-1");
        LAB.raw("web-1", "touch /root/mine");
        LAB.reset("web-1");
        assertThat(LAB.endpoint("web-1")).isEqualTo(before);
        assertThat(LAB.raw("web-1", "ls /root")).isEmpty();
        assertThat(LAB.lab().ssh("web-1", List.of("true"))).isZero();
        assertThat(LAB.lab().ssh("web-2", List.of("true"))).isZero();
        assertThat(LAB.raw("web-1", "getent ahostsv4 web-2")).isNotEmpty();
    }

    @Test
    @Order(7)
    void aRebootKeepsWhatIsOnDiskAndTheNames() throws Exception {
        LAB.raw("web-1", "touch /root/mine");
        LAB.reboot("web-1");
        assertThat(LAB.raw("web-1", "ls /root")).isEqualTo("mine");
        assertThat(LAB.raw("web-1", "getent ahostsv4 web-2")).isNotEmpty();
        assertThat(LAB.lab().ssh("web-1", List.of("true"))).isZero();
    }

    @Test
    @Order(7)
    void aHostThatRebootsFromInsideComesBackWithItsFiles() throws Exception {
        String names = "echo 192.0.2.7 kept.example >/etc/hosts.new && mv /etc/hosts.new /etc/hosts";
        LAB.raw("web-2", names + "; touch /run/before");
        LAB.attempt("web-2", "systemctl reboot");
        Instant until = Instant.now().plusSeconds(60);
        while (!LAB.attempt("web-2", "[ ! -e /run/before ] && systemctl is-system-running")
                .stdout()
                .contains("running")) {
            assertThat(Instant.now()).isBefore(until);
            Thread.sleep(500);
        }
        assertThat(LAB.raw("web-2", "cat /etc/hosts; cat /etc/hostname")).isEqualTo("192.0.2.7 kept.example\nweb-2");
    }

    @Test
    @Order(7)
    void aHostWithoutPowerStaysOff() throws Exception {
        LAB.cutPower("web-2");
        Thread.sleep(3000);
        assertThat(LAB.lab().status())
                .filteredOn(host -> host.name().equals("web-2"))
                .noneMatch(HostStatus::running);
        LAB.reboot("web-2");
        assertThat(LAB.lab().status()).allMatch(HostStatus::running);
    }

    @Test
    @Order(8)
    void anUnknownHostIsNamed() {
        assertThatThrownBy(() -> LAB.lab().ssh("web-3", List.of("true")))
                .isInstanceOf(LabException.class)
                .hasMessageStartingWith("the lab has no host web-3; it has web-1, web-2");
    }
}
