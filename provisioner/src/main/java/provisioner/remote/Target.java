package provisioner.remote;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * Where a host is reached, and with what.
 *
 * @param host the host's name in the inventory; only for messages
 * @param address a name or a numeric address; also what is looked up in known_hosts, as {@code ssh} does with
 *     its {@code HostName}
 * @param identities private key files in the order to try; empty means those of {@code ~/.ssh/id_ed25519},
 *     {@code id_ecdsa} and {@code id_rsa} that exist
 * @param knownHosts known_hosts files, the first of which takes new entries; empty means
 *     {@code ~/.ssh/known_hosts} and {@code /etc/ssh/ssh_known_hosts}
 */
public record Target(String host, String address, int port, String user, List<Path> identities, List<Path> knownHosts) {

    public Target {
        Objects.requireNonNull(host);
        Objects.requireNonNull(address);
        Objects.requireNonNull(user);
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("port " + port + " is not between 1 and 65535");
        }
        identities = List.copyOf(identities);
        knownHosts = List.copyOf(knownHosts);
    }
}
