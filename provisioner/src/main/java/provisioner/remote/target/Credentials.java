package provisioner.remote.target;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import provisioner.secret.Secret;

/**
 * What to log in with.
 *
 * @param identities key files in the order to try: private ones, or public ones whose private half the agent has
 * @param certificates certificate files beyond those that stand beside the identities as {@code NAME-cert.pub}
 * @param identitiesOnly whether the agent's other keys are left alone
 * @param agent the socket of the ssh agent
 * @param sudoPassword what sudo is told where it asks
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

    /** These key files and nothing else. */
    public static Credentials ofKeys(List<Path> identities) {
        return new Credentials(identities, List.of(), true, Optional.empty(), Optional.empty());
    }

    public Credentials withSudoPassword(Optional<Secret> password) {
        return new Credentials(identities, certificates, identitiesOnly, agent, password);
    }
}
