package provisioner.remote.target;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import provisioner.secret.Secret;

/**
 * What to log in with.
 *
 * @param identities key files in the order to try: private keys, or public keys whose private key is in the agent
 * @param certificates certificate files, in addition to {@code NAME-cert.pub} beside the identities
 * @param identitiesOnly whether to ignore the agent's other keys
 * @param agent the socket of the SSH agent
 * @param sudoPassword the answer if sudo asks for a password
 */
public record Credentials(
        List<Path> identities,
        List<Path> certificates,
        boolean identitiesOnly,
        Optional<Path> agent,
        Optional<Secret> sudoPassword) {

    public Credentials {
        identities = List.copyOf(identities);
        certificates = List.copyOf(certificates);
    }

    /** Only these key files. */
    public static Credentials ofKeys(List<Path> identities) {
        return new Credentials(identities, List.of(), true, Optional.empty(), Optional.empty());
    }

    public Credentials withSudoPassword(Optional<Secret> password) {
        return new Credentials(identities, certificates, identitiesOnly, agent, password);
    }
}
