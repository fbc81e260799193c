package provisioner.survival;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import provisioner.harness.Tool;
import provisioner.lab.TestLab;

/** One kill, one freeze and one cut of three hosts that share everything. Each test goes on from the one before. */
@Tag("host")
@Tag("alone")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SurvivalTest {
    @RegisterExtension
    static final TestLab LAB = TestLab.of("sid", Survival.HOSTS.toArray(String[]::new));

    @TempDir
    static Path directory = Path.of("");

    private Survival site;

    @Test
    @Order(1)
    void bareHostsConvergeAndStayAsTheyAre() throws Exception {
        site = Survival.provision(LAB, directory);
        Tool.Run again = site.run("provision");
        assertThat(again.exit()).as(again.everything()).isZero();
        assertThat(again.stepsThat("changed")).isEmpty();
        assertThat(again.check("what web-2 writes goes to a primary")
                        .path("outcome")
                        .asText())
                .isEqualTo("passed");
    }

    @Test
    @Order(2)
    void powerIsCutWhereTheAddressAndThePrimaryAre() throws Exception {
        String host = site.holder();
        assertThat(site.primary()).isEqualTo(host);
        site.survives(
                "power off, " + host + " with address and primary", site.powerOff(host, Duration.ofSeconds(28), host));
    }

    @Test
    @Order(3)
    void thePrimaryFreezesForAMinute() throws Exception {
        String host = site.primary();
        site.survives("freeze, " + host + ", the primary", site.freeze(host, Duration.ofSeconds(60)));
    }

    @Test
    @Order(4)
    void theHolderOfTheAddressLosesTheOtherTwoAlone() throws Exception {
        String host = site.holder();
        site.survives(
                "cut from the other two, " + host + ", with the address",
                site.cutFromTheOthers(host, Duration.ofSeconds(28)));
    }
}
