package provisioner.resource.release;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import provisioner.resource.Action;
import provisioner.sh.Sh;
import provisioner.state.Bytes;
import provisioner.state.Effect;
import provisioner.state.Effect.Becomes;
import provisioner.state.Effect.Extent;
import provisioner.state.Effect.Unsettles;
import provisioner.state.Observation.ArchiveState;
import provisioner.state.Observation.ListingState;
import provisioner.state.Observation.Ownership;
import provisioner.state.Observation.RegularFile;
import provisioner.state.Observation.Symlink;
import provisioner.state.Query.PathQuery;

/**
 * How a release comes about; the functions are in release.sh.
 *
 * @param label what is in its file {@code .release}
 * @param unpack whether its directory is to be made anew
 * @param move whether the link is to be moved
 * @param old names of the releases that go
 */
record ReleaseChange(ReleaseResource release, Bytes label, boolean unpack, boolean move, List<String> old) {
    private static final int LABEL_MODE = 0644;

    ReleaseChange {
        old = List.copyOf(old);
    }

    Action action() {
        StringBuilder text = new StringBuilder("release_of " + Sh.quote(release.path()) + "\n");
        Artifact artifact = release.artifact();
        Map<String, Bytes> blobs = Map.of();
        if (unpack) {
            text.append("release_new\n")
                    .append(artifact.script())
                    .append("release_file .release 0644 ")
                    .append(label.sha256())
                    .append('\n')
                    .append("release_keep ")
                    .append(release.version())
                    .append(' ')
                    .append(release.owner().pair())
                    .append(' ')
                    .append(release.identity())
                    .append('\n');
            blobs = Map.of(artifact.content().sha256(), artifact.content(), label.sha256(), label);
        }
        if (move) {
            text.append("release_switch ").append(release.version()).append('\n');
        }
        old.forEach(
                name -> text.append("release_remove ").append(Sh.quote(name)).append('\n'));
        return new Action.Script(text.toString(), blobs);
    }

    /** @param names of the releases that are there now */
    List<Effect> effects(List<String> names) {
        List<Effect> effects = new ArrayList<>();
        if (unpack) {
            effects.add(new Unsettles(new Extent.Below(release.directory())));
        }
        effects.add(
                new Becomes<>(release.archiveQuery(), new ArchiveState(Optional.of(release.identity()), List.of())));
        if (unpack || move) {
            Ownership ownership =
                    new Ownership(release.owner().owner(), release.owner().group(), LABEL_MODE);
            effects.add(new Becomes<>(release.linkQuery(), new Symlink(release.target())));
            // A service that watches the link is to be restarted on another release, whatever else is in it.
            effects.add(new Becomes<>(
                    new PathQuery(release.link() + "/.release"),
                    new RegularFile(ownership, label.size(), label.sha256())));
        }
        List<String> left = new ArrayList<>(names);
        left.removeAll(old);
        if (!left.contains(release.version())) {
            left.addFirst(release.version());
        }
        effects.add(new Becomes<>(release.listingQuery(), new ListingState(left)));
        return effects;
    }
}
