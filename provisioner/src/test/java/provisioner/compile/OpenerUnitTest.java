package provisioner.compile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which servers a restarted one is told of, by whom it knows that it still is the source. */
class OpenerUnitTest {
    private static final String PROGRAM = "/usr/local/lib/provisioner/mysql-opener \\\n    ";

    @TempDir
    private Path directory = Path.of("");

    private String unit(String inventory, String host) throws Exception {
        Map<String, String> texts = ProgramText.of(ShippedSite.compile(directory, inventory, "site.yml"));
        return Objects.requireNonNull(texts.get(host));
    }

    @ParameterizedTest
    @CsvSource({
        "source-replica.yml, web-2, '1=203.0.113.11,3=203.0.113.13', -",
        "dual-primary.yml, web-2, '1=203.0.113.11,3=203.0.113.13', 203.0.113.11",
        "dual-primary.yml, web-1, '2=203.0.113.12,3=203.0.113.13', 203.0.113.12",
        "dual-primary.yml, web-3, '1=203.0.113.11,2=203.0.113.12', -",
    })
    void itKnowsTheOtherServersAndItsPartner(String name, String host, String others, String partner) throws Exception {
        assertThat(unit(ShippedSite.inventory(name), host))
                .contains(PROGRAM + others + " \\\n    " + partner + " \\\n    /usr/bin/mysql --no-defaults ");
    }

    @Test
    void aSingleServerHasNoOthers() throws Exception {
        String inventory = ShippedSite.inventory("separated.yml")
                .replaceFirst("  virtual_address: [^\n]+\n", "")
                .replace("  db-[1:3]:\n    address: 203.0.113.[31:33]", "  db-1:\n    address: \"2001:db8::31\"");
        assertThat(unit(inventory, "db-1")).contains(PROGRAM + "- \\\n    - \\\n");
    }

    @Test
    void aGroupHasNone() throws Exception {
        assertThat(unit(ShippedSite.inventory("three-hosts.yml"), "web-1")).doesNotContain("mysql-opener");
    }
}
