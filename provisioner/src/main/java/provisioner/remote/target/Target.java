package provisioner.remote.target;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import provisioner.secret.Secret;

/**
 * How to reach a host. Everything is decided, and there are no defaults left to find.
 *
 * @param host the name for messages: the name in the inventory, or a word for a jump host
 * @param address a name or an IP address, as seen from where the connection starts
 * @param via the jump host to go through, which may be behind another one
 * @param proxyCommand a local command whose input and output are the connection, as OpenSSH's {@code ProxyCommand}
 * @param down why nobody should connect, if the host is known not to run
 * @param kind over what; without SSH there are no port, keys and jump hosts, and a container's address is its name
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
        Optional<String> down,
        ConnectionKind kind) {

    private static final int NO_PORT = 22;

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
        this(
                host,
                address,
                port,
                user,
                credentials,
                hostKeys,
                timeouts,
                via,
                Optional.empty(),
                down,
                ConnectionKind.SSH);
    }

    /** A host that is reached by starting processes on this machine. */
    public static Target withoutSsh(
            ConnectionKind kind,
            String host,
            String address,
            String user,
            Optional<Secret> sudoPassword,
            Timeouts timeouts,
            Optional<String> down) {
        return new Target(
                host,
                address,
                NO_PORT,
                user,
                Credentials.ofKeys(List.of()).withSudoPassword(sudoPassword),
                HostKeys.strict(List.of()),
                timeouts,
                Optional.empty(),
                Optional.empty(),
                down,
                kind);
    }

    /** For messages: {@code web-1 (192.0.2.1 port 22)}. */
    public String place() {
        return host + " ("
                + switch (kind) {
                    case SSH -> address + " port " + port;
                    case LOCAL -> "this machine";
                    case DOCKER, PODMAN -> kind.program() + " container " + address;
                }
                + ")";
    }

    /** @throws RemoteException {@code UNREACHABLE} where nobody should connect */
    public void requireUp() throws RemoteException {
        if (down.isPresent()) {
            throw new RemoteException(RemoteException.Kind.UNREACHABLE, place() + " is not available", down.get());
        }
    }

    public Target withCredentials(Credentials other) {
        return new Target(host, address, port, user, other, hostKeys, timeouts, via, proxyCommand, down, kind);
    }

    public Target withHostKeys(HostKeys other) {
        return new Target(host, address, port, user, credentials, other, timeouts, via, proxyCommand, down, kind);
    }

    public Target withTimeouts(Timeouts other) {
        return new Target(host, address, port, user, credentials, hostKeys, other, via, proxyCommand, down, kind);
    }
}
