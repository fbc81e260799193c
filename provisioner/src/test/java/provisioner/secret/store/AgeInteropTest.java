package provisioner.secret.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What we encrypt the age program decrypts, and the other way round. */
class AgeInteropTest {
    static final List<String> TEXTS = List.of(
            "x",
            "pässwörd €😀",
            "two\nlines\n",
            "0123456789".repeat(20_000),
            " leading and trailing ",
            "-----BEGIN X-----\n");

    @TempDir
    private Path directory;

    private AgeKeys keys() throws SecretException {
        AgeKeys keys = new AgeKeys(directory.resolve("new").resolve("own.key"));
        keys.create();
        return keys;
    }

    @ParameterizedTest
    @FieldSource("TEXTS")
    void theProgramReadsWhatWeWrite(String text) throws Exception {
        AgeKeys keys = keys();
        String armored = Age.encrypt(text, keys.recipients());
        assertThat(armored).startsWith("-----BEGIN AGE ENCRYPTED FILE-----\n");
        assertThat(AgeProgram.decrypt(armored, keys.file())).isEqualTo(text);
    }

    @ParameterizedTest
    @FieldSource("TEXTS")
    void weReadWhatTheProgramWrites(String text) throws Exception {
        Path file = directory.resolve("theirs.key");
        String recipient = AgeProgram.newKey(file);
        String armored = AgeProgram.encrypt(text, recipient);
        assertThat(new AgeKeys(file).decrypt(armored)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ed25519", "rsa"})
    void keysOfSshAreRecipientsAndIdentities(String type) throws Exception {
        Path key = sshKey(type, "");
        String line = Files.readString(directory.resolve(type + ".pub")).strip();
        AgeKeys keys = new AgeKeys(key);
        assertThat(line).startsWith(keys.recipients().getFirst() + " ");
        String x25519 = AgeProgram.newKey(directory.resolve("x25519.key"));
        String byUs = Age.encrypt("für $x", List.of(x25519, line));
        String byThem = AgeProgram.encrypt("für $x", line, x25519);
        for (String armored : List.of(byUs, byThem)) {
            assertThat(AgeProgram.decrypt(armored, key)).isEqualTo("für $x");
            assertThat(keys.decrypt(armored)).isEqualTo("für $x");
        }
        String others = AgeProgram.encrypt("hidden", x25519);
        assertThatExceptionOfType(SecretException.class)
                .isThrownBy(() -> keys.decrypt(others))
                .withMessageStartingWith("not encrypted for your key (ssh-");
    }

    @Test
    void keysOfSshThatCannotBeUsedAreRefused() throws Exception {
        Path ecdsa = sshKey("ecdsa", "");
        String recipient = Files.readString(directory.resolve("ecdsa.pub"));
        assertThat(Age.isRecipient(recipient)).isFalse();
        assertThat(Age.isRecipient("ssh-ed25519 AAAA")).isFalse();
        assertThat(Age.isRecipient("ssh-ed25519")).isFalse();
        for (Path key : List.of(ecdsa, sshKey("ed25519", "a passphrase"))) {
            assertThatExceptionOfType(SecretException.class)
                    .isThrownBy(() -> new AgeKeys(key).recipients())
                    .withMessage("the age key " + key + " is not an SSH key that can be used");
        }
    }

    private Path sshKey(String type, String passphrase) throws Exception {
        Path key = directory.resolve(type);
        Process made = new ProcessBuilder(
                        "ssh-keygen", "-q", "-t", type, "-N", passphrase, "-C", "anna@laptop", "-f", key.toString())
                .start();
        assertThat(made.waitFor()).isZero();
        return key;
    }

    @Test
    void eachOfSeveralRecipientsCanRead() throws Exception {
        AgeKeys ours = keys();
        Path theirs = directory.resolve("theirs.key");
        String recipient = AgeProgram.newKey(theirs);
        String own = ours.recipients().getFirst();
        String byUs = Age.encrypt("shared", List.of(own, recipient));
        String byThem = AgeProgram.encrypt("shared", recipient, own);
        for (String armored : List.of(byUs, byThem)) {
            assertThat(AgeProgram.decrypt(armored, theirs)).isEqualTo("shared");
            assertThat(AgeProgram.decrypt(armored, ours.file())).isEqualTo("shared");
            assertThat(ours.decrypt(armored)).isEqualTo("shared");
            assertThat(new AgeKeys(theirs).decrypt(armored)).isEqualTo("shared");
        }
    }

    @Test
    void ourKeyFileIsOneOfTheProgramsAndNobodyElseCanReadIt() throws Exception {
        AgeKeys keys = keys();
        assertThat(AgeProgram.recipientOf(keys.file()))
                .isEqualTo(keys.recipients().getFirst());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keys.file())))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(keys.file().resolveSibling("."))))
                .isEqualTo("rwx------");
        String before = Files.readString(keys.file());
        assertThat(keys.create()).isFalse();
        assertThat(Files.readString(keys.file())).isEqualTo(before);
    }

    @Test
    void refusesWhatWasEncryptedForOthers() throws Exception {
        AgeKeys keys = keys();
        String armored = AgeProgram.encrypt("hidden", AgeProgram.newKey(directory.resolve("theirs.key")));
        assertThatExceptionOfType(SecretException.class)
                .isThrownBy(() -> keys.decrypt(armored))
                .withMessage(
                        "not encrypted for your key (" + keys.recipients().getFirst() + " in " + keys.file() + ")");
    }

    /** Whichever character is altered, and wherever the text is cut. */
    @Test
    void refusesWhatIsDamaged() throws Exception {
        AgeKeys keys = keys();
        String armored = Age.encrypt("hidden", keys.recipients()).strip();
        for (int i = 0; i < armored.length(); i++) {
            String cut = armored.substring(0, i);
            assertThatExceptionOfType(SecretException.class).isThrownBy(() -> keys.decrypt(cut));
            char other = armored.charAt(i) == 'A' ? 'B' : 'A';
            String altered = cut + other + armored.substring(i + 1);
            assertThatExceptionOfType(SecretException.class)
                    .as("character %d", i)
                    .isThrownBy(() -> keys.decrypt(altered))
                    .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hidden", "AGE-SECRET-KEY"));
        }
    }

    @Test
    void saysWhatIsWrongWithAKeyFile() throws IOException {
        Path file = directory.resolve("key");
        assertThatExceptionOfType(SecretException.class)
                .isThrownBy(() -> new AgeKeys(file).identities())
                .withMessage("the age key " + file + " does not exist")
                .satisfies(e -> assertThat(e.hint()).contains("provisioner secret init", AgeKeys.VARIABLE));
        Files.writeString(file, "# nothing\n\n");
        for (String open : List.of("rw-r-----", "rw----r--", "rw--w----")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(open));
            assertThatExceptionOfType(SecretException.class)
                    .isThrownBy(() -> new AgeKeys(file).identities())
                    .withMessageMatching(".*/key can be (read|written) by others")
                    .satisfies(e -> assertThat(e.hint()).isEqualTo("close it: chmod 600 " + file));
        }
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertThatExceptionOfType(SecretException.class)
                .isThrownBy(() -> new AgeKeys(file).identities())
                .withMessage("the age key " + file + " contains no identity");
        Files.writeString(file, "# a key\nAGE-SECRET-KEY-1QQQQTYPO\n");
        assertThatExceptionOfType(SecretException.class)
                .isThrownBy(() -> new AgeKeys(file).identities())
                .withMessage("line 2 of the age key " + file + " is not an age identity");
        assertThatExceptionOfType(SecretException.class)
                .isThrownBy(() -> new AgeKeys(directory).identities())
                .withMessageStartingWith("cannot read the age key " + directory);
    }
}
