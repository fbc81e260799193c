package provisioner.remote.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import provisioner.remote.connection.Connection;
import provisioner.remote.shell.Reply;
import provisioner.remote.shell.Shell;
import provisioner.remote.shell.ShellOptions;
import provisioner.remote.target.PassphrasePrompt;
import provisioner.remote.target.RemoteException;
import provisioner.remote.target.RemoteException.Kind;

/** Files over SFTP; the test sees the same file system as sshd. */
@Tag("host")
@Timeout(60)
class UploadHostTest {

    @RegisterExtension
    static final TestSshd SSHD = TestSshd.of();

    @BeforeAll
    static void start() throws Exception {
        Files.createDirectory(SSHD.path("target"));
    }

    private static byte[] content(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private static Connection connect(String user) throws Exception {
        return new Ssh(PassphrasePrompt.none()).connect(SSHD.target(user, "user_ed25519"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 32_700, 32_768, 100_000, 20_000_000})
    void sizes(int size) throws Exception {
        Path file = SSHD.path("target/size" + size);
        Path local = Files.write(SSHD.path("local"), content(size));
        try (Connection connection = connect("root")) {
            assertThat(connection.upload(content(size), file.toString(), 0640)).isEqualTo(file.toString());
            assertThat(file).hasBinaryContent(content(size));
            assertThat(connection.upload(local, file + "b", 0640)).isEqualTo(file + "b");
            assertThat(Path.of(file + "b")).hasBinaryContent(content(size));
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r-----");
    }

    @Test
    void replacesAsAWhole() throws Exception {
        Path file = SSHD.path("target/replaced");
        Files.writeString(file, "old");
        Path link = Files.createLink(SSHD.path("target/link"), file);
        try (Connection connection = connect("root")) {
            connection.upload(content(10), file.toString(), 0600);
        }
        assertThat(file).hasBinaryContent(content(10));
        assertThat(link).hasContent("old");
        Files.delete(link);
    }

    @Test
    void failureLeavesNothingBehind() throws Exception {
        Path directory = Files.createDirectories(SSHD.path("target/directory"));
        try (Connection connection = connect("root")) {
            RemoteException e = catchThrowableOfType(
                    RemoteException.class, () -> connection.upload(content(10), directory.toString(), 0600));
            assertThat(e.kind()).isEqualTo(Kind.TRANSFER);
            assertThat(e).hasMessageContaining("cannot write " + directory);
            RemoteException missing = catchThrowableOfType(
                    RemoteException.class, () -> connection.upload(content(10), "/nowhere/file", 0600));
            assertThat(missing.kind()).isEqualTo(Kind.TRANSFER);
            RemoteException local = catchThrowableOfType(
                    RemoteException.class, () -> connection.upload(SSHD.path("absent"), directory + "/x", 0600));
            assertThat(local).hasMessageContaining("cannot read " + SSHD.path("absent"));
        }
        try (Stream<Path> files = Files.list(SSHD.path("target"))) {
            assertThat(files.filter(file -> file.toString().contains(".provisioner-")))
                    .isEmpty();
        }
    }

    @Test
    void othersThanRootWriteToAPrivatePlaceThatTheRootShellReads() throws Exception {
        String path;
        try (Connection connection = connect("deploy")) {
            path = connection.upload(content(1000), "/etc/secret", 0600);
            assertThat(path).matches("/tmp/provisioner-[0-9a-f]{32}/1-secret");
            String second = connection.upload(content(10), "/srv/secret", 0600);
            assertThat(second).isNotEqualTo(path);
            try (Shell shell = connection.openShell(ShellOptions.reading("r", "t@c"))) {
                Reply reply = shell.run(
                        "say mode $(stat -c '%a %U' " + Path.of(path).getParent() + "); emit content <" + path + "; rm "
                                + second,
                        Duration.ofSeconds(10));
                assertThat(reply.frame("mode").orElseThrow().text()).isEqualTo("700 deploy");
                assertThat(reply.frame("content").orElseThrow().payload()).isEqualTo(content(1000));
            }
        }
        assertThat(Path.of(path).getParent()).doesNotExist();
    }

    @Test
    void serverWithoutSftp() throws Exception {
        try (TestSshd without = TestSshd.start("/bin/sh", "Subsystem sftp /bin/false");
                Connection connection = new Ssh(PassphrasePrompt.none()).connect(without.root())) {
            RemoteException e = catchThrowableOfType(
                    RemoteException.class,
                    () -> connection.upload(content(10), without.path("x").toString(), 0600));
            assertThat(e.kind()).isEqualTo(Kind.TRANSFER);
            assertThat(e.hint()).contains("sftp");
        }
    }
}
