package provisioner.resource.account;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import provisioner.resource.Assessment.Impossible;
import provisioner.state.KeyOrigins;

/**
 * The keys of a user that a playbook declares, in any of its steps. All others are additions.
 *
 * @param playbook whose keys they are; what another one has let in is accounted for
 * @param keys each its type and the key in base64
 */
record DeclaredKeys(String playbook, SortedSet<String> keys) {
    private static final String CERTIFICATE = "-cert-v01@";
    private static final String AUTHORITY = "cert-authority";

    DeclaredKeys {
        keys = Collections.unmodifiableSortedSet(new TreeSet<>(keys));
    }

    /** Whether a line lets in a key that nobody accounts for. */
    boolean isAdded(String line, KeyOrigins origins) {
        return AuthorizedKey.parse(line)
                .map(AuthorizedKey::name)
                .filter(key -> !keys.contains(key))
                .filter(key -> origins.made().getOrDefault(key, playbook).equals(playbook))
                .isPresent();
    }

    /** Why the run would take away its own way in; empty where it does not. */
    static Optional<Impossible> ownKey(String user, List<String> added, KeyOrigins origins, boolean passing) {
        String[] login = origins.login().split(" ", 2);
        if (login.length < 2 || !login[0].equals(user) && !passing) {
            return Optional.empty();
        }
        boolean certified = login[1].contains(CERTIFICATE);
        return added.stream()
                .flatMap(line -> AuthorizedKey.parse(line).stream())
                .filter(key -> key.name().equals(login[1])
                        || certified && key.options().contains(AUTHORITY))
                .findFirst()
                .map(key -> new Impossible(
                        "this run is logged in with a key of '" + user + "' that no step declares: " + key.shown(),
                        "declare it with an 'authorized_key' step, or log in with a declared one"));
    }
}
