package provisioner.remote.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import provisioner.remote.target.Credentials;
import provisioner.remote.target.PassphrasePrompt;
import provisioner.remote.target.RemoteException;
import provisioner.remote.target.RemoteException.Kind;
import provisioner.remote.target.Target;

/** Logging in with OpenSSH's own agent, with certificates, and with keys that are not supported. */
@Tag("host")
@Timeout(60)
class AgentHostTest {

    @RegisterExtension
    static final TestSshd SSHD = TestSshd.of("TrustedUserCAKeys DIR/ca.pub", "MaxAuthTries 3");

    @BeforeAll
    static void start() throws Exception {
        for (String type : List.of("ed25519", "ecdsa", "rsa")) {
            TestSshd.key(SSHD.path("other_" + type), type, "");
        }
        TestSshd.key(SSHD.path("ca"), "ed25519", "");
    }

    private static Target with(List<Path> keys, boolean only, Path agent, Path... certificates) throws Exception {
        return SSHD.root()
                .withCredentials(
                        new Credentials(keys, List.of(certificates), only, Optional.of(agent), Optional.empty()));
    }

    private static RemoteException failure(Target target) {
        PassphrasePrompt prompt = (key, attempt) -> {
            throw new AssertionError("asked for " + key);
        };
        return catchThrowableOfType(
                RemoteException.class, () -> new Ssh(prompt).connect(target).close());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ed25519", "ecdsa", "rsa"})
    void agentSigns(String type) throws Exception {
        try (TestAgent agent = TestAgent.start(SSHD.path("agent_" + type))) {
            agent.add(SSHD.path("user_" + type).toString());
            assertThat(failure(with(List.of(), false, agent.socket()))).isNull();
        }
    }

    @Test
    void keyInTheAgentNeedsNoPassphrase() throws Exception {
        Path key = SSHD.path("locked_away");
        TestSshd.key(key, "ed25519", "");
        SSHD.authorize(key);
        try (TestAgent agent = TestAgent.start(SSHD.path("agent_locked"))) {
            agent.add(key.toString());
            TestSshd.exec("ssh-keygen", "-q", "-p", "-N", "s3cret", "-f", key.toString());
            assertThat(failure(with(List.of(key), true, agent.socket()))).isNull();
            Files.delete(key);
            assertThat(failure(with(List.of(key), true, agent.socket())))
                    .as("by its public half")
                    .isNull();
            assertThat(failure(with(List.of(Path.of(key + ".pub")), true, agent.socket())))
                    .isNull();
            agent.add("-D");
            RemoteException e = failure(with(List.of(key), true, agent.socket()));
            assertThat(e).hasMessageContaining(key + " is a public key, but the agent does not have its private key");
        }
    }

    @Test
    void otherKeysOfTheAgent() throws Exception {
        try (TestAgent agent = TestAgent.start(SSHD.path("agent_many"))) {
            for (String type : List.of("ed25519", "ecdsa", "rsa")) {
                agent.add(SSHD.path("other_" + type).toString());
            }
            agent.add(SSHD.path("user_rsa").toString());
            RemoteException tooMany = failure(with(List.of(), false, agent.socket()));
            assertThat(tooMany.kind()).isEqualTo(Kind.AUTHENTICATION);
            assertThat(tooMany.hint()).contains("fewer attempts than there are keys", "IdentitiesOnly");
            assertThat(failure(with(List.of(SSHD.path("user_rsa")), false, agent.socket())))
                    .as("a key that is named is tried first")
                    .isNull();
            assertThat(failure(with(List.of(SSHD.path("user_ed25519")), true, agent.socket())))
                    .as("the agent's others are left alone")
                    .isNull();
        }
    }

    @Test
    void agentThatIsNotThere() throws Exception {
        Path none = SSHD.path("no-agent");
        assertThat(failure(with(List.of(SSHD.path("user_rsa")), false, none))).isNull();
        assertThat(failure(with(List.of(), false, none))).hasMessageContaining("the agent at " + none + ": ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\0\0\0\1\5", "\0\0\0\5\14\0\0\0\1", "\177\177\177\177\14", "\0\0\0\0"})
    void agentThatTalksNonsense(String answer) throws Exception {
        Path socket = Files.createTempDirectory(SSHD.path("authorized"), "odd").resolve("agent");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            Thread.ofVirtual().start(() -> answer(server, answer));
            RemoteException e = failure(with(List.of(), false, socket));
            assertThat(e.kind()).isEqualTo(Kind.AUTHENTICATION);
            assertThat(e).hasMessageContaining("the agent at " + socket + ": ");
        }
    }

