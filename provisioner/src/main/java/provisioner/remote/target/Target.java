package provisioner.remote.target;

import java.util.Objects;
import java.util.Optional;

/**
 * Where a host is reached, and with what: everything is decided, no default is left to be found.
 *
 * @param host what messages call it: its name in the inventory, or what a jump host is
 * @param address a name or a numeric address, as seen from where the connection begins
 * @param via the jump host that the connection goes through, itself perhaps behind another
 * @param down why nothing is to be connected to: it is known that the host does not run
 */
public record Target(
        String host,
        String address,
        int port,
        String user,
        Credentials credentials,
        HostKeys hostKeys,
        Timeouts timeouts,
        Optional<Target> via,
        Optional<String> down) {

    public Target {
        Objects.requireNonNull(host);
        Objects.requireNonNull(address);
        Objects.requireNonNull(user);
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("port " + port + " is not between 1 and 65535");
        }
    }

    /** For messages: {@code web-1 (192.0.2.1 port 22)}. */
    public String place() {
        return host + " (" + address + " port " + port + ")";
    }

    public Target withCredentials(Credentials other) {
        return new Target(host, address, port, user, other, hostKeys, timeouts, via, down);
    }

    public Target withHostKeys(HostKeys other) {
        return new Target(host, address, port, user, credentials, other, timeouts, via, down);
    }

    public Target withTimeouts(Timeouts other) {
        return new Target(host, address, port, user, credentials, hostKeys, other, via, down);
    }
}
