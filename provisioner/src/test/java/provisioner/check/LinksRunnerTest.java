package provisioner.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import provisioner.resource.LinkAsk;
import provisioner.resource.check.LinksCheck;

/** Firewalls are tried on real hosts; here, this machine answers all who ask, or nobody. */
@Timeout(60)
class LinksRunnerTest {
    /** Whoever connects to it does so from 127.0.0.1. */
    private static final String ADDRESS = "127.0.0.2";

    private static LinkAsk ask(String asker, int port, boolean allowed) {
        return new LinkAsk(asker, "web-1", ADDRESS, port, "greeting", allowed);
    }

    private static Verdict verdict(LinkAsk... asks) throws Exception {
        try (LocalConnections hosts = new LocalConnections("web-1", "web-2", "web-3")) {
            LinksCheck check = new LinksCheck("web-1", List.of(asks), Duration.ZERO);
            return new Checks(hosts, List.of(check)).run(check, "web-1");
        }
    }

    @Test
    void thoseWhoMayGetInDoAndNobodyElse() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 50, InetAddress.getByName(ADDRESS))) {
            int port = socket.getLocalPort();
            String at = ADDRESS + ":" + port + " (greeting)";
            assertThat(verdict(ask("web-2", port, true), ask("web-3", port, true)))
                    .isEqualTo(Verdict.passed(at + " is open to web-2, web-3"));
            assertThat(verdict(ask("web-2", port, true), ask("web-3", port, false)))
                    .isEqualTo(Verdict.failed(at + " accepts connections from web-3, which must not get in"));
            assertThat(verdict(ask("web-2", port, true), ask(LinkAsk.CONTROL, port, false)))
                    .isEqualTo(Verdict.failed(
                            at + " accepts connections from the control machine, which must not get in"));
            assertThat(verdict(ask("away", port, true)))
                    .isEqualTo(Verdict.passed(at + ": nobody who may get in was asked"));
            assertThat(verdict()).isEqualTo(Verdict.passed("nobody had to be asked"));
        }
    }

    @Test
    void aControlMachineThatIsOneOfTheHostsIsNotAsked() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
            int port = socket.getLocalPort();
            LinkAsk own = new LinkAsk(LinkAsk.CONTROL, "web-1", "127.0.0.1", port, "greeting", false);
            LinkAsk other = new LinkAsk("web-2", "web-1", "127.0.0.1", port, "greeting", true);
            assertThat(verdict(other, own))
                    .isEqualTo(Verdict.passed("127.0.0.1:" + port
                            + " (greeting) is open to web-2; nobody who must not get in was asked"));
        }
    }

    @Test
    void anEmptyPortIsNotClosed() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 5, InetAddress.getByName(ADDRESS))) {
            port = socket.getLocalPort();
        }
        String at = ADDRESS + ":" + port + " (greeting)";
        assertThat(verdict(ask("web-2", port, true), ask("web-3", port, false), ask(LinkAsk.CONTROL, port, false)))
                .isEqualTo(Verdict.failed(at + " refuses connections from web-2, which must get in"));
    }

    @Test
    void manyAreAskedInOneScript() throws Exception {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < 120; i++) {
                sockets.add(new ServerSocket(0, 5, InetAddress.getByName(ADDRESS)));
            }
            LinkAsk[] asks = sockets.stream()
                    .map(socket -> ask("web-2", socket.getLocalPort(), true))
                    .toArray(LinkAsk[]::new);
            Verdict verdict = verdict(asks);
            assertThat(verdict.passed()).as(verdict.detail()).isTrue();
            assertThat(verdict.detail().lines()).hasSize(120).allMatch(line -> line.endsWith(" is open to web-2"));
        } finally {
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        }
    }
}
