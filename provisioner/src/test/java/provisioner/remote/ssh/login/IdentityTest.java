package provisioner.remote.ssh.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPairGenerator;
import java.security.Security;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
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

    /** ssh refuses an OpenSSH key with either; here only the one that hides what the file is. */
    @Test
    void aByteOrderMarkIsNamedAndLineEndsDoNotMatter(@TempDir Path directory) throws Exception {
        byte[] pkcs8 = KeyPairGenerator.getInstance("RSA")
                .generateKeyPair()
                .getPrivate()
                .getEncoded();
        String word = "PRIVATE KEY";
        String pem = "-----BEGIN %s-----\r\n%s\r\n-----END %s-----\r\n"
                .formatted(word, Base64.getEncoder().encodeToString(pkcs8), word);
        Path key = Files.writeString(directory.resolve("id"), pem);
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        Identity identity = Identity.load(key, (file, attempt) -> Optional.empty());
        try {
            assertThat(identity.sign("rsa-sha2-256", new byte[] {1})).isNotEmpty();
        } finally {
            Security.removeProvider("BC");
        }
        Files.writeString(key, "\ufeff" + pem);
        assertThatThrownBy(() -> Identity.load(key, (file, attempt) -> Optional.empty()))
                .hasMessage("begins with a byte order mark, which ssh does not read; save it as UTF-8 without one");
    }
}
