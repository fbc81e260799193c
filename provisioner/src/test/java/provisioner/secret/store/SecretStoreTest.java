package provisioner.secret.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import provisioner.source.InputFiles;
import provisioner.source.InvalidInputException;
import provisioner.source.Location;
import provisioner.source.Problem;

class SecretStoreTest {
    private static final Path INVENTORY = Path.of("inventory/prod.yml");

    @TempDir
    private Path directory;

    private AgeKeys keys = new AgeKeys(Path.of("unset"));
    private Path file = Path.of("unset");

    @BeforeEach
    void makeKey() throws SecretException, IOException {
        keys = new AgeKeys(directory.resolve("own.key"));
        keys.create();
        file = directory.resolve("inventory/prod.secrets.yml");
        Files.createDirectories(file.resolveSibling("."));
    }

    private SecretStore open() throws InvalidInputException {
        return open(keys);
    }

    private SecretStore open(AgeKeys with) throws InvalidInputException {
        return SecretStore.open(new InputFiles(directory), INVENTORY, with);
    }

    private AgeKeys other() throws SecretException {
        AgeKeys other = new AgeKeys(directory.resolve("other.key"));
        other.create();
        return other;
    }

    @Test
    void keepsSecretsInAFileBesideTheInventory() throws Exception {
        open().withReader("anna")
                .with("db_root", "s3cret")
                .with("tls.key", "line\nline\n")
                .write();
        assertThat(open().names()).containsExactly("db_root", "tls.key");
        assertThat(open().recipients()).containsOnlyKeys("anna");
        assertThat(open().get("db_root")).isEqualTo("s3cret");
        assertThat(open().get("tls.key")).isEqualTo("line\nline");
        assertThat(Files.readString(file)).doesNotContain("s3cret").contains("-----BEGIN AGE ENCRYPTED FILE-----");
        try (Stream<Path> left = Files.list(file.resolveSibling("."))) {
            assertThat(left.map(Path::getFileName)).containsExactly(Path.of("prod.secrets.yml"));
        }
    }

    @Test
    void encryptsWithoutAKeyOfOnesOwn() throws Exception {
        open().withReader("anna").write();
        SecretStore keyless = open(new AgeKeys(directory.resolve("none.key")));
        keyless.with("a", "b").write();
        assertThat(open().get("a")).isEqualTo("b");
        assertThatExceptionOfType(SecretException.class)
                .isThrownBy(
                        () -> open(new AgeKeys(directory.resolve("none.key"))).get("a"))
                .withMessageStartingWith("the age key ")
                .satisfies(e -> assertThat(
                                e.problem(new Location("asked.yml", 1, 2)).location())
                        .isEqualTo(new Location("asked.yml", 1, 2)));
    }

    @Test
    void encryptsOnlyWhatChanged() throws Exception {
        open().withReader("anna").with("a", "1").with("b", "2").with("c", "3").write();
        List<String> before = Files.readAllLines(file);
        SequencedMap<String, String> edited = new LinkedHashMap<>(open().all());
        edited.put("b", "changed");
        edited.remove("c");
        edited.put("d", "4");
        open().withAll(edited).write();
        assertThat(open().all()).containsExactlyEntriesOf(edited);
        int secondSecret = before.indexOf("  b: |");
        assertThat(secondSecret).isPositive();
        assertThat(Files.readAllLines(file).subList(0, secondSecret)).isEqualTo(before.subList(0, secondSecret));
        assertThat(Files.readAllLines(file).subList(secondSecret, secondSecret + 5))
                .isNotEqualTo(before.subList(secondSecret, secondSecret + 5));
    }

    @Test
    void letsANewReaderInOnceSomebodyEncryptsAgain() throws Exception {
        open().withReader("anna").with("a", "1").write();
        AgeKeys bob = other();
        open(bob).withReader("anna").write();
        assertThat(open().recipients()).containsOnlyKeys("anna", "anna-2");
        assertThatExceptionOfType(SecretException.class)
                .isThrownBy(() -> open(bob).get("a"))
                .satisfies(e -> assertThat(e.describe())
                        .startsWith("inventory/prod.secrets.yml:8:3: not encrypted for your key (age1"));
        open().rekeyed().write();
        assertThat(open(bob).get("a")).isEqualTo("1");
        assertThat(open().get("a")).isEqualTo("1");
        assertThat(open(bob).withReader("x").recipients()).containsOnlyKeys("anna", "anna-2");
    }

