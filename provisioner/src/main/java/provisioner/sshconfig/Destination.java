package provisioner.sshconfig;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import provisioner.remote.target.Password;

/**
 * A host as the inventory has it.
 *
 * @param host its name, for messages
 * @param address what would stand on ssh's command line
 * @param keys private key files; empty for ssh's
 * @param knownHosts known_hosts files; empty for ssh's
 */
public record Destination(
        String host,
        String address,
        Optional<Integer> port,
        Optional<String> user,
        List<Path> keys,
        List<Path> knownHosts,
        Optional<Password> sudoPassword) {

    public Destination {
        keys = List.copyOf(keys);
        knownHosts = List.copyOf(knownHosts);
    }
}
