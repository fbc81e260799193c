package provisioner.check;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import provisioner.resource.PortCheck;

/** {@code port}: whether a TCP connection is accepted. */
final class PortRunner implements CheckRunner {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration PATIENCE_FOR_CLOSED = Duration.ofSeconds(2);

    private final PortCheck check;

    PortRunner(PortCheck check) {
        this.check = check;
    }

    @Override
    public Verdict attempt() {
        String what = check.address() + ":" + check.port();
        Duration patience = check.open() ? PATIENCE : PATIENCE_FOR_CLOSED;
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(check.address(), check.port()), Math.toIntExact(patience.toMillis()));
            return new Verdict(check.open(), what + " accepts connections");
        } catch (SocketTimeoutException e) {
            return new Verdict(!check.open(), what + " does not answer");
        } catch (IOException e) {
            return new Verdict(!check.open(), what + ": " + Failures.describe(e));
        }
    }
}