    @Test
    void saysHowToMakeWhatIsNotThere() throws Exception {
        open().withReader("anna").with("db_root", "s3cret").write();
        assertThatExceptionOfType(SecretException.class)
                .isThrownBy(() -> open().get("replication"))
                .withMessage("the secret 'replication' does not exist in inventory/prod.secrets.yml")
                .satisfies(e -> assertThat(e.hint())
                        .isEqualTo("create it: provisioner secret generate -i inventory/prod.yml replication;"
                                + " or store it: provisioner secret set -i inventory/prod.yml replication"));
        assertThatExceptionOfType(SecretException.class)
                .isThrownBy(() -> open().get("db_rot"))
                .satisfies(e -> assertThat(e.hint()).isEqualTo("did you mean 'db_root'?"));
    }

    @Test
    void refusesWhatCannotBeKept() throws Exception {
        assertThatExceptionOfType(SecretException.class)
                .isThrownBy(() -> open().with("a", "1"))
                .withMessage("inventory/prod.secrets.yml does not exist");
        Files.writeString(file, "secrets: {}\n");
        assertThatExceptionOfType(SecretException.class)
                .isThrownBy(() -> open().with("a", "1"))
                .withMessage("inventory/prod.secrets.yml lists no recipients to encrypt for");
        SecretStore store = open().withReader("anna");
        assertThatExceptionOfType(SecretException.class).isThrownBy(() -> store.with("a b", "1"));
        assertThatExceptionOfType(SecretException.class).isThrownBy(() -> store.with("null", "1"));
        assertThatExceptionOfType(SecretException.class).isThrownBy(() -> store.with("a", "\n"));
    }

    @Test
    void saysWhereTheFileIsWrong() throws Exception {
        Files.writeString(file, "recipients:\n  anna: age1nonsense\n  'b c': x\nsecrets: {1x: y, z: ''}\nmore: 1\n");
        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(this::open)
                .satisfies(e -> assertThat(e.problems().stream().map(Problem::toString))
                        .containsExactly(
                                "inventory/prod.secrets.yml:2:9: 'anna' must be an age recipient;"
                                        + " write age1… as age-keygen -y prints it, or the line of ~/.ssh/id_ed25519.pub",
                                "inventory/prod.secrets.yml:3:3: invalid recipient name 'b c'; such as anna@laptop",
                                "inventory/prod.secrets.yml:3:10: 'b c' must be an age recipient;"
                                        + " write age1… as age-keygen -y prints it, or the line of ~/.ssh/id_ed25519.pub",
                                "inventory/prod.secrets.yml:4:11: invalid secret name '1x'; " + SecretStore.NAMES,
                                "inventory/prod.secrets.yml:4:21: a secret must not be empty",
                                "inventory/prod.secrets.yml:5:1: unknown key 'more'"));
    }

    @Test
    void namesADamagedSecret() throws Exception {
        open().withReader("anna").with("a", "1").with("b", "2").write();
        Files.writeString(file, Files.readString(file).replaceFirst("(?s)(  b: .*?BEGIN.*?\n    ....).", "$1*"));
        assertThat(open().get("a")).isEqualTo("1");
        assertThatExceptionOfType(SecretException.class)
                .isThrownBy(() -> open().get("b"))
                .satisfies(e -> assertThat(e.describe())
                        .matches("inventory/prod\\.secrets\\.yml:\\d+:3: the ciphertext is damaged"));
    }

    @Test
    void generatesPasswordsOfLettersAndDigits() {
        String one = SecretStore.generate(32);
        assertThat(one).matches("[A-Za-z0-9]{32}").isNotEqualTo(SecretStore.generate(32));
        assertThat(SecretStore.generate(10_000).chars().distinct().count()).isEqualTo(62);
    }

    /** Only what somebody types or pipes loses a newline. */
    @Test
    void aSecretMayEndWithANewline() throws Exception {
        open().withReader("anna")
                .withExactly("file", "one\ntwo\n")
                .withExactly("dos", "one\r\n")
                .withExactly("blank", "\n")
                .with("typed", "three\n\n")
                .with("plain", "four\n")
                .write();
        open().rekeyed().write();
        SequencedMap<String, String> values = open().all();
        assertThat(values)
                .containsEntry("file", "one\ntwo\n")
                .containsEntry("dos", "one\r\n")
                .containsEntry("blank", "\n")
                .containsEntry("typed", "three\n")
                .containsEntry("plain", "four");
        SequencedMap<String, String> edited = new LinkedHashMap<>(values);
        edited.put("file", "other\n");
        edited.put("plain", "five\n");
        edited.put("new", "six\n");
        open().withAll(edited).write();
        assertThat(open().all())
                .containsEntry("file", "other\n")
                .containsEntry("dos", "one\r\n")
                .containsEntry("plain", "five")
                .containsEntry("new", "six");
    }
}
