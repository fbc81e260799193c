package provisioner.secret.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import provisioner.source.InputFiles;

/** The encrypted texts were made by ansible-vault itself. */
class AnsibleVaultTest {
    private static final Path INVENTORIES =
            Path.of("src/test/resources/inventories/ansible").toAbsolutePath();

    @TempDir
    Path directory = Path.of("");

    private AnsibleVault vault(Path... passwords) {
        return new AnsibleVault(new InputFiles(directory), List.of(passwords));
    }

    private Path password(String text) throws Exception {
        return Files.writeString(directory.resolve("password"), text);
    }

    private static String encrypted() throws Exception {
        return Files.readString(INVENTORIES.resolve("21-vault-file/group_vars/all/vault.yml"));
    }

    @Test
    void decryptsWhatAnsibleEncrypted() throws Exception {
        Path wrong = password("wrong");
        assertThat(vault(wrong, INVENTORIES.resolve("vault-password")).decrypt(encrypted()))
                .startsWith("vault_db_password: whole-file-secret\n");
    }

    @Test
    void readsTextsWithALabel() throws Exception {
        String yaml = Files.readString(INVENTORIES.resolve("20-vault-inline/group_vars/db.yml"));
        String labelled = yaml.substring(yaml.indexOf("$ANSIBLE_VAULT;1.2;AES256;prod"), yaml.indexOf("dsn:"));
        assertThat(vault(INVENTORIES.resolve("vault-password")).decrypt(labelled))
                .isEqualTo("other $ecret {{ not }} #x");
    }

    @Test
    void decryptsWhatItEncrypts() throws Exception {
        AnsibleVault vault = vault(password(" pässword \n"));
        for (String clear : List.of("x", "sixteen letters!", "ü".repeat(100), "two\nlines\n")) {
            String encrypted = vault.encrypt(clear);
            assertThat(encrypted.lines()).allMatch(line -> line.length() <= 80);
            assertThat(vault(directory.resolve("password")).decrypt(encrypted)).isEqualTo(clear);
        }
    }

    @Test
    void aProgramCanPrintThePassword() throws Exception {
        Path program = password("#!/bin/sh\necho 'correct horse battery staple'\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        assertThat(vault(program).decrypt(encrypted())).contains("vault_pin");
    }

    @Test
    void whatCannotBeDecryptedIsSaid() throws Exception {
        refused(vault(), encrypted(), "cannot decrypt a value of ansible-vault without its password");
        refused(
                vault(password("wrong")),
                encrypted(),
                "the password of ansible-vault does not fit this value, or the value is damaged");
        refused(vault(directory.resolve("none")), encrypted(), "cannot read the vault password file");
        refused(vault(password("x")), "$ANSIBLE_VAULT;1.1;AES256\n1234xy\n", "the text of ansible-vault is damaged");
        refused(
                vault(password("x")),
                "$ANSIBLE_VAULT;1.0;AES\n1234\n",
                "'!vault' must be followed by a text of ansible-vault");
        String text = encrypted().strip();
        char last = text.charAt(text.length() - 1);
        String damaged = text.substring(0, text.length() - 1) + (last == '1' ? '2' : '1');
        refused(
                vault(INVENTORIES.resolve("vault-password")),
                damaged,
                "the password of ansible-vault does not fit this value, or the value is damaged");
    }

    @Test
    void aTextWithoutSaltIsDamaged() throws Exception {
        String inner = HexFormat.of().formatHex("\n00\n00".getBytes(StandardCharsets.US_ASCII));
        refused(
                vault(password("x")),
                "$ANSIBLE_VAULT;1.1;AES256\n" + inner + "\n",
                "the text of ansible-vault is damaged");
    }

    @Test
    void aProgramThatPrintsNoPasswordIsSaid() throws Exception {
        Path program = Files.writeString(directory.resolve("password"), "#!/bin/sh\necho ' '\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        refused(vault(program), encrypted(), "'" + program + "' must print the password");
    }

    private static void refused(AnsibleVault vault, String text, String message) {
        assertThatExceptionOfType(SecretException.class)
                .isThrownBy(() -> vault.decrypt(text))
                .withMessageStartingWith(message);
    }

    @Test
    void theEnvironmentNamesTheFileIfNobodyElseDoes() {
        Map<String, String> environment = Map.of(AnsibleVault.ENVIRONMENT, "~/vault");
        assertThat(AnsibleVault.passwordFiles(List.of(), environment))
                .containsExactly(Path.of(System.getProperty("user.home"), "vault"));
        assertThat(AnsibleVault.passwordFiles(List.of(Path.of("p")), environment))
                .containsExactly(Path.of("p"));
        assertThat(AnsibleVault.passwordFiles(List.of(), Map.of())).isEmpty();
    }
}
