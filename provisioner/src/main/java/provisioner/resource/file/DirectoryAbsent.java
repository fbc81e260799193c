package provisioner.resource.file;

import java.util.List;
import java.util.Set;
import provisioner.resource.Action;
import provisioner.resource.Assessment;
import provisioner.resource.Assessment.Differs;
import provisioner.resource.Assessment.Impossible;
import provisioner.resource.Assessment.InSync;
import provisioner.resource.Difference;
import provisioner.resource.Resource;
import provisioner.sh.Sh;
import provisioner.state.Effect.Becomes;
import provisioner.state.Observation.Directory;
import provisioner.state.Observation.Missing;
import provisioner.state.Observation.PathState;
import provisioner.state.Query;
import provisioner.state.Query.PathQuery;
import provisioner.state.StateView;

/** No directory at a path; what is in it goes with it, but for other file systems that are mounted there. */
record DirectoryAbsent(String path) implements Resource {

    @Override
    public String title() {
        return "directory " + path;
    }

    @Override
    public Set<Query<?>> queries() {
        return Set.of(new PathQuery(path));
    }

    @Override
    public Assessment assess(StateView state) {
        PathQuery query = new PathQuery(path);
        return switch (state.get(query)) {
            case Missing ignored -> new InSync();
            case Directory ignored ->
                new Differs(
                        List.of(Difference.removal("directory", "with all that is in it")),
                        Action.Script.of("rm -rf --one-file-system " + Sh.quote(path) + "\n"),
                        List.of(new Becomes<>(query, new Missing())),
                        state.settled(query));
            case PathState now ->
                new Impossible(path + " is " + Paths.kind(now), "use the type 'file' with 'absent: true'");
        };
    }
}
