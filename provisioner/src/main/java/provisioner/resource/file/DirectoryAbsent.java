package provisioner.resource.file;

import java.util.List;
import java.util.Set;
import provisioner.resource.Assessment;
import provisioner.resource.Change;
import provisioner.resource.Claim;
import provisioner.resource.Resource;
import provisioner.state.Observation.Directory;
import provisioner.state.Observation.Missing;
import provisioner.state.Observation.PathState;
import provisioner.state.Query;
import provisioner.state.Query.EntriesQuery;
import provisioner.state.Query.PathQuery;
import provisioner.state.StateView;

/**
 * No directory at a path; what is in it when it is looked at goes with it. Anything else in it by then, or another file system
 * that is mounted there, keeps it.
 *
 * @param owner who may remove it where others than root can alter the way
 */
record DirectoryAbsent(String path, String owner) implements Resource {

    @Override
    public String title() {
        return "directory " + path;
    }

    @Override
    public List<Claim> claims() {
        return PathClaims.nothing(path);
    }

    @Override
    public Set<Query<?>> queries() {
        return Set.of(new PathQuery(path), new EntriesQuery(path, true));
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
            case Directory ignored -> change.removes("directory", "with all that is in it");
            case PathState now ->
                change.impossible(path + " is " + Paths.kind(now), "use a 'file' step with 'absent: true'");
        }
        return FileAbsent.discard(change, new EntriesQuery(path, true), owner, state)
                .becomes(query, new Missing())
                .certain(state.settled(query))
                .assessment();
    }
}
