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
import org.junit.jupiter.params.provider.ValueSource;
import provisioner.harness.SmallVolume;
import provisioner.lab.TestLab;
import provisioner.survival.Survival.Fault;

/** Each of three hosts loses a program, or the space for its data. */
@Tag("host")
@Tag("alone")
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LossOfAPartTest {
    @RegisterExtension
    static final TestLab LAB = TestLab.of("sid", Survival.HOSTS.toArray(String[]::new));

    @TempDir
    static Path directory = Path.of("");

    private Survival site;

    @BeforeAll
    void provision() throws Exception {
        for (String host : Survival.HOSTS) {
            SmallVolume.mount(LAB, host);
        }
        site = Survival.provision(LAB, directory);
    }

    /** Its unit starts it again. */
    @ParameterizedTest
    @CsvSource({
        "web-1, mysql", "web-2, mysql", "web-3, mysql",
        "web-1, nginx-balancer", "web-2, nginx-web", "web-3, nginx-app",
        "web-1, keepalived", "web-2, keepalived", "web-3, app",
        "web-1, haproxy-database", "web-2, haproxy-database", "web-3, haproxy-database",
    })
    void ofAProgram(String host, String unit) throws Exception {
        site.survives(
                "killed " + unit + ", " + host,
                new Fault(
                        host,
                        () -> LAB.raw(host, "systemctl kill -s KILL " + unit),
                        () -> {},
                        Duration.ofSeconds(25),
                        ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"web-1", "web-2", "web-3"})
    void ofSpace(String host) throws Exception {
        site.survives(
                "full disk, " + host,
                new Fault(
                        host,
                        () -> SmallVolume.fill(LAB, host),
                        () -> SmallVolume.free(LAB, host),
                        Duration.ofSeconds(45),
                        host,
                        Duration.ofSeconds(30)));
    }
}
