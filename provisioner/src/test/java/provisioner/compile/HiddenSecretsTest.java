package provisioner.compile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import provisioner.secret.Masker;

/** A compiled program holds secrets, and nothing of it shows them: not where it is logged, nor in a failed assertion. */
class HiddenSecretsTest {
    private static final String MORE =
            "\nvars:\n  sudo_password: !secret sudo_password\n" + "  sumologic_endpoint: !secret sumologic_endpoint\n";

    @TempDir
    private Path directory;

    /** The secrets of an inventory come from the environment here. */
    private Program compile(String inventory, String playbook) throws Exception {
        String text = ShippedSite.inventory(inventory).replace("\nvars:\n", MORE);
        return ShippedSite.compile(directory, text, playbook);
    }

    @ParameterizedTest
    @CsvSource({
        "three-hosts.yml, site.yml",
        "source-replica.yml, site.yml",
        "dual-primary.yml, site.yml",
        "multi-primary.yml, site.yml",
        "separated.yml, site.yml",
        "mixed.yml, site.yml",
        "production.example.yml, site.yml",
        "mixed.yml, promote-replica.yml",
        "separated.yml, promote-replica.yml",
        "dual-primary.yml, promote-replica.yml",
        "multi-primary.yml, promote-replica.yml",
        "three-hosts.yml, promote-replica.yml",
        "source-replica.yml, promote-replica.yml",
    })
    void nothingOfAProgramShowsThem(String inventory, String playbook) throws Exception {
        Program program = compile(inventory, playbook);
        assertThat(program.secrets()).hasSizeGreaterThan(2);
        Masker secrets = Masker.of(program.secrets());
        for (Program.HostProgram host : program.hosts()) {
            assertThat(host.steps())
                    .filteredOn(step -> secrets.isSensitive(step.toString()))
                    .isEmpty();
            assertThat(host.checks())
                    .filteredOn(check -> secrets.isSensitive(check.toString()))
                    .isEmpty();
            assertThat(secrets.isSensitive(host.toString())).as(host.host()).isFalse();
        }
        assertThat(secrets.isSensitive(program.toString())).isFalse();
        assertThat(program.warnings()).as("what the shipped playbooks expose").isEmpty();
    }
}
