package provisioner.resource.file;

import java.util.Set;
import provisioner.resource.Assessment;
import provisioner.resource.Change;
import provisioner.resource.Resource;
import provisioner.state.Observation.Directory;
import provisioner.state.Observation.Missing;
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
        return change.run("backup", path)
                .run("rm -f", path)
                .becomes(query, new Missing())
                .certain(state.settled(query))
                .assessment();
    }
}
