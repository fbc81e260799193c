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
import provisioner.state.Observation.RegularFile;
import provisioner.state.Observation.Special;
import provisioner.state.Observation.Symlink;
import provisioner.state.Query;
import provisioner.state.Query.PathQuery;
import provisioner.state.StateView;

/** No file and no symbolic link at a path. */
public record FileAbsent(String type, String path) implements Resource {

    @Override
    public String title() {
        return type + " " + path;
    }

    @Override
    public Set<Query<?>> queries() {
        return Set.of(new PathQuery(path));
    }

    @Override
    public Assessment assess(StateView state) {
        PathState now = state.get(new PathQuery(path));
        return switch (now) {
            case Missing ignored -> new InSync();
            case RegularFile file -> removal("file", file.size() + " bytes", state);
            case Symlink link -> removal("symbolic link", link.target(), state);
            case Directory ignored ->
                new Impossible(path + " is a directory", "use the type 'directory' with 'absent: true'");
            case Special special -> new Impossible(path + " is " + special.kind(), "remove it by hand");
        };
    }

    private Assessment removal(String what, String was, StateView state) {
        String script = "backup " + Sh.quote(path) + "\nrm -f " + Sh.quote(path) + "\n";
        return new Differs(
                List.of(Difference.removal(what, was)),
                Action.Script.of(script),
                List.of(new Becomes<>(new PathQuery(path), new Missing())),
                state.settled(new PathQuery(path)));
    }
}
