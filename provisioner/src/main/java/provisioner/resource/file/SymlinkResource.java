package provisioner.resource.file;

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

/** A symbolic link with this target, whether or not something is there. */
record SymlinkResource(String path, String target) implements Resource {
    /** A unit behind it is masked. A package may bring many a link meanwhile, but not this one: masking is the administrator's. */
    private static final String MASK = "/dev/null";

    static final class Type implements ResourceType {
        @Override
        public String name() {
            return "symlink";
        }

        @Override
        public Optional<Resource> parse(Fields fields, Inputs inputs) {
            String path = Paths.required(fields, "path");
            Optional<String> target = fields.optionalString("target");
            boolean absent = fields.bool("absent", false);
            fields.atMostOne("absent", "target");
            if (absent) {
                return Optional.of(new FileAbsent(name(), path));
            }
            if (target.filter(t -> !t.isEmpty()).isEmpty()) {
                fields.refuse("path", "a symlink needs 'target'", "or 'absent: true', where it should not exist");
                return Optional.empty();
            }
            if (target.get().chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
                fields.refuse("target", "'target' holds a control character", "");
            }
            return target.map(t -> new SymlinkResource(path, t));
        }
    }

    @Override
    public String title() {
        return "symlink " + path;
    }

    private PathQuery pathQuery() {
        return new PathQuery(path);
    }

    @Override
    public Set<Query<?>> queries() {
        return Set.of(pathQuery(), Paths.parentQuery(path));
    }

    @Override
    public Assessment assess(StateView state) {
        return switch (state.get(pathQuery())) {
            case Symlink link when link.target().equals(target) -> new InSync();
            case Symlink link -> differs(List.of(Difference.of("target", link.target(), target)), state);
            case Missing ignored -> differs(List.of(Difference.of("target", "", target)), state);
            case RegularFile file ->
                differs(
                        List.of(
                                Difference.removal("file", file.size() + " bytes"),
                                Difference.of("target", "", target)),
                        state);
            case Directory now -> inTheWay(now);
            case Special now -> inTheWay(now);
        };
    }

    private Assessment inTheWay(PathState now) {
        return new Impossible(path + " is " + Paths.kind(now), "remove it, if it is not needed");
    }

    private Assessment differs(List<Difference> differences, StateView state) {
        Optional<Impossible> impossible = Paths.blockedParent(path, state);
        if (impossible.isPresent()) {
            return impossible.get();
        }
        return new Differs(
                differences,
                Action.Script.of(
                        "backup " + Sh.quote(path) + "\nplace_link " + Sh.quote(path) + " " + Sh.quote(target) + "\n"),
                List.of(new Becomes<>(pathQuery(), new Symlink(target))),
                state.settled(pathQuery()) || MASK.equals(target));
    }
}
