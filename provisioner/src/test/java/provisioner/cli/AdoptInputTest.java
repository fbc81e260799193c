package provisioner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import provisioner.harness.JavaProcess;
import provisioner.harness.JavaProcess.Ended;

/** What is wrong with the input of {@code adopt} is said before the host is contacted. */
class AdoptInputTest {
    @TempDir
    Path directory;

    @BeforeEach
    void write() throws IOException {
        Files.createDirectories(directory.resolve("inventory"));
        Files.writeString(directory.resolve("inventory/i.yml"), "hosts: {web-1: {address: 192.0.2.1}, web-2: }\n");
    }

    private Ended adopt(String... more) throws IOException, InterruptedException {
        String[] arguments = new String[more.length + 3];
        System.arraycopy(new String[] {"adopt", "-i", "inventory/i.yml"}, 0, arguments, 0, 3);
        System.arraycopy(more, 0, arguments, 3, more.length);
        Map<String, String> environment =
                Map.of("PROVISIONER_AGE_KEY_FILE", directory.resolve("age.key").toString());
        Ended ended = new JavaProcess(Main.class, directory, environment, "--enable-native-access=ALL-UNNAMED")
                .run(arguments);
        assertThat(ended.out()).isEmpty();
        return ended;
    }

    private void refused(int exit, String message, String... more) throws IOException, InterruptedException {
        Ended ended = adopt(more);
        assertThat(ended.err()).isEqualTo(message);
        assertThat(ended.exit()).isEqualTo(exit);
    }

    @Test
    void itIsAboutOneHostOfTheInventory() throws Exception {
        refused(
                1,
                "provisioner: HOST must be one host of inventory/i.yml, and 'web-3' is none\n  did you mean 'web-1'?\n",
                "web-3");
        refused(
                1,
                "provisioner: HOST must be one host of inventory/i.yml, and 'all' is none\n  known: web-1, web-2\n",
                "all");
    }

    @Test
    void aPlaybookThatIsNamedMustExist() throws Exception {
        refused(
                1,
                "provisioner: playbook playbooks/x.yml does not exist\n  leave it out, or correct the name\n",
                "web-1",
                "playbooks/x.yml");
    }

    @Test
    void secretsGoWhereTheyAreLookedFor() throws Exception {
        refused(
                1,
                "provisioner: --secrets must be the secrets file of the inventory, inventory/i.secrets.yml, found other.yml\n"
                        + "  '!secret' looks nowhere else\n",
                "web-1",
                "--secrets",
                "other.yml");
        refused(
                1,
                "provisioner: inventory/i.secrets.yml does not exist\n"
                        + "  restore it from version control or a backup; a new inventory gets it as docs/secrets.md says\n",
                "web-1",
                "--secrets",
                "inventory/i.secrets.yml");
    }

    @Test
    void filesGoWhereStepsFindThem() throws Exception {
        String usage = "\ntry 'provisioner adopt --help'\n";
        for (String elsewhere : new String[] {"files", "playbooks", "playbooks/../x"}) {
            refused(
                    64,
                    "provisioner: --files must be a directory below that of the playbook, such as playbooks/adopted, found "
                            + elsewhere + usage,
                    "web-1",
                    "--files",
                    elsewhere);
        }
    }

    @Test
    void problemsInThePlaybookHaveTheirPlaces() throws Exception {
        Files.createDirectories(directory.resolve("playbooks"));
        Files.writeString(
                directory.resolve("playbooks/site.yml"),
                "- {play: P, hosts: web-1, steps: [{name: n, pakage: {name: x}}]}\n");
        Ended ended = adopt("web-1");
        assertThat(ended.err())
                .startsWith("playbooks/site.yml:1:45: unknown resource type 'pakage'; did you mean 'package'?");
        assertThat(ended.exit()).isEqualTo(1);
    }
}
