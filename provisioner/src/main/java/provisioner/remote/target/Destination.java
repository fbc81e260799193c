package provisioner.remote.target;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import provisioner.secret.Secret;

/**
 * Where a host is said to be reached, by the inventory or by the lab. What is left open here ssh's configuration decides.
 *
 * @param host its name, for messages
 * @param address a name or an IP address, as on ssh's command line
 * @param keys private key files; empty for ssh's
 * @param knownHosts known_hosts files; empty for ssh's
 * @param sudoPassword what sudo is told there
 * @param down why nobody needs to try to connect: it is known that the host does not run
 */
public record Destination(
        String host,
        String address,
        Optional<Integer> port,
        Optional<String> user,
        List<Path> keys,
        List<Path> knownHosts,
        Optional<Secret> sudoPassword,
        Optional<String> down) {

    public Destination {
        keys = List.copyOf(keys);
        knownHosts = List.copyOf(knownHosts);
    }

    public Destination withSudoPassword(Optional<Secret> password) {
        return new Destination(host, address, port, user, keys, knownHosts, password, down);
    }
}
