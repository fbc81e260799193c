package provisioner.remote.target;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import provisioner.secret.Secret;

/**
 * How to reach a host, as the inventory or the lab says. The SSH configuration decides what is left open.
 *
 * @param host its name, for messages
 * @param address a name or an IP address, as on ssh's command line
 * @param keys private key files; empty for those of the SSH configuration
 * @param knownHosts known_hosts files; empty for those of the SSH configuration
 * @param sudoPassword the password for sudo on the host
 * @param down why nobody should connect, if that is known before
 * @param options that override ssh's configuration; the other components override them
 * @param kind over what; a container's address is its name
 */
public record Destination(
        String host,
        String address,
        Optional<Integer> port,
        Optional<String> user,
        List<Path> keys,
        List<Path> knownHosts,
        Optional<Secret> sudoPassword,
        Optional<String> down,
        List<SshOption> options,
        ConnectionKind kind) {

    public Destination {
        keys = List.copyOf(keys);
        knownHosts = List.copyOf(knownHosts);
        options = List.copyOf(options);
    }

    /** Over SSH, without options for ssh. */
    public Destination(
            String host,
            String address,
            Optional<Integer> port,
            Optional<String> user,
            List<Path> keys,
            List<Path> knownHosts,
            Optional<Secret> sudoPassword,
            Optional<String> down) {
        this(host, address, port, user, keys, knownHosts, sudoPassword, down, List.of(), ConnectionKind.SSH);
    }

    public Destination withSudoPassword(Optional<Secret> password) {
        return new Destination(host, address, port, user, keys, knownHosts, password, down, options, kind);
    }

    public Destination over(ConnectionKind other) {
        return new Destination(host, address, port, user, keys, knownHosts, sudoPassword, down, options, other);
    }
}
