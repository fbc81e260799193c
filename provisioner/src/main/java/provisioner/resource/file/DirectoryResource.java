package provisioner.resource.file;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import provisioner.resource.Action;
import provisioner.resource.Assessment;
import provisioner.resource.Assessment.Differs;
import provisioner.resource.Assessment.Impossible;
import provisioner.resource.Assessment.InSync;
import provisioner.resource.Difference;
import provisioner.resource.Inputs;
import provisioner.resource.Resource;
import provisioner.resource.ResourceType;
import provisioner.sh.Sh;
import provisioner.source.Fields;
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

/** A directory with this owner and mode, whatever is in it. */
record DirectoryResource(String path, Owner owner) implements Resource {
    private static final int MODE = 0755;

    static final class Type implements ResourceType {
        @Override
        public String name() {
            return "directory";
        }

        @Override
        public Optional<Resource> parse(Fields fields, Inputs inputs) {
            String path = Paths.required(fields, "path");
            Owner owner = Owner.parse(fields, MODE);
            if (!fields.bool("absent", false)) {
                return Optional.of(new DirectoryResource(path, owner));
            }
            if (Paths.parent(path).equals("/")) {
                fields.refuse("path", path + " is too much to remove", "name a directory below it");
                return Optional.empty();
            }
            return Optional.of(new DirectoryAbsent(path));
        }
    }

    @Override
    public String title() {
        return "directory " + path;
    }

    private PathQuery pathQuery() {
        return new PathQuery(path);
    }

    @Override
    public Set<Query<?>> queries() {
        Set<Query<?>> queries = new HashSet<>(owner.queries());
        queries.add(pathQuery());
        queries.add(Paths.parentQuery(path));
        return queries;
    }

    @Override
    public Assessment assess(StateView state) {
        PathState now = state.get(pathQuery());
        List<Difference> differences = new ArrayList<>();
        switch (now) {
            case Directory directory -> differences.addAll(owner.differences(directory.ownership()));
            case Missing ignored -> differences.add(appears());
            case RegularFile file -> {
                differences.add(Difference.removal("file", file.size() + " bytes"));
                differences.add(appears());
            }
            case Symlink link -> {
                differences.add(Difference.removal("symbolic link", link.target()));
                differences.add(appears());
            }
            case Special special -> {
                return new Impossible(path + " is " + special.kind(), "remove it, if it is not needed");
            }
        }
        if (differences.isEmpty()) {
            return new InSync();
        }
        Optional<Impossible> impossible = owner.unknown(state).or(() -> Paths.blockedParent(path, state));
        if (impossible.isPresent()) {
            return impossible.get();
        }
        return new Differs(
                differences,
                Action.Script.of(script(now)),
                List.of(new Becomes<>(pathQuery(), new Directory(owner.ownership()))),
                state.settled(pathQuery()));
    }

    private Difference appears() {
        return Difference.of("presence", "", "directory");
    }

    private String script(PathState now) {
        String quoted = Sh.quote(path);
        String way = switch (now) {
            case Directory ignored -> "";
            case Missing ignored -> "mkdir -m 0700 " + quoted + "\n";
            default -> "backup " + quoted + "\nrm -f " + quoted + "\nmkdir -m 0700 " + quoted + "\n";
        };
        return way + owner.script(path);
    }
}
