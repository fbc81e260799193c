package provisioner.resource.certificate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.regex.Pattern;
import provisioner.resource.Assessment.Impossible;
import provisioner.state.Observation.Directory;
import provisioner.state.Observation.PathState;
import provisioner.state.Observation.RegularFile;
import provisioner.state.Query.TreeQuery;
import provisioner.state.StateView;

/**
 * What somebody else has put on the host and what can break a renewal: programs that certbot runs around it, since one that
 * fails makes it fail, and a second lineage for the name, which is renewed and which nobody serves.
 *
 * @param known programs and settings that may be there: {@code deploy/mail}, {@code pre_hook}
 */
record RenewalObstacles(AcmeFiles files, List<String> known) {
    private static final Set<String> SETTINGS = Set.of("pre_hook", "post_hook", "renew_hook", "deploy_hook");
    private static final int EXECUTABLE = 0111;

    RenewalObstacles {
        known = List.copyOf(known);
    }

    /** @param settings certbot's for this certificate */
    Optional<Impossible> in(StateView state, Map<String, String> settings) {
        List<String> found = new ArrayList<>();
        String hooks = files.hooks().path();
        entries(state, files.hooks()).forEach((name, entry) -> {
            if (isForeignHook(name, entry)) {
                found.add(hooks + "/" + name + " is a hook that provisioner did not write");
            }
        });
        settings.keySet().stream()
                .filter(key -> SETTINGS.contains(key) && !known.contains(key))
                .forEach(key -> found.add(files.settings().path() + " has a " + key));
        Pattern second = Pattern.compile(Pattern.quote(files.name()) + "-[0-9]{4}\\.conf");
        entries(state, files.renewals()).keySet().stream()
                .filter(name -> second.matcher(name).matches())
                .forEach(name ->
                        found.add(files.renewals().path() + "/" + name + " is a second certificate for this name"));
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Impossible(
                                "renewals can fail: " + String.join("; ", found),
                                "remove it ('certbot delete --cert-name' for a second certificate), or name a hook in 'hooks'"));
    }

    private static SortedMap<String, PathState> entries(StateView state, TreeQuery query) {
        return state.get(query).entries();
    }

    /** As certbot finds them. */
    private boolean isForeignHook(String name, PathState entry) {
        boolean runs = entry instanceof RegularFile file
                ? (file.ownership().mode() & EXECUTABLE) != 0
                : !(entry instanceof Directory);
        return runs
                && name.matches("(pre|deploy|post)/[^/]+")
                && !name.endsWith("~")
                && !name.startsWith("deploy/provisioner-")
                && !known.contains(name);
    }
}
