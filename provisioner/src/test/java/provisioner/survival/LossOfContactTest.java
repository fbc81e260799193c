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

/** Each of three hosts is cut off: from everybody, or from the other two alone. */
@Tag("host")
@Tag("alone")
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LossOfContactTest {
    @RegisterExtension
    static final TestLab LAB = TestLab.of("sid", Survival.HOSTS.toArray(String[]::new));

    /** So long that writes must be back before. */
    private static final Duration AWAY = Duration.ofSeconds(30);

    @TempDir
    static Path directory = Path.of("");

    private Survival site;

    @BeforeAll
    void provision() throws Exception {
        site = Survival.provision(LAB, directory);
    }

    @ParameterizedTest
    @CsvSource({
        "web-1, cut", "web-2, cut", "web-3, cut",
        "web-1, cut from the others", "web-2, cut from the others", "web-3, cut from the others",
    })
    void ofAHost(String host, String how) throws Exception {
        site.survives(how + ", " + host, how.equals("cut") ? site.cut(host, AWAY) : site.cutFromTheOthers(host, AWAY));
    }
}
