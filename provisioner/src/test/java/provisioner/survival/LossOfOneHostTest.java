package provisioner.survival;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import provisioner.lab.TestLab;

/** Each of three hosts loses power, or freezes and returns. */
@Tag("host")
@Tag("alone")
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LossOfOneHostTest {
    @RegisterExtension
    static final TestLab LAB = TestLab.of("sid", Survival.HOSTS.toArray(String[]::new));

    /** So long that writes must be back before. */
    private static final Duration OFF = Duration.ofSeconds(30);

    private static final Duration FROZEN = Duration.ofSeconds(60);

    @TempDir
    static Path directory = Path.of("");

    private Survival site;

    @BeforeAll
    void provision() throws Exception {
        site = Survival.provision(LAB, directory);
    }

    @ParameterizedTest
    @CsvSource({
        "web-1, power off", "web-2, power off", "web-3, power off",
        "web-1, freeze", "web-2, freeze", "web-3, freeze",
    })
    void ofAHost(String host, String how) throws Exception {
        site.survives(
                how + ", " + host, how.equals("freeze") ? site.freeze(host, FROZEN) : site.powerOff(host, OFF, host));
    }
}
