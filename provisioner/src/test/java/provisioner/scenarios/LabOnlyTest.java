package provisioner.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import provisioner.harness.Tool;
import provisioner.harness.Workspace;
import provisioner.lab.TestLab;

/** With {@code --lab} no host is reached where the inventory says: there stands a server that counts who connects. */
@Tag("host")
class LabOnlyTest {
    @RegisterExtension
    static final TestLab LAB = TestLab.of("bookworm", "web-1", "web-2");

    @TempDir
    Path temporary = Path.of("");

    private final AtomicInteger connections = new AtomicInteger();

    @SuppressWarnings("NullAway.Init")
    private ServerSocket realHost;

    @BeforeEach
    void start() throws Exception {
        realHost = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> {
            while (!realHost.isClosed()) {
                try {
                    realHost.accept().close();
                    connections.incrementAndGet();
                } catch (IOException e) {
                    return;
                }
            }
        });
        if (LAB.lab().status().stream().anyMatch(host -> host.name().equals("web-2") && host.running())) {
            LAB.cutPower("web-2");
        }
    }

    @AfterEach
    void stop() throws IOException {
        realHost.close();
    }

    private Workspace project(String hosts, String covered) throws IOException {
        String real = "{address: 127.0.0.1}";
        return new Workspace(temporary, LAB)
                .inventory("port: " + realHost.getLocalPort() + "\nuser: root\nhosts:\n"
                        + hosts.lines()
                                .map(host -> "  " + host + ": " + real + "\n")
                                .reduce("", String::concat))
                .playbook("""
                    - play: Addresses
                      hosts: %s
                      steps:
                        - name: the others are known
                          file:
                            path: /srv/others
                            content: "#foreach($one in $groups.all)$one.address #end"
                    """.formatted(covered));
    }

    @ParameterizedTest
    @ValueSource(strings = {"plan", "provision", "verify", "ping"})
    void aHostThatTheLabHasNotIsRefused(String command) throws Exception {
        Tool.Run run = project("web-1\nweb-9", "all").text(command);
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.stderr())
                .contains("the lab has no host web-9", "start it: provisioner lab up -i inventory/hosts.yml");
        assertThat(connections).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"plan", "provision", "verify", "ping"})
    void aHostThatIsStoppedIsUnreachable(String command) throws Exception {
        Tool.Run run = project("web-1\nweb-2", "all").text(command);
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.stdout())
                .contains(
                        "is not available",
                        "it is exited in the lab; start it: provisioner lab up -i inventory/hosts.yml");
        assertThat(connections).hasValue(0);
    }

    @Test
    void aJournalIsReadInTheLabOnly() throws Exception {
        Workspace project = project("web-1\nweb-2\nweb-9", "all");
        for (String host : new String[] {"web-2", "web-9"}) {
            Tool.Run run = project.tool().run("journal", "-i", "inventory/hosts.yml", "--lab", host);
            assertThat(run.exit()).isEqualTo(1);
            assertThat(run.stderr()).contains("start it: provisioner lab up -i inventory/hosts.yml");
        }
        assertThat(connections).hasValue(0);
    }

    @Test
    void aHostThatIsStoppedKeepsItsAddressInWhatOthersSee() throws Exception {
        String stopped = LAB.endpoint("web-2").address();
        Tool.Run run = project("web-1\nweb-2", "web-1").text("provision");
        assertThat(run.exit()).as(run.everything()).isZero();
        assertThat(LAB.raw("web-1", "cat /srv/others"))
                .isEqualTo(LAB.endpoint("web-1").address() + " " + stopped);
        assertThat(connections).hasValue(0);
    }
}
