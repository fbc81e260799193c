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
import provisioner.survival.Survival.Fault;

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
                "power off, " + host + " with address and primary",
                new Fault(host, () -> LAB.cutPower(host), () -> LAB.reboot(host), Duration.ofSeconds(28), host));
    }

    @Test
    @Order(3)
    void thePrimaryFreezesForAMinute() throws Exception {
        String host = site.primary();
        site.survives(
                "freeze, " + host + ", the primary",
                new Fault(
                        host,
                        () -> site.outages().freeze(host),
                        () -> site.outages().thaw(host),
                        Duration.ofSeconds(60),
                        host));
    }

    /** This machine still reaches it, and so do those who ask for the site. */
    @Test
    @Order(4)
    void theHolderOfTheAddressLosesTheOtherTwoAlone() throws Exception {
        String host = site.holder();
        site.survives(
                "cut from the other two, " + host + ", with the address",
                new Fault(
                        host,
                        () -> site.outages().cutFrom(host, site.others(host)),
                        () -> site.outages().connectTo(host, site.others(host)),
                        Duration.ofSeconds(28),
                        host));
    }
}
