package provisioner.resource.release;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import provisioner.resource.Assessment;
import provisioner.resource.Assessment.Impossible;
import provisioner.resource.Change;
import provisioner.resource.Claim;
import provisioner.resource.Resource;
import provisioner.resource.file.Owner;
import provisioner.resource.file.PathClaims;
import provisioner.resource.file.Paths;
import provisioner.resource.file.SymlinkResource;
import provisioner.state.Bytes;
import provisioner.state.Effect.Extent;
import provisioner.state.Observation.ArchiveState;
import provisioner.state.Observation.ListingState;
import provisioner.state.Observation.Missing;
import provisioner.state.Observation.Ownership;
import provisioner.state.Observation.PathState;
import provisioner.state.Observation.RegularFile;
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
 * @param current whether the link leads to it; if not, it is only unpacked, and a release that is current stays as it is
 */
public record ReleaseResource(String path, String version, Artifact artifact, Owner owner, int keep, boolean current)
        implements Resource {
    private static final int LABEL_MODE = 0644;

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
    public List<Claim> claims() {
        List<Claim> claims = new ArrayList<>();
        claims.add(Claim.unseen("release " + directory(), "content", artifact.identity()));
        claims.add(PathClaims.all(store()));
        if (current) {
            claims.addAll(new SymlinkResource(link(), target(), Owner.ROOT).claims());
        }
        return claims;
    }

    @Override
    public Set<Query<?>> queries() {
        Set<Query<?>> queries = new HashSet<>(owner.queries());
        queries.addAll(Set.of(linkQuery(), archiveQuery(), listingQuery(), Paths.parentQuery(link())));
        return queries;
    }

    @Override
    public String actsFor(StateView state) {
        return owner.owner();
    }

    @Override
    public Assessment assess(StateView state) {
        PathState now = state.get(linkQuery());
        if (!(now instanceof Missing) && !(now instanceof Symlink)) {
            return new Impossible(link() + " is " + Paths.kind(now), "move it away: it becomes a link to the release");
        }
        String leadsTo = now instanceof Symlink(String to) ? to : "";
        Change change = new Change().run("release_of", path, owner.owner());
        if (current) {
            place(change, state.get(archiveQuery()), leadsTo);
            removeOld(change, state.get(listingQuery()));
        } else if (!leadsTo.equals(target())) {
            placeBeside(change, state.get(archiveQuery()), state.get(listingQuery()));
        }
        return change.blockedBy(owner.unknown(state))
                .blockedBy(Paths.blockedParent(link(), state))
                .certain(state.settled(linkQuery()))
                .assessment();
    }

    /** @param current where the link leads to; empty where there is none */
    private void place(Change change, ArchiveState unpacked, String current) {
        Bytes label = label(unpacked.damaged());
        compareContent(change, unpacked);
        if (!change.isEmpty()) {
            unpack(change, label);
        }
        if (!current.equals(target())) {
            change.differs("current", current, target()).run("release_switch", version);
        }
        change.becomes(archiveQuery(), new ArchiveState(Optional.of(identity()), List.of()));
        if (!change.isEmpty()) {
            // A service that watches the link is to be restarted on another release, whatever else is in it.
            Ownership ownership = new Ownership(owner.owner(), owner.group(), LABEL_MODE);
            change.becomes(linkQuery(), new Symlink(target()))
                    .becomes(
                            new PathQuery(link() + "/.release"),
                            new RegularFile(ownership, label.size(), label.sha256()));
        }
    }

    private void placeBeside(Change change, ArchiveState unpacked, ListingState listing) {
        compareContent(change, unpacked);
        if (!change.isEmpty()) {
            unpack(change, label(unpacked.damaged()));
        }
        List<String> left = new ArrayList<>(listing.names());
        left.remove(version);
        left.addFirst(version);
        change.becomes(archiveQuery(), new ArchiveState(Optional.of(identity()), List.of()))
                .becomes(listingQuery(), new ListingState(left, listing.inodes()));
    }

    private void compareContent(Change change, ArchiveState unpacked) {
        if (!unpacked.sha256().equals(Optional.of(identity()))) {
            String from = unpacked.sha256().isPresent() ? "another" : "";
            change.differs(target(), from, artifact.content().sha256());
        }
        unpacked.damaged()
                .forEach(name -> change.differs(target() + "/" + name, "not what was released", "as released"));
    }

    /** The functions are in release.sh. */
    private void unpack(Change change, Bytes label) {
        artifact.unpack(change.run("release_new"))
                .send(label)
                .run("release_file .release 0644", label.sha256())
                .run("release_keep", version, owner.pair(), identity())
                .unsettles(new Extent.Below(directory()));
    }

    /** @param listing all releases that are there, the one that was current last first */
    private void removeOld(Change change, ListingState listing) {
        List<String> left = new ArrayList<>(listing.names());
        listing.names().stream()
                .filter(name -> !name.equals(version))
                .skip(keep - 1L)
                .forEach(name -> {
                    change.removes("releases/" + name, "one of more than " + keep)
                            .run("release_remove", name, listing.inode(name));
                    left.remove(name);
                });
        if (!left.contains(version)) {
            left.addFirst(version);
        }
        change.becomes(listingQuery(), new ListingState(left, listing.inodes()));
    }
}
