package provisioner.remote.target;

import java.util.Objects;
import java.util.Optional;

/**
 * How to reach a host. Everything is decided, and there are no defaults left to find.
 *
 * @param host the name for messages: the name in the inventory, or a word for a jump host
 * @param address a name or an IP address, as seen from where the connection starts
 * @param via the jump host to go through, which may be behind another one
 * @param proxyCommand a local command whose input and output are the connection, as OpenSSH's {@code ProxyCommand}
 * @param down why nobody should connect, if the host is known not to run
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
        Optional<String> proxyCommand,
        Optional<String> down) {

    public Target {
        Objects.requireNonNull(host);
        Objects.requireNonNull(address);
        Objects.requireNonNull(user);
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("port " + port + " is not between 1 and 65535");
        }
    }

    /** A host that is reached by TCP, from here or from a jump host. */
    public Target(
            String host,
            String address,
            int port,
            String user,
            Credentials credentials,
            HostKeys hostKeys,
            Timeouts timeouts,
            Optional<Target> via,
            Optional<String> down) {
        this(host, address, port, user, credentials, hostKeys, timeouts, via, Optional.empty(), down);
    }

    /** For messages: {@code web-1 (192.0.2.1 port 22)}. */
    public String place() {
        return host + " (" + address + " port " + port + ")";
    }

    public Target withCredentials(Credentials other) {
        return new Target(host, address, port, user, other, hostKeys, timeouts, via, proxyCommand, down);
    }

    public Target withHostKeys(HostKeys other) {
        return new Target(host, address, port, user, credentials, other, timeouts, via, proxyCommand, down);
    }

    public Target withTimeouts(Timeouts other) {
        return new Target(host, address, port, user, credentials, hostKeys, other, via, proxyCommand, down);
    }
}
