package provisioner.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import provisioner.resource.check.VirtualAddressCheck;

/** This machine has the loopback address under every name, and no address that is reserved for documentation. */
@Timeout(60)
class VirtualAddressRunnerTest {
    private static final String NOWHERE = "203.0.113.250";

    private static Verdict verdict(String address, String... asked) throws Exception {
        try (LocalConnections hosts = new LocalConnections("lb-1", "lb-2")) {
            VirtualAddressCheck check = new VirtualAddressCheck(address, List.of(asked), Duration.ZERO);
            return new Checks(hosts, List.of(check)).run(check, "lb-1");
        }
    }

    @Test
    void oneHolderIsRight() throws Exception {
        assertThat(verdict("127.0.0.1", "lb-1")).isEqualTo(Verdict.passed("lb-1 holds 127.0.0.1"));
        assertThat(verdict("127.0.0.1", "lb-2", "away")).isEqualTo(Verdict.passed("lb-2 holds 127.0.0.1"));
    }

    @Test
    void twoHoldersAreNamed() throws Exception {
        assertThat(verdict("127.0.0.1", "lb-1", "lb-2")).isEqualTo(Verdict.failed("lb-1 and lb-2 hold 127.0.0.1"));
    }

    @Test
    void nobodyIsWrongUnlessSomebodyWasNotAsked() throws Exception {
        assertThat(verdict(NOWHERE, "lb-1", "lb-2")).isEqualTo(Verdict.failed("nobody holds " + NOWHERE));
        assertThat(verdict(NOWHERE, "lb-1", "away"))
                .isEqualTo(Verdict.passed("nobody that is part of the run holds " + NOWHERE));
        assertThat(verdict("2001:db8::250", "lb-1")).isEqualTo(Verdict.failed("nobody holds 2001:db8::250"));
    }
}
