package provisioner.resource.wait;

import java.util.Optional;
import provisioner.resource.Change;
import provisioner.resource.file.FileResource;
import provisioner.resource.file.Owner;
import provisioner.state.Effect.Extent;
import provisioner.state.Observation.Missing;
import provisioner.state.Observation.Ownership;
import provisioner.state.Observation.PathState;
import provisioner.state.Observation.RegularFile;
import provisioner.state.Query.PathQuery;
import provisioner.state.StateView;

/** A path exists, whatever is there, or does not. */
record PathCondition(String path, boolean absent) implements Condition {

    @Override
    public String subject() {
        return "path " + path;
    }

    @Override
    public String wanted() {
        return words(absent);
    }

    private static String words(boolean gone) {
        return gone ? "does not exist" : "exists";
    }

    @Override
    public PathQuery query() {
        return new PathQuery(path);
    }

    @Override
    public Optional<String> unmet(StateView state) {
        boolean gone = state.get(query()) instanceof Missing;
        return gone == absent ? Optional.empty() : Optional.of(words(gone));
    }

    @Override
    public void become(Change change) {
        PathState there = new RegularFile(new Ownership(Owner.ROOT, Owner.ROOT, FileResource.MODE), 0, "");
        change.becomes(query(), absent ? new Missing() : there);
        if (!absent) {
            // Nobody knows what will be there.
            change.unsettles(new Extent.Below(path));
        }
    }
}
