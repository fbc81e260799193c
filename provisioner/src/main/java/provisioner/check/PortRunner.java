package provisioner.check;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import provisioner.remote.shell.Reply;
import provisioner.remote.target.RemoteException;
import provisioner.resource.check.PortCheck;
import provisioner.resource.check.Vantage;
import provisioner.sh.Sh;

/** {@code port}: tries to connect. */
final class PortRunner implements CheckRunner {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration PATIENCE_FOR_CLOSED = Duration.ofSeconds(2);
    private static final Duration GRACE = Duration.ofSeconds(20);
    private static final int TIMED_OUT = 124;

    /** Debian's bash can open connections and is on every host, unlike curl or nc. */
    private static final String CONNECT = "timeout %d bash -c 'exec 3<>\"/dev/tcp/$0/$1\"' %s %d";

    private final PortCheck check;
    private final HostConnections hosts;
    private final String host;
    private final Duration patience;

    PortRunner(PortCheck check, HostConnections hosts, String host) {
        this.check = check;
        this.hosts = hosts;
        this.host = host;
        this.patience = check.expected() == PortCheck.Expected.OPEN ? PATIENCE : PATIENCE_FOR_CLOSED;
    }

    private enum Found {
        ACCEPTED,
        REFUSED,
        SILENT,
        UNREACHABLE
    }

    private record Finding(Found found, String words) {}

    @Override
    public Verdict attempt() throws RemoteException, InterruptedException {
        Finding finding = check.from() == Vantage.HOST ? fromHost() : fromHere();
        boolean passed = switch (check.expected()) {
            case OPEN -> finding.found == Found.ACCEPTED;
            case CLOSED -> finding.found == Found.REFUSED || finding.found == Found.SILENT;
            case FILTERED -> finding.found == Found.SILENT;
        };
        String from = check.from() == Vantage.HOST ? " from " + host : "";
        return new Verdict(passed, check.address() + ":" + check.port() + " " + finding.words + from);
    }

    private Finding fromHere() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(check.address(), check.port()), Math.toIntExact(patience.toMillis()));
            return accepted();
        } catch (SocketTimeoutException e) {
            return silent();
        } catch (ConnectException e) {
            return finding(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return new Finding(Found.UNREACHABLE, "cannot be reached: " + Failures.describe(e));
        }
    }

    private Finding fromHost() throws RemoteException, InterruptedException {
        String script = CONNECT.formatted(patience.toSeconds(), Sh.quote(check.address()), check.port());
        Reply reply = hosts.run(host, script, patience.plus(GRACE));
        return switch (reply.exit()) {
            case 0 -> accepted();
            case TIMED_OUT -> silent();
            default -> finding(reply.stderrTail());
        };
    }

    /** Both Java and bash use the system's words for the error. */
    private static Finding finding(String message) {
        if (message.contains("Connection refused")) {
            return new Finding(Found.REFUSED, "refuses connections");
        }
        if (message.contains("Connection timed out")) {
            return silent();
        }
        String last = message.lines().reduce((first, second) -> second).orElse("no reason was given");
        return new Finding(Found.UNREACHABLE, "cannot be reached: " + last);
    }

    private static Finding accepted() {
        return new Finding(Found.ACCEPTED, "accepts connections");
    }

    private static Finding silent() {
        return new Finding(Found.SILENT, "does not answer");
    }
}
