package provisioner.resource.release;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import provisioner.resource.Assessment;
import provisioner.resource.Assessment.Differs;
import provisioner.resource.Assessment.Impossible;
import provisioner.resource.Assessment.InSync;
import provisioner.resource.Difference;
import provisioner.resource.Resource;
import provisioner.resource.file.Owner;
import provisioner.resource.file.Paths;
import provisioner.state.Bytes;
import provisioner.state.Observation.ArchiveState;
import provisioner.state.Observation.Missing;
import provisioner.state.Observation.PathState;
import provisioner.state.Observation.Symlink;
import provisioner.state.Query;
import provisioner.state.Query.ArchiveQuery;
import provisioner.state.Query.ListingQuery;
import provisioner.state.Query.PathQuery;
import provisioner.state.StateView;

/**
 * A version of a program in a directory of its own, {@code releases/VERSION}, to which the link {@code current} leads.
 *
 * @param path the directory of both
 * @param owner of everything in the release
 * @param keep how many releases stay, the current one among them
 */
public record ReleaseResource(String path, String version, Artifact artifact, Owner owner, int keep)
        implements Resource {

    @Override
    public String title() {
        return "release " + path;
    }

    String directory() {
        return store() + "/" + version;
    }

    String store() {
        return path + "/releases";
    }

    String link() {
        return path + "/current";
    }

    String target() {
        return "releases/" + version;
    }

    /** What is noted on the host: the artifact and how it is unpacked. */
    String identity() {
        return Bytes.utf8(artifact.identity() + " " + owner.owner() + ":" + owner.group())
                .sha256();
    }

    /**
     * A file in every release, by which a service sees that it runs on another one; or on what was tampered with.
     *
     * @param damaged what is mended by making the release anew
     */
    Bytes label(List<String> damaged) {
        String mended = damaged.isEmpty()
                ? ""
                : " mended " + Bytes.utf8(String.join("\n", damaged)).sha256();
        return Bytes.utf8(version + " " + artifact.content().sha256() + mended + "\n");
    }

    PathQuery linkQuery() {
        return new PathQuery(link());
    }

    ArchiveQuery archiveQuery() {
        return new ArchiveQuery(directory());
    }

    ListingQuery listingQuery() {
        return new ListingQuery(store());
    }

    @Override
    public Set<Query<?>> queries() {
        Set<Query<?>> queries = new HashSet<>(owner.queries());
        queries.addAll(Set.of(linkQuery(), archiveQuery(), listingQuery(), Paths.parentQuery(link())));
        return queries;
    }

    @Override
    public Assessment assess(StateView state) {
        PathState now = state.get(linkQuery());
        if (!(now instanceof Missing) && !(now instanceof Symlink)) {
            return new Impossible(link() + " is " + Paths.kind(now), "move it away: it becomes a link to the release");
        }
        List<Difference> differences = new ArrayList<>(ofContent(state.get(archiveQuery())));
        boolean unpack = !differences.isEmpty();
        String leadsTo = now instanceof Symlink(String to) ? to : "";
        boolean move = !leadsTo.equals(target());
        if (move) {
            differences.add(Difference.of("current", leadsTo, target()));
        }
        List<String> old = outdated(state.get(listingQuery()).names());
        old.forEach(name -> differences.add(Difference.removal("releases/" + name, "one of more than " + keep)));
        if (differences.isEmpty()) {
            return new InSync();
        }
        Optional<Impossible> impossible = owner.unknown(state).or(() -> Paths.blockedParent(link(), state));
        Bytes label = label(state.get(archiveQuery()).damaged());
        ReleaseChange change = new ReleaseChange(this, label, unpack, move, old);
        return impossible
                .<Assessment>map(i -> i)
                .orElseGet(() -> new Differs(
                        differences,
                        change.action(),
                        change.effects(state.get(listingQuery()).names()),
                        state.settled(linkQuery())));
    }

    private List<Difference> ofContent(ArchiveState unpacked) {
        List<Difference> differences = new ArrayList<>();
        if (!unpacked.sha256().equals(Optional.of(identity()))) {
            String from = unpacked.sha256().isPresent() ? "another" : "";
            differences.add(Difference.of(target(), from, artifact.content().sha256()));
        }
        unpacked.damaged()
                .forEach(name ->
                        differences.add(Difference.of(target() + "/" + name, "not what was released", "as released")));
        return differences;
    }

    /** @param names of all releases, the one that was current last first */
    private List<String> outdated(List<String> names) {
        return names.stream()
                .filter(name -> !name.equals(version))
                .skip(keep - 1L)
                .toList();
    }
}
