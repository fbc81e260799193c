package provisioner.survival;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import provisioner.lab.TestLab;

/** The host that holds the address loses power, ten times. */
@Tag("host")
@Tag("alone")
@Tag("long")
class TenKillsOfTheAddressTest {
    @RegisterExtension
    static final TestLab LAB = TestLab.of("sid", Survival.HOSTS.toArray(String[]::new));

    @TempDir
    static Path directory = Path.of("");

    @Test
    void eachIsSurvived() throws Exception {
        TenKills.areSurvived(LAB, directory, Survival::holder);
    }
}