    private static void answer(ServerSocketChannel server, String answer) {
        try (SocketChannel client = server.accept()) {
            client.read(ByteBuffer.allocate(5));
            client.write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.ISO_8859_1)));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void certify(String key, String... arguments) throws Exception {
        String[] command = new String[arguments.length + 7];
        System.arraycopy(
                new String[] {"ssh-keygen", "-q", "-s", SSHD.path("ca").toString(), "-I", "test"}, 0, command, 0, 6);
        System.arraycopy(arguments, 0, command, 6, arguments.length);
        command[command.length - 1] = SSHD.path(key + ".pub").toString();
        TestSshd.exec(command);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ed25519", "ecdsa", "rsa"})
    void certificateBesideTheKey(String type) throws Exception {
        Path key = SSHD.path("certified_" + type);
        TestSshd.key(key, type, "");
        assertThat(failure(with(List.of(key), true, SSHD.path("no-agent")))).hasMessageContaining("was not accepted");
        certify("certified_" + type, "-n", "root");
        assertThat(failure(with(List.of(key), true, SSHD.path("no-agent")))).isNull();
        Path moved = SSHD.path("moved_" + type);
        Files.move(Path.of(key + "-cert.pub"), moved);
        assertThat(failure(with(List.of(key), true, SSHD.path("no-agent"), moved)))
                .as("CertificateFile")
                .isNull();
        try (TestAgent agent = TestAgent.start(SSHD.path("agent_cert_" + type))) {
            agent.add(key.toString());
            Files.delete(key);
            assertThat(failure(with(List.of(), false, agent.socket(), moved)))
                    .as("signed by the agent")
                    .isNull();
        }
    }

    @Test
    void certificatesThatWillNotDo() throws Exception {
        TestSshd.key(SSHD.path("old"), "ed25519", "");
        certify("old", "-n", "root", "-V", "20200101:20210101");
        Path agent = SSHD.path("no-agent");
        assertThat(failure(with(List.of(SSHD.path("old")), true, agent)))
                .hasMessageContaining(SSHD.path("old") + "-cert.pub expired at 20");
        assertThat(failure(with(List.of(SSHD.path("other_rsa")), true, agent, SSHD.path("old-cert.pub"))))
                .hasMessageContaining("certifies a key that is neither in a file nor in an agent");
        assertThat(failure(with(List.of(), true, agent, SSHD.path("other_rsa.pub"))))
                .hasMessageContaining("is not a certificate");
    }

    /** ssh-keygen makes such a key only with a token; this is the public half of one, as it writes it. */
    @Test
    void securityKeysAreRefusedWithAWord() throws Exception {
        String type = "sk-ssh-ed25519@openssh.com";
        ByteBuffer blob = ByteBuffer.allocate(4 + type.length() + 4 + 32 + 4 + 4);
        blob.putInt(type.length()).put(type.getBytes(StandardCharsets.US_ASCII));
        blob.putInt(32).put(new byte[32]).putInt(4).put("ssh:".getBytes(StandardCharsets.US_ASCII));
        Path key = SSHD.path("id_sk");
        Files.writeString(
                Path.of(key + ".pub"), type + " " + Base64.getEncoder().encodeToString(blob.array()) + "\n");
        assertThat(failure(with(List.of(key), true, SSHD.path("no-agent"))))
                .hasMessageContaining(key + " is a security key (" + type + "), which is not supported");
    }
}
