package provisioner.remote.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import provisioner.remote.connection.Connection;
import provisioner.remote.shell.Shell;
import provisioner.remote.shell.ShellOptions;
import provisioner.remote.target.Credentials;
import provisioner.remote.target.PassphrasePrompt;
import provisioner.remote.target.RemoteException;
import provisioner.remote.target.RemoteException.Kind;
import provisioner.remote.target.Target;
import provisioner.remote.target.Timeouts;

/** Connecting and logging in, against a real sshd. */
@Tag("host")
@Timeout(60)
class ConnectHostTest {
    private static final Duration TIME = Duration.ofSeconds(20);

    @RegisterExtension
    static final TestSshd SSHD = TestSshd.of();

    private static Ssh ssh() {
        return new Ssh(PassphrasePrompt.none());
    }

    private static Ssh ssh(PassphrasePrompt prompt) {
        return new Ssh(prompt);
    }

    private static String whoami(Ssh ssh, Target target) throws Exception {
        try (Connection connection = ssh.connect(target);
                Shell shell = connection.openShell(ShellOptions.reading("r", "t@c"))) {
            return shell.run("say user $(id -un)", TIME).frames().getFirst().text();
        }
    }

    private static RemoteException failure(Ssh ssh, Target target) {
        return catchThrowableOfType(
                RemoteException.class, () -> ssh.connect(target).close());
    }

    @ParameterizedTest
    @ValueSource(strings = {"user_ed25519", "user_ecdsa", "user_rsa"})
    void keysOfEveryType(String key) throws Exception {
        assertThat(whoami(ssh(), SSHD.target("root", key))).isEqualTo("root");
    }

    @ParameterizedTest
    @CsvSource({"ed25519,RFC4716", "ecdsa,RFC4716", "rsa,RFC4716", "rsa,PEM", "ecdsa,PEM", "rsa,PKCS8", "ecdsa,PKCS8"})
    void encryptedKeysOfEveryForm(String type, String form) throws Exception {
        for (String passphrase : List.of("", "s3cret phrase")) {
            Path key = SSHD.path("key_" + type + form + passphrase.length());
            TestSshd.key(key, type, passphrase, "-m", form);
            SSHD.authorize(key);
            AtomicInteger asked = new AtomicInteger();
            Ssh ssh = ssh((file, attempt) -> {
                assertThat(file).isEqualTo(key);
                asked.incrementAndGet();
                return Optional.of((attempt == 1 ? "wrong" : "s3cret phrase").toCharArray());
            });
            Path known = SSHD.knownHosts("known", SSHD.name() + " " + SSHD.hostKey("ed25519"));
            assertThat(whoami(ssh, SSHD.target("root", key, known))).isEqualTo("root");
            assertThat(whoami(ssh, SSHD.target("root", key, known))).isEqualTo("root");
            assertThat(asked).hasValue(passphrase.isEmpty() ? 0 : 2);
            Files.delete(Path.of(key + ".pub"));
            assertThat(whoami(ssh, SSHD.target("root", key, known))).isEqualTo("root");
        }
    }

    @Test
    void passphraseIsAskedForOnlyWhereTheHostTakesTheKey() throws Exception {
        Path key = SSHD.path("stranger");
        TestSshd.key(key, "ed25519", "s3cret");
        Ssh ssh = ssh((file, attempt) -> {
            throw new AssertionError("asked for " + file);
        });
        Path known = SSHD.knownHosts("known", SSHD.name() + " " + SSHD.hostKey("ed25519"));
        RemoteException e = failure(ssh, SSHD.target("root", key, known));
        assertThat(e.kind()).isEqualTo(Kind.AUTHENTICATION);
        assertThat(e).hasMessageContaining(key + " (SHA256:").hasMessageContaining(") was not accepted");
    }

