package provisioner.remote.ssh.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdentityTest {
    @ParameterizedTest
    @CsvSource({
        "rw-r--r--, can be read by others",
        "rw-r-----, can be read by others",
        "rw----r--, can be read by others",
        "rw--w----, can be written by others",
        "rw-rw-rw-, can be written by others",
        "rw-------, ''",
        "r--------, ''",
    })
    void aPrivateKeyThatIsOpenToOthersIsNotUsed(String mode, String why, @TempDir Path directory) throws Exception {
        Path key = Files.writeString(directory.resolve("id"), "-----BEGIN %s-----\n".formatted("PRIVATE KEY"));
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString(mode));
        if (why.isEmpty()) {
            assertThat(Identity.load(key, (file, attempt) -> Optional.empty()).name())
                    .isEqualTo(key.toString());
        } else {
            assertThatThrownBy(() -> Identity.load(key, (file, attempt) -> Optional.empty()))
                    .hasMessage(why + "; close it: chmod 600 " + key);
        }
    }
}
