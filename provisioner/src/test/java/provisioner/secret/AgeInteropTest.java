package provisioner.secret;

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
                .withMessage("there is no age key " + file + " to decrypt with")
                .satisfies(e -> assertThat(e.hint()).contains("provisioner secret init", AgeKeys.VARIABLE));
        Files.writeString(file, "# nothing\n\n");
        assertThatExceptionOfType(SecretException.class)
                .isThrownBy(() -> new AgeKeys(file).identities())
                .withMessage("the age key " + file + " holds no identity");
        Files.writeString(file, "# a key\nAGE-SECRET-KEY-1QQQQTYPO\n");
        assertThatExceptionOfType(SecretException.class)
                .isThrownBy(() -> new AgeKeys(file).identities())
                .withMessage("line 2 of the age key " + file + " is not an age identity");
        assertThatExceptionOfType(SecretException.class)
                .isThrownBy(() -> new AgeKeys(directory).identities())
                .withMessageStartingWith("cannot read the age key " + directory);
    }
}