    @Test
    void oneQuestionForManyHosts() throws Exception {
        Path key = SSHD.path("shared");
        TestSshd.key(key, "ed25519", "s3cret");
        SSHD.authorize(key);
        AtomicInteger asked = new AtomicInteger();
        Ssh ssh = ssh((file, attempt) -> {
            asked.incrementAndGet();
            return Optional.of("s3cret".toCharArray());
        });
        Path known = SSHD.knownHosts("known_shared", SSHD.name() + " " + SSHD.hostKey("ed25519"));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<String>> all = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                all.add(() -> whoami(ssh, SSHD.target("root", key, known)));
            }
            for (Future<String> one : threads.invokeAll(all)) {
                assertThat(one.get()).isEqualTo("root");
            }
        }
        assertThat(asked).hasValue(1);
    }

    @Test
    void refusalNamesTheKeysAndWhyEachFailed() throws Exception {
        Path wrong = SSHD.path("wrong");
        TestSshd.key(wrong, "ed25519", "s3cret");
        SSHD.authorize(wrong);
        Path declined = SSHD.path("declined");
        TestSshd.key(declined, "ed25519", "s3cret");
        SSHD.authorize(declined);
        Path text = Files.writeString(SSHD.path("text"), "no key\n");
        Path broken = Files.writeString(
                SSHD.path("broken"),
                "-----BEGIN %1$s-----\nAAAA\n-----END %1$s-----\n".formatted("OPENSSH PRIVATE KEY"));
        Files.setPosixFilePermissions(broken, PosixFilePermissions.fromString("rw-------"));
        Ssh ssh = ssh((file, attempt) -> file.equals(wrong) ? Optional.of("bad".toCharArray()) : Optional.empty());
        Target target = SSHD.root()
                .withCredentials(Credentials.ofKeys(List.of(SSHD.path("absent"), text, broken, wrong, declined)));
        RemoteException e = failure(ssh, target);
        assertThat(e.kind()).isEqualTo(Kind.AUTHENTICATION);
        assertThat(e)
                .hasMessage("web-1 does not let root@127.0.0.1 in: " + SSHD.path("absent") + " cannot be read; " + text
                        + " is not a private key in OpenSSH or PEM format; " + broken + " is damaged; " + wrong
                        + " is encrypted, and the passphrase was wrong; " + declined
                        + " is encrypted, and no passphrase was given");
        assertThat(e.hint()).contains("authorized_keys of root");
    }

    @Test
    void noKeyAtAll() throws Exception {
        Target target = SSHD.root().withCredentials(Credentials.ofKeys(List.of()));
        RemoteException e = failure(ssh(), target);
        assertThat(e).hasMessage("there is no private key to log in to web-1 as root@127.0.0.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/usr/bin/fish", "/bin/tcsh", "/bin/bash"})
    void otherLoginShells(String login) throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(Path.of(login)), login + " is not installed");
        try (TestSshd other = TestSshd.start(login)) {
            assertThat(whoami(ssh(), other.target("deploy", "user_ed25519"))).isEqualTo("root");
            assertThat(whoami(ssh(), other.withPassword("guest"))).isEqualTo("root");
            assertThat(whoami(ssh(), other.withPassword("typist"))).isEqualTo("root");
        }
    }

    @Test
    void nobodyListens() throws Exception {
        int port = TestSshd.freePort();
        RemoteException e =
                failure(ssh(), TestSshd.target("127.0.0.1", port, "root", SSHD.path("user_rsa"), SSHD.path("none")));
        assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE);
        assertThat(e).hasMessage("web-1 (127.0.0.1 port " + port + ") refuses the connection");
    }

    @Test
    void nameThatIsNotKnown() {
        RemoteException e = failure(
                ssh(), TestSshd.target("no-such-host.invalid", 22, "root", SSHD.path("user_rsa"), SSHD.path("none")));
        assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE);
        assertThat(e).hasMessage("web-1: cannot resolve the name no-such-host.invalid");
    }

    @Test
    void whoeverAcceptsAndSaysNothingIsGivenUp() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            long start = System.nanoTime();
            RemoteException e = failure(
                    ssh(),
                    TestSshd.target(
                                    "127.0.0.1",
                                    silent.getLocalPort(),
                                    "root",
                                    SSHD.path("user_rsa"),
                                    SSHD.path("none"))
                            .withTimeouts(Timeouts.defaults().withConnect(Duration.ofMillis(500))));
            assertThat(e.kind()).isEqualTo(Kind.PROTOCOL);
            assertThat(e).hasMessageContaining("answers, but no SSH session can be established in 0.5 s");
            assertThat(e.hint()).contains("overloaded");
            assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start))
                    .isLessThan(5);
        }
    }

    @Test
    void addressThatDoesNotAnswerIsGivenUpInTime() throws Exception {
        // A full backlog drops what comes next, as a firewall does.
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            List<Socket> waiting = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                Socket socket = new Socket();
                waiting.add(socket);
                try {
                    socket.connect(full.getLocalSocketAddress(), 200);
                } catch (SocketTimeoutException expected) {
                    break;
                }
            }
            RemoteException e = failure(
                    ssh(),
                    TestSshd.target("127.0.0.1", full.getLocalPort(), "root", SSHD.path("user_rsa"), SSHD.path("none"))
                            .withTimeouts(Timeouts.defaults().withConnect(Duration.ofMillis(500))));
            assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE);
            assertThat(e).hasMessageContaining("did not answer within 0.5 s");
            for (Socket socket : waiting) {
                socket.close();
            }
        }
    }
}
