package provisioner.remote.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import provisioner.remote.connection.Connection;
import provisioner.remote.shell.Shell;
import provisioner.remote.shell.ShellOptions;
import provisioner.remote.target.PassphrasePrompt;
import provisioner.remote.target.RemoteException;
import provisioner.remote.target.RemoteException.Kind;
import provisioner.remote.target.Target;

/** An sshd that lets few in at a time, for a short while, or with few sessions. */
@Tag("host")
@Timeout(120)
class SshdLimitsHostTest {
    private static final Duration TIME = Duration.ofSeconds(30);

    private static String whoami(Ssh ssh, Target target) throws Exception {
        try (Connection connection = ssh.connect(target);
                Shell shell = connection.openShell(ShellOptions.reading("r", "t@c"))) {
            return shell.run("say user $(id -un)", TIME).frames().getFirst().text();
        }
    }

    /** One sshd stands for fifty hosts, and drops whoever is the sixth to log in; five who never do are there first. */
    @Test
    void fiftyHostsAtOnce() throws Exception {
        try (TestSshd sshd =
                        TestSshd.start("/bin/sh", "MaxStartups 5:100:5", "ListenAddress 0.0.0.0", "MaxSessions 2");
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Path known = sshd.knownHosts("known", "*,[*]:* " + sshd.hostKey("ed25519"));
            Ssh ssh = new Ssh(PassphrasePrompt.none());
            List<Callable<String>> all = new ArrayList<>();
            for (int i = 1; i <= 50; i++) {
                Target target = TestSshd.target("127.0.7." + i, sshd.port(), "root", sshd.path("user_ed25519"), known);
                all.add(() -> whoami(ssh, target));
            }
            for (int i = 0; i < 5; i++) {
                Socket idle = new Socket("127.0.0.1", sshd.port());
                threads.submit(() -> {
                    sleep(1);
                    idle.close();
                    return "";
                });
            }
            for (Future<String> one : threads.invokeAll(all)) {
                assertThat(one.get()).isEqualTo("root");
            }
            assertThat(sshd.log()).as("the limit was met").contains("MaxStartups throttling");
        }
    }

    @Test
    void passphraseThatTakesLongerThanALogin() throws Exception {
        try (TestSshd sshd = TestSshd.start("/bin/sh", "LoginGraceTime 2")) {
            Path key = sshd.path("slow");
            TestSshd.key(key, "ed25519", "s3cret");
            sshd.authorize(key);
            AtomicInteger asked = new AtomicInteger();
            Ssh ssh = new Ssh((file, attempt) -> {
                asked.incrementAndGet();
                sleep(4);
                return Optional.of("s3cret".toCharArray());
            });
            Path known = sshd.knownHosts("known", sshd.name() + " " + sshd.hostKey("ed25519"));
            assertThat(whoami(ssh, sshd.target("root", key, known))).isEqualTo("root");
            assertThat(asked).hasValue(1);
            assertThat(sshd.log().lines().filter(line -> line.matches("(Postponed|Accepted) publickey .*")))
                    .extracting(line -> line.replaceAll(".* port (\\d+) .*", "$1"))
                    .as("the first login was given up: another connection got in")
                    .doesNotHaveDuplicates()
                    .hasSize(2);
            assertThat(sshd.log().lines().filter(line -> line.startsWith("Postponed publickey")))
                    .as("once the key is unlocked it signs without being offered first")
                    .hasSize(1);
        }
    }

    private static void sleep(int seconds) {
        try {
            TimeUnit.SECONDS.sleep(seconds);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void whoeverAlwaysHangsUpIsGivenUp() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            AtomicInteger met = new AtomicInteger();
            Thread.ofVirtual().start(() -> {
                while (!server.isClosed()) {
                    try (Socket socket = server.accept()) {
                        met.incrementAndGet();
                    } catch (IOException e) {
                        return;
                    }
                }
            });
            Target target =
                    TestSshd.target("127.0.0.1", server.getLocalPort(), "root", Path.of("/none"), Path.of("/none"));
            RemoteException e =
                    catchThrowableOfType(RemoteException.class, () -> new Ssh(PassphrasePrompt.none()).connect(target));
            assertThat(e.kind()).isEqualTo(Kind.PROTOCOL);
            assertThat(e).hasMessageContaining("accepts the connection and closes it at once");
            assertThat(e.hint()).contains("MaxStartups");
            assertThat(met).hasValueGreaterThan(1);
        }
    }
}
