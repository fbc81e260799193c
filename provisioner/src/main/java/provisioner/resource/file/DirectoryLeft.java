package provisioner.resource.file;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import provisioner.resource.Assessment;
import provisioner.resource.Change;
import provisioner.resource.Claim;
import provisioner.resource.Removal;
import provisioner.sh.Sh;
import provisioner.state.Observation.Directory;
import provisioner.state.Observation.Missing;
import provisioner.state.Query;
import provisioner.state.Query.InsideQuery;
import provisioner.state.Query.PathQuery;
import provisioner.state.StateView;

/**
 * Takes away a directory in which nothing is left. What is in one that is not empty may be data, so that it stays.
 *
 * @param owner whose it was when it was made
 */
record DirectoryLeft(String path, String owner) implements Removal {

    private PathQuery pathQuery() {
        return new PathQuery(path);
    }

    private InsideQuery insideQuery() {
        return new InsideQuery(path);
    }

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
        return Set.of(pathQuery(), insideQuery());
    }

    @Override
    public String actsFor(StateView state) {
        return owner;
    }

    @Override
    public Assessment assess(StateView state) {
        Change change = new Change();
        if (state.get(pathQuery()) instanceof Directory && isEmpty(state)) {
            change.removes("directory", "empty");
        }
        return change.run("discard_seen", path, "directory", "", owner)
                .becomes(pathQuery(), new Missing())
                .certain(state.settled(pathQuery()) && state.settled(insideQuery()))
                .assessment();
    }

    private boolean isEmpty(StateView state) {
        return state.get(insideQuery()).names().isEmpty();
    }

    @Override
    public Optional<String> stays(StateView state) {
        return switch (state.get(pathQuery())) {
            case Missing ignored -> Optional.empty();
            case Directory ignored when isEmpty(state) -> Optional.empty();
            default -> Optional.of(path + " and what is in it: rm -r " + Sh.quote(path));
        };
    }
}
