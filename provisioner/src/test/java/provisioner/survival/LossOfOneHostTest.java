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
import provisioner.lab.Outages;
import provisioner.lab.TestLab;
import provisioner.survival.Survival.Fault;

/** Each of three hosts, and each way to lose it. */
@Tag("host")
@Tag("alone")
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LossOfOneHostTest {
    @RegisterExtension
    static final TestLab LAB = TestLab.of("sid", Survival.HOSTS.toArray(String[]::new));

    /** Seconds; so long that writes must be back before. */
    private static final int AWAY = 30;

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
        "web-1, cut", "web-2, cut", "web-3, cut",
        "web-1, cut from the others", "web-2, cut from the others", "web-3, cut from the others",
    })
    void ofAHost(String host, String how) throws Exception {
        Outages outages = site.outages();
        Fault fault = switch (how) {
            case "power off" -> away(host, () -> LAB.cutPower(host), () -> LAB.reboot(host), AWAY);
            case "freeze" -> away(host, () -> outages.freeze(host), () -> outages.thaw(host), 60);
            case "cut" -> away(host, () -> outages.cut(host), () -> outages.connect(host), AWAY);
            default ->
                away(
                        host,
                        () -> outages.cutFrom(host, site.others(host)),
                        () -> outages.connectTo(host, site.others(host)),
                        AWAY);
        };
        site.survives(how + ", " + host, fault);
    }

    private static Fault away(String host, Survival.Deed begin, Survival.Deed end, int seconds) {
        return new Fault(host, begin, end, Duration.ofSeconds(seconds), host);
    }
}
