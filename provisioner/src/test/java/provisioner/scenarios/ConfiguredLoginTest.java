package provisioner.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import provisioner.harness.Tool;
import provisioner.harness.Workspace;
import provisioner.lab.LabEndpoint;
import provisioner.lab.TestLab;

/** Hosts whose inventory says nothing of how they are reached: OpenSSH's configuration, named by {@code -F}, does. */
@Tag("host")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ConfiguredLoginTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @RegisterExtension
    static final TestLab LAB = TestLab.of("bookworm", "web-1", "web-2");

    @TempDir
    Path temporary = Path.of("");

    private Workspace project(String more) throws Exception {
        LabEndpoint one = LAB.endpoint("web-1");
        LabEndpoint two = LAB.endpoint("web-2");
        return new Workspace(temporary, LAB)
                .inventory("hosts: {front: {}, inner: {}}\n")
                .file(
                        "ssh/config",
                        """
                        Host inner
                          HostName %s
                          Port %d
                          ProxyJump front
                        Host front
                          HostName %s
                          Port %d
                        Host *
                          User root
                          IdentityFile %s
                          IdentitiesOnly yes
                          UserKnownHostsFile %s
                          StrictHostKeyChecking yes
                        """.formatted(two.address(), two.port(), one.address(), one.port(), one.key(), one.knownHosts())
                                + more.indent(2))
                .playbook("""
                        - play: Names
                          hosts: all
                          steps:
                            - {name: a name, command: {run: hostname >/srv/name, creates: /srv/name}}
                            - {name: slow, command: {run: touch /srv/begun; sleep 25, unless: "[ ! -e /srv/slow ]"}}
                        """);
    }

    private static String[] arguments(String command) {
        return new String[] {command, "-i", "inventory/hosts.yml", "-F", "ssh/config", "--output", "json"};
    }

    @Test
    @Order(1)
    void hostsAreReachedAsTheFileSays() throws Exception {
        Tool.Run run = project("").tool().run(arguments("provision"));
        assertThat(run.exit()).as(run.everything()).isZero();
        assertThat(LAB.raw("web-1", "cat /srv/name")).isEqualTo("web-1");
        assertThat(LAB.raw("web-2", "cat /srv/name")).isEqualTo("web-2");
        assertThat(LAB.raw("web-2", "journalctl -q -t sshd --output cat | grep Accepted"))
                .as("through the jump host")
                .contains("from " + LAB.endpoint("web-1").address() + " ");
        Tool.Run none =
                project("").tool().run("ping", "-i", "inventory/hosts.yml", "-F", "none", "--connect-timeout", "2");
        assertThat(none.exit()).isEqualTo(1);
        assertThat(none.everything()).contains("cannot resolve the name inner");
    }

    /** A host that goes silent is given up after {@code ServerAliveCountMax} requests, at the interval that the file says. */
    @Test
    @Order(2)
    void keepAliveRequestsAreSentAsTheFileSays() throws Exception {
        Workspace files = project("ServerAliveInterval 1\nServerAliveCountMax 3\n");
        LAB.raw("web-2", "rm -f /srv/begun; touch /srv/slow");
        String route = LAB.raw("web-2", "ip route show default");
        Path out = files.path("out");
        Process run = files.tool().start(out, files.path("err"), arguments("provision"));
        Instant until = Instant.now().plus(PATIENCE);
        while (LAB.attempt("web-2", "[ -e /srv/begun ]").exit() != 0) {
            assertThat(Instant.now()).as(Files.readString(out)).isBefore(until);
            Thread.sleep(200);
        }
        LAB.raw("web-2", "ip link set eth0 down");
        Instant silent = Instant.now();
        try {
            assertThat(run.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(Duration.between(silent, Instant.now())).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(9));
        } finally {
            LAB.raw("web-2", "ip link set eth0 up; ip route replace " + route + "; rm /srv/slow");
        }
        assertThat(run.exitValue()).isEqualTo(1);
        assertThat(Files.readString(out)).contains("the connection to inner was lost, while 'slow'");
    }
}
