package provisioner.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import provisioner.resource.check.PortCheck;
import provisioner.resource.check.PortCheck.Expected;
import provisioner.resource.check.Vantage;

/** What a firewall drops is tried on real hosts; here, what a machine can do with its own ports. */
@Timeout(60)
class PortRunnerTest {
    private static Verdict verdict(String address, int port, Expected expected, Vantage from) throws Exception {
        try (LocalConnections hosts = new LocalConnections("web-1")) {
            PortCheck check = new PortCheck(address, port, expected, from, Duration.ZERO);
            return new Checks(hosts, List.of()).run(check, "web-1");
        }
    }

    private static String from(Vantage vantage) {
        return vantage == Vantage.HOST ? " from web-1" : "";
    }

    @ParameterizedTest
    @EnumSource
    void anOpenPortIsOpen(Vantage from) throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            int port = socket.getLocalPort();
            String words = "127.0.0.1:" + port + " accepts connections" + from(from);
            assertThat(verdict("127.0.0.1", port, Expected.OPEN, from)).isEqualTo(Verdict.passed(words));
            assertThat(verdict("127.0.0.1", port, Expected.CLOSED, from)).isEqualTo(Verdict.failed(words));
            assertThat(verdict("127.0.0.1", port, Expected.FILTERED, from)).isEqualTo(Verdict.failed(words));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRefusalIsClosedButNotFiltered(Vantage from) throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        String words = "127.0.0.1:" + port + " refuses connections" + from(from);
        assertThat(verdict("127.0.0.1", port, Expected.OPEN, from)).isEqualTo(Verdict.failed(words));
        assertThat(verdict("127.0.0.1", port, Expected.CLOSED, from)).isEqualTo(Verdict.passed(words));
        assertThat(verdict("127.0.0.1", port, Expected.FILTERED, from)).isEqualTo(Verdict.failed(words));
    }

    @ParameterizedTest
    @EnumSource
    void aNameThatIsNotKnownIsNothing(Vantage from) throws Exception {
        for (Expected expected : Expected.values()) {
            Verdict verdict = verdict("name.invalid", 22, expected, from);
            assertThat(verdict.passed()).isFalse();
            assertThat(verdict.detail()).contains("cannot be reached", "name.invalid");
        }
    }
}
