package provisioner.resource.file;

import java.util.List;
import java.util.Set;
import provisioner.resource.Assessment;
import provisioner.resource.Change;
import provisioner.resource.Claim;
import provisioner.resource.Resource;
import provisioner.state.Observation.Directory;
import provisioner.state.Observation.Missing;
import provisioner.state.Observation.RegularFile;
import provisioner.state.Observation.Special;
import provisioner.state.Observation.Symlink;
import provisioner.state.Query;
import provisioner.state.Query.EntriesQuery;
import provisioner.state.Query.PathQuery;
import provisioner.state.StateView;

/**
 * No file and no symbolic link at a path.
 *
 * @param owner who may remove it where others than root can alter the way
 */
public record FileAbsent(String type, String path, String owner, Validation validation) implements Resource {

    /** One where nobody but root can alter the way. */
    public FileAbsent(String type, String path) {
        this(type, path, Owner.ROOT, Validation.of(path));
    }

    /** Removes what is at a path as it was looked at. */
    static Change discard(Change change, EntriesQuery query, String owner, StateView state) {
        String path = query.path();
        String entries = state.get(query).digest();
        return change.run("discard", owner.equals(Owner.ROOT) ? List.of(path, entries) : List.of(path, entries, owner));
    }

    @Override
    public String title() {
        return type + " " + path;
    }

    @Override
    public List<Claim> claims() {
        return PathClaims.nothing(path);
    }

    @Override
    public Set<Query<?>> queries() {
        return Set.of(new PathQuery(path), new EntriesQuery(path, false));
    }

    @Override
    public String actsFor(StateView state) {
        return owner;
    }

    @Override
    public Assessment assess(StateView state) {
        PathQuery query = new PathQuery(path);
        Change change = new Change();
        switch (state.get(query)) {
            case Missing ignored -> {}
            case RegularFile file -> change.removes("file", file.size() + " bytes");
            case Symlink link -> change.removes("symbolic link", link.target());
            case Directory ignored ->
                change.impossible(path + " is a directory", "use a 'directory' step with 'absent: true'");
            case Special special -> change.impossible(path + " is " + special.kind(), "remove it by hand");
        }
        validation.absent(change);
        return discard(change.run("backup", path), new EntriesQuery(path, false), owner, state)
                .becomes(query, new Missing())
                .blockedBy(Paths.fixed(path, state.get(query)))
                .certain(state.settled(query))
                .assessment();
    }
}
